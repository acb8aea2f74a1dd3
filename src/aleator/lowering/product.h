// SPDX-License-Identifier: Apache-2.0
// Declares the lowering of products of small matrices without lanes.
#pragma once

#include "aleator/lowering/region.h"

namespace aleator::lowering {

/// Whether a product of matrices without lanes is worth tiles that stay in registers: both matrices
/// are in the processor's caches, and neither is narrow. Larger ones are a library's or share the
/// loops of their neighbours, as those in lanes do.
bool is_tiled_product(const Node& node);

/// A lowering as control.h has them.
void lower_product(Region& region, const Node& node);

}  // namespace aleator::lowering
