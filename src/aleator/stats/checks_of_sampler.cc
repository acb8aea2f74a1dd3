// SPDX-License-Identifier: Apache-2.0
// Implements the checks of what the sampler did: divergences, stuck chains, energy, tree depth.
#include "aleator/base/text.h"
#include "aleator/stats/chains.h"
#include "aleator/stats/checks.h"
#include "aleator/stats/digits.h"
#include "aleator/stats/energy.h"
#include "aleator/stats/thresholds.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace aleator::stats {
namespace {

std::string percent(double share) {
  char digits[32];
  std::snprintf(digits, sizeof digits, share < 0.0995 ? "%.1f %%" : "%.0f %%", 100 * share);
  return digits;
}

/// "0.92 0.88": one number per chain, the lowest only when there are many chains.
std::string per_chain_text(const std::vector<double>& values) {
  constexpr std::size_t kMaxListed = 8;
  if (values.size() > kMaxListed) {
    return text("at least ", estimate_text(*std::min_element(values.begin(), values.end()), 0.005));
  }
  std::string out;
  for (const double value : values) out += (out.empty() ? "" : " ") + estimate_text(value, 0.005);
  return out;
}

double num_transitions(const SamplerFacts& facts) {
  return static_cast<double>(facts.num_chains) * static_cast<double>(facts.num_draws);
}

std::string stuck_sentence(const SamplerFacts& facts, std::int64_t chain) {
  const auto i = static_cast<std::size_t>(chain);
  if (!facts.has_moved.empty() && !facts.has_moved[i]) return text("chain ", chain, " never moved");
  if (facts.mean_acceptance.empty() || facts.mean_acceptance[i] >= kMinAcceptance) return "";
  const double acceptance = facts.mean_acceptance[i];
  if (std::isnan(acceptance)) return text("chain ", chain, " has no acceptance rate");
  return text("chain ", chain, " accepted only ", percent(acceptance), " of its proposals");
}

std::vector<double> energy_bfmi_per_chain(const SamplerFacts& facts) {
  const Chains chains{facts.energy, facts.num_chains, facts.num_draws};
  std::vector<double> out;
  for (std::int64_t c = 0; c < facts.num_chains; ++c) out.push_back(energy_bfmi(chains.chain(c)));
  return out;
}

}  // namespace

std::optional<Check> check_divergences(const SamplerFacts& facts) {
  if (!facts.num_divergences) return std::nullopt;
  const std::string id = "ALEATOR-D01 divergences";
  const std::int64_t count = *facts.num_divergences;
  if (count == 0) return Check{id, true, "divergences 0", ""};
  const double share = static_cast<double>(count) / num_transitions(facts);
  return Check{
      id, false,
      text(count, count == 1 ? " transition" : " transitions", " diverged (", percent(share),
           " of all): the step size is too large for some part of the posterior, and the "
           "estimates may miss that part."),
      "raise target_accept_prob (0.95, then 0.99); if they stay, reparameterize: "
      "non-centred group effects (of a model: make_target with reparameterize = Auto), tighter "
      "priors on scales."};
}

std::optional<Check> check_stuck_chains(const SamplerFacts& facts) {
  if (facts.has_moved.empty() && facts.mean_acceptance.empty()) return std::nullopt;
  const std::string id = "ALEATOR-D04 stuck";
  std::vector<std::string> stuck;
  for (std::int64_t c = 0; c < facts.num_chains; ++c) {
    const std::string sentence = stuck_sentence(facts, c);
    if (!sentence.empty()) stuck.push_back(sentence);
  }
  if (stuck.empty()) {
    const bool has_rates = !facts.mean_acceptance.empty();
    return Check{id, true,
                 has_rates ? text("acceptance ", per_chain_text(facts.mean_acceptance))
                           : std::string("all chains moved"),
                 ""};
  }
  return Check{id, false,
               text(join_words(stuck),
                    ": the step size does not fit, or the log density is not "
                    "finite around the start."),
               "start from another current_state, lower step_size or lengthen num_warmup, and "
               "evaluate the log density at the start; do not use the draws of a stuck chain."};
}

std::optional<Check> check_energy(const SamplerFacts& facts) {
  if (facts.energy.empty()) return std::nullopt;
  const std::string id = "ALEATOR-D05 energy";
  const std::vector<double> values = energy_bfmi_per_chain(facts);
  std::vector<std::string> low;
  for (std::size_t c = 0; c < values.size(); ++c) {
    // Not a number fails as well: energies that are constant or not finite are no exploration.
    if (!(values[c] >= kMinEnergyBfmi))
      low.push_back(text(estimate_text(values[c], 0.005), " in chain ", c));
  }
  if (low.empty()) return Check{id, true, text("E-BFMI ", per_chain_text(values)), ""};
  return Check{id, false,
               text("E-BFMI is ", join_words(low), ", below ", kMinEnergyBfmi,
                    ": momenta change the energy too little per draw to reach the tails, as in a "
                    "funnel or with heavy tails."),
               "reparameterize (non-centred group effects, heavy tails as scale mixtures) or "
               "lengthen num_warmup."};
}

std::optional<Check> check_tree_depth(const SamplerFacts& facts) {
  if (!facts.num_tree_depth_limits) return std::nullopt;
  const std::string id = "ALEATOR-D07 tree depth";
  const double count = static_cast<double>(*facts.num_tree_depth_limits);
  const std::string fact =
      text(*facts.num_tree_depth_limits, "/", plain_text(num_transitions(facts)));
  const bool passed = count <= kMaxTreeDepthShare * num_transitions(facts);
  if (passed) return Check{id, true, text("tree depth limit ", fact), ""};
  return Check{id, false,
               text(fact,
                    " transitions stopped at the tree depth limit: trajectories are cut "
                    "short, which wastes gradients but does not bias."),
               "raise max_tree_depth by one or two, or give the parameters similar scales."};
}

}  // namespace aleator::stats
