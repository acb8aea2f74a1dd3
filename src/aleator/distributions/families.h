// SPDX-License-Identifier: Apache-2.0
// Declares the list of all families, and the way to a member by names.
#pragma once

#include "aleator/distributions/distribution.h"

#include <span>

namespace aleator {

/// Every family of distributions, in alphabetical order.
std::span<const Family* const> families();

/// The member with these parameters, in any order. ValueError for a name that the family does not
/// have, one given twice, and one that is missing.
Distribution make_distribution(const Family& family, const std::vector<NamedArray>& parameters);

}  // namespace aleator
