// SPDX-License-Identifier: Apache-2.0
// Declares the report of a run in one call.
#pragma once

#include "aleator/stats/posterior.h"

namespace aleator::report {

/// Writes one self-contained page: checks, table and pictures of every quantity.
void write_html(const stats::Posterior& posterior, const std::string& path);

}  // namespace aleator::report
