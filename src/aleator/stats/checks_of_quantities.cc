// SPDX-License-Identifier: Apache-2.0
// Implements the checks of the estimates: R-hat, effective sample sizes, Monte Carlo errors.
#include "aleator/base/text.h"
#include "aleator/stats/checks.h"
#include "aleator/stats/digits.h"
#include "aleator/stats/thresholds.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace aleator::stats {
namespace {

/// A quantity under a check. Badness orders them; above one it fails, NaN is worst of all.
struct Candidate {
  std::string name;
  double badness;
  std::string value;
};

double sort_key(const Candidate& c) { return std::isnan(c.badness) ? INFINITY : c.badness; }

/// Those that vary; all of them when none does, so that a run that never moved cannot pass.
std::vector<const QuantitySummary*> varying(const Summary& summary) {
  std::vector<const QuantitySummary*> all, out;
  for (const QuantitySummary& q : summary.quantities) {
    all.push_back(&q);
    if (q.sd != 0) out.push_back(&q);
  }
  return out.empty() ? all : out;
}

template <class Function>
std::vector<Candidate> worst_first(const Summary& summary, Function candidate_of) {
  std::vector<Candidate> out;
  for (const QuantitySummary* q : varying(summary)) out.push_back(candidate_of(*q));
  std::sort(out.begin(), out.end(), [](const Candidate& a, const Candidate& b) {
    const double left = sort_key(a), right = sort_key(b);
    return left != right ? left > right : a.name < b.name;
  });
  return out;
}

std::vector<Candidate> failing(const std::vector<Candidate>& candidates) {
  std::vector<Candidate> out;
  for (const Candidate& c : candidates) {
    if (!(c.badness <= 1)) out.push_back(c);
  }
  return out;
}

/// "'tau' (1.034), 'mu' (1.02) and 5 more".
std::string named(const std::vector<Candidate>& candidates) {
  constexpr std::size_t kMaxNamed = 3;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(kMaxNamed, candidates.size()); ++i) {
    words.push_back(text("'", candidates[i].name, "' (", candidates[i].value, ")"));
  }
  if (candidates.size() > kMaxNamed) words.push_back(text(candidates.size() - kMaxNamed, " more"));
  return join_words(words);
}

std::string extreme(const std::vector<Candidate>& candidates) {
  return text(candidates[0].value, " for '", candidates[0].name, "'");
}

Candidate rhat_candidate(const QuantitySummary& q) {
  // A quantity of few values may have no folded R-hat; its effective size then speaks for it.
  const bool is_undefined_only = std::isnan(q.rhat) && q.sd > 0 && !std::isnan(q.ess_bulk);
  return {q.name, is_undefined_only ? 0 : q.rhat / kMaxRhat,
          is_undefined_only ? "undefined" : rhat_text(q.rhat)};
}

Candidate effective_size_candidate(const QuantitySummary& q, double required) {
  const bool has_tail = !std::isnan(q.ess_tail);
  const double smaller = has_tail ? std::min(q.ess_bulk, q.ess_tail) : q.ess_bulk;
  return {
      q.name, required / smaller,
      text("bulk ", ess_text(q.ess_bulk), has_tail ? text(", tail ", ess_text(q.ess_tail)) : "")};
}

Candidate error_candidate(const QuantitySummary& q) {
  const double share = q.mcse / q.sd;
  return {q.name, share / kMaxRelativeError, text(estimate_text(100 * share, 0.05), " %")};
}

/// What stands for itself: a chain, or a superchain.
std::int64_t num_groups(const SamplerFacts& facts) {
  const std::set<std::int64_t> ids(facts.superchain_ids.begin(), facts.superchain_ids.end());
  return ids.empty() ? facts.num_chains : static_cast<std::int64_t>(ids.size());
}

/// How many draws per chain would do, if sizes grow with the draws.
std::string longer_run(const SamplerFacts& facts, double badness) {
  constexpr double kHopeless = 10;  // times as many draws: a better parameterisation is cheaper
  const double wanted = static_cast<double>(facts.num_draws) * 1.2 * badness;
  if (!(wanted > 0 && badness < kHopeless)) return "lengthen num_warmup and num_draws a lot";
  const double unit = std::pow(10, std::floor(std::log10(wanted)) - 1);
  return text("draw more, about num_draws = ", plain_text(std::ceil(wanted / unit) * unit));
}

}  // namespace

std::optional<Check> check_rhat(const Summary& summary, const SamplerFacts& facts) {
  if (summary.quantities.empty()) return std::nullopt;
  const std::string id = "ALEATOR-D02 rhat";
  const std::string number = facts.superchain_ids.empty() ? "R-hat" : "nested R-hat";
  const auto candidates = worst_first(summary, rhat_candidate);
  const auto bad = failing(candidates);
  if (bad.empty()) {
    return Check{id, true,
                 text(number, " at most ", kMaxRhat, " (largest ", extreme(candidates), ")"), ""};
  }
  const bool is_undefined = std::isnan(bad[0].badness);
  return Check{id, false,
               text(number, " is ", is_undefined ? "undefined or above " : "above ", kMaxRhat,
                    " for ", named(bad),
                    is_undefined ? ": draws are not finite or never change, or are too few."
                                 : ": the chains disagree, so they have not explored the same "
                                   "distribution yet."),
               is_undefined ? "look for infinite or missing values in the draws and in the log "
                              "density, and for a start where nothing can move."
                            : "lengthen num_warmup and num_draws; if it stays, look for several "
                              "modes or parameters that the data cannot tell apart."};
}

std::optional<Check> check_effective_sizes(const Summary& summary, const SamplerFacts& facts) {
  if (summary.quantities.empty()) return std::nullopt;
  const std::string id = "ALEATOR-D03 ess";
  const double required = kMinEssPerChain * static_cast<double>(num_groups(facts));
  const auto candidates = worst_first(
      summary, [&](const QuantitySummary& q) { return effective_size_candidate(q, required); });
  const auto bad = failing(candidates);
  if (bad.empty()) {
    return Check{
        id, true,
        text("ESS at least ", plain_text(required), " (smallest ", extreme(candidates), ")"), ""};
  }
  return Check{
      id, false,
      text("the effective sample size is below ", plain_text(required), " (",
           plain_text(kMinEssPerChain),
           facts.superchain_ids.empty() ? " per chain) for " : " per superchain) for ", named(bad),
           ": successive draws are too alike, and quantiles and R-hat are not reliable."),
      text(longer_run(facts, bad[0].badness),
           ", or reparameterize so that the parameters are less correlated.")};
}

std::optional<Check> check_monte_carlo_errors(const Summary& summary) {
  if (summary.quantities.empty()) return std::nullopt;
  const std::string id = "ALEATOR-D06 precision";
  const auto candidates = worst_first(summary, error_candidate);
  const auto bad = failing(candidates);
  const std::string limit = text(plain_text(100 * kMaxRelativeError), " %");
  if (bad.empty()) {
    return Check{
        id, true,
        text("Monte Carlo error at most ", limit, " of sd (largest ", extreme(candidates), ")"),
        ""};
  }
  return Check{id, false,
               text("the Monte Carlo error of the mean exceeds ", limit, " of the sd for ",
                    named(bad), ": too few effective draws to locate the mean."),
               "raise num_draws: the error halves with four times as many."};
}

}  // namespace aleator::stats
