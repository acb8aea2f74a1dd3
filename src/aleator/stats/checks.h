// SPDX-License-Identifier: Apache-2.0
// Defines the single checks that diagnose() asks, one function each.
#pragma once

#include "aleator/stats/diagnosis.h"

#include <optional>

namespace aleator::stats {

// Each returns nothing when the run has no facts for it. The facts' sizes must have been checked.

std::optional<Check> check_divergences(const SamplerFacts& facts);
std::optional<Check> check_rhat(const Summary& summary, const SamplerFacts& facts);
std::optional<Check> check_effective_sizes(const Summary& summary, const SamplerFacts& facts);
std::optional<Check> check_stuck_chains(const SamplerFacts& facts);
std::optional<Check> check_energy(const SamplerFacts& facts);
std::optional<Check> check_monte_carlo_errors(const Summary& summary);
std::optional<Check> check_tree_depth(const SamplerFacts& facts);

}  // namespace aleator::stats
