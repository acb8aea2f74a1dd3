// SPDX-License-Identifier: Apache-2.0
// Implements the diagnosis: which checks apply, and how their answers are printed.
#include "aleator/stats/diagnosis.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/checks.h"

#include <algorithm>
#include <ostream>

namespace aleator::stats {
namespace {

void require_size(const char* field, std::size_t size, std::int64_t expected) {
  if (size == 0 || static_cast<std::int64_t>(size) == expected) return;
  throw ShapeError(
      text("diagnose: '", field, "' must have ", expected, " entries or none, got ", size));
}

void check_facts(const SamplerFacts& facts) {
  require_size("mean_acceptance", facts.mean_acceptance.size(), facts.num_chains);
  require_size("has_moved", facts.has_moved.size(), facts.num_chains);
  require_size("superchain_ids", facts.superchain_ids.size(), facts.num_chains);
  require_size("energy", facts.energy.size(), facts.num_chains * facts.num_draws);
}

std::string failed_text(const Check& check) {
  return text("  ", check.id, ": ", check.sentence, "\n    next: ", check.next_step, "\n");
}

}  // namespace

Diagnosis diagnose(const Summary& summary, const SamplerFacts& facts) {
  check_facts(facts);
  Diagnosis out;
  const auto add = [&](std::optional<Check> check) {
    if (check) out.checks.push_back(*std::move(check));
  };
  add(check_divergences(facts));
  add(check_rhat(summary, facts));
  add(check_effective_sizes(summary, facts));
  add(check_stuck_chains(facts));
  add(check_energy(facts));
  add(check_monte_carlo_errors(summary));
  add(check_tree_depth(facts));
  return out;
}

bool Diagnosis::all_passed() const { return !checks.empty() && num_failed() == 0; }

std::size_t Diagnosis::num_failed() const {
  return static_cast<std::size_t>(
      std::count_if(checks.begin(), checks.end(), [](const Check& c) { return !c.passed; }));
}

std::string Diagnosis::passed_text() const {
  std::string out;
  for (const Check& check : checks) {
    if (check.passed) out += (out.empty() ? "" : "; ") + check.sentence;
  }
  return out;
}

std::string Diagnosis::to_string() const {
  if (checks.empty()) return "no checks: the run reported nothing to check\n";
  if (all_passed()) return text("all checks passed: ", passed_text(), "\n");
  std::string out = text(num_failed(), " of ", checks.size(), " checks failed\n");
  for (const Check& check : checks) {
    if (!check.passed) out += failed_text(check);
  }
  if (num_failed() < checks.size()) out += text("  passed: ", passed_text(), "\n");
  return out;
}

std::ostream& operator<<(std::ostream& out, const Diagnosis& diagnosis) {
  return out << diagnosis.to_string();
}

}  // namespace aleator::stats
