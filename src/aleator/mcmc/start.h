// SPDX-License-Identifier: Apache-2.0
// Declares how runs start: names, layout and finite starting points.
#pragma once

#include "aleator/mcmc/kernel.h"

#include <string>
#include <utility>
#include <vector>

namespace aleator::mcmc {

/// The given names, or x0, x1, ...; ValueError "<who>: ..." unless they differ and are as many as
/// the parts.
std::vector<std::string> checked_names(const char* who, const std::vector<std::string>& names,
                                       std::size_t num_parts);

/// A point of the user's parts in the sampler's space, flat, with the layout of its parts there.
/// ValueError where a part lies outside the range of its bijector.
std::pair<Array, Layout> start_of(const char* who, const Arrays& current_state,
                                  const std::vector<std::string>& names, const KernelRules& rules);

/// ShapeError unless step size and metric are scalars or have an entry per coordinate.
void check_parameters(const char* who, const Parameters& parameters, const Layout& layout);

/// ValueError unless log density and gradient are finite there; names the term and the data, or
/// the entry of the position.
void check_start(const char* who, const Target& target, const Array& position);

bool is_all_finite(const Array& x);

}  // namespace aleator::mcmc
