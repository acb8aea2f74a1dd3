// SPDX-License-Identifier: Apache-2.0
// Declares the statistics that are kept of every transition, under ArviZ's names.
#pragma once

#include "aleator/mcmc/parameters.h"

#include <span>

namespace aleator::mcmc {

/// A number of one transition.
struct Statistic {
  const char* name;
  Dtype dtype;
  Array (*of)(const Array& log_density, const TransitionInfo& info, const Parameters& parameters);
};

/// All of them, in the order in which programs return them.
std::span<const Statistic> statistics();
/// Their values.
Arrays statistics_of(const Array& log_density, const TransitionInfo& info,
                     const Parameters& parameters);
/// The place of a statistic in the list.
std::size_t index_of_statistic(const char* name);

}  // namespace aleator::mcmc
