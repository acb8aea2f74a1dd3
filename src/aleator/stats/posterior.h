// SPDX-License-Identifier: Apache-2.0
// Defines Posterior, what a run of a sampler returns.
#pragma once

#include "aleator/array/array.h"
#include "aleator/stats/diagnosis.h"
#include "aleator/stats/summary.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace aleator::stats {

/// Seconds of wall time.
struct Timing {
  double compile = 0;   ///< tracing and compiling
  double warmup = 0;    ///< transitions that are not kept
  double sampling = 0;  ///< transitions that are
  double total = 0;     ///< from the call to the diagnosed result
};

/// An array under a name.
struct NamedDraws {
  std::string name;
  Array draws;                         ///< [chain, draw, ...]
  std::vector<std::string> dims = {};  ///< names of the axes after these, "" where there is none
  /// Names of the positions along these axes; empty, or an empty list, where they are numbers.
  std::vector<std::vector<std::string>> coordinates = {};
};

/// Where chains started.
struct Starts {
  std::vector<NamedDraws> points = {};    ///< of each quantity, [chain, ...]
  std::vector<std::string> origins = {};  ///< of each chain, how its point was found
};

/// Draws with what is known of them: names, sampler statistics, timing, and a diagnosis that is
/// always made.
class Posterior {
 public:
  struct Parts {
    std::vector<NamedDraws> quantities;
    std::vector<NamedDraws> sample_stats;  ///< lp, acceptance_rate, diverging, energy, step_size,
                                           ///< ... as ArviZ names them
    Starts starts = {};
    SamplerFacts facts;
    std::uint64_t seed = 0;
    Timing timing;
    int num_threads = 1;  ///< that summarise; results do not depend on it
  };
  /// Summarises and diagnoses.
  explicit Posterior(Parts parts);

  /// Draws of one quantity, [chain, draw, ...].
  const Array& operator[](const std::string& name) const;
  const std::vector<NamedDraws>& quantities() const { return parts_.quantities; }
  const std::vector<NamedDraws>& sample_stats() const { return parts_.sample_stats; }
  /// One statistic of the sampler, [chain, draw].
  const Array& sample_stat(const std::string& name) const;

  /// Empty for draws that no sampler of this library made.
  const Starts& starts() const { return parts_.starts; }

  /// What a trace function made of every draw, [chain, draw, ...].
  const Arrays& trace() const { return trace_; }
  void set_trace(const Arrays& trace) { trace_ = trace; }

  std::int64_t num_chains() const { return parts_.facts.num_chains; }
  std::int64_t num_draws() const { return parts_.facts.num_draws; }
  /// Of each chain, where several started at one point; else empty.
  const std::vector<std::int64_t>& superchain_ids() const { return parts_.facts.superchain_ids; }
  std::uint64_t seed() const { return parts_.seed; }
  const Timing& timing() const { return parts_.timing; }

  /// A row per scalar quantity: mean, sd, Monte Carlo error, quantiles, effective sizes, R-hat.
  const Summary& summary() const { return summary_; }
  /// The checks, each with a sentence.
  const Diagnosis& diagnosis() const { return diagnosis_; }

  /// One check more, that looked at more than draws.
  void add(Check check) { diagnosis_.checks.push_back(std::move(check)); }
  void set_total_seconds(double seconds) { parts_.timing.total = seconds; }

 private:
  Parts parts_;
  Summary summary_;
  Diagnosis diagnosis_;
  Arrays trace_;
};

/// The scalar elements of a quantity with their names, name[0, 1] for those of arrays; coordinates
/// take the place of numbers.
std::vector<std::pair<std::string, OwnedChains>> scalar_chains(const NamedDraws& quantity);

}  // namespace aleator::stats
