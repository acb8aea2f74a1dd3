// SPDX-License-Identifier: Apache-2.0
// Declares the derivative rules of scan.
#pragma once

#include "aleator/graph/primitive.h"

namespace aleator {

/// The carry and the tangents of its floating entries travel together.
Arrays jvp_scan(const JvpContext& c);
/// The scan with its carries as further results: what the reverse mode reads. Above a budget of
/// bytes, known from shapes alone, nothing is stored and the reverse mode works in segments.
Augmented augment_scan(const AugmentContext& c);
Arrays vjp_scan(const VjpContext& c);

}  // namespace aleator
