// SPDX-License-Identifier: Apache-2.0
// Defines Run, the driver of all samplers: warm-up in epochs, kept transitions, progress.
#pragma once

#include "aleator/mcmc/draws.h"
#include "aleator/mcmc/log_density.h"
#include "aleator/stats/progress.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>

namespace aleator::mcmc {

/// What a run is to do.
struct Plan {
  std::vector<std::string> names;  ///< of the user's parts
  std::int64_t num_chains = 1;
  std::int64_t num_warmup = 0;  ///< transitions before the first kept one
  std::int64_t num_draws = 1;   ///< kept per chain
  std::int64_t stride = 1;      ///< transitions per kept draw
  int num_threads = 1;
  bool show_progress = true;
  std::uint64_t seed = 0;  ///< as reported
  double min_ess = 0;      ///< ends early once every quantity has it, bulk and tail; 0: never
  bool keeps_draws_on_interrupt = true;  ///< Ctrl-C ends the run early
  LogDensity::Report report = {};        ///< of the draws; empty: they stand for themselves
};

/// Seconds since it was made.
class Stopwatch {
 public:
  double seconds() const {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// All that a run needs to go on, between two transitions of every chain.
struct RunState {
  std::int64_t num_done = 0;    ///< transitions of every chain, those of the warm-up included
  std::int64_t num_epochs = 0;  ///< that have ended
  Tuning tuning;
  ChainBlock chains;
  Arrays draws;  ///< so far, of all parts, then all statistics, [chain, draw, ...]
};

class Run {
 public:
  /// Chains start at `positions`, [chains, size].
  Run(const Plan& plan, const Kernel& kernel, const ChainProgram& program, const Key& key,
      const Array& positions);

  /// Goes on until every chain has made so many transitions, those of the warm-up included. In how
  /// many calls a run is made changes no draw.
  void run_to(std::int64_t num_transitions);
  std::int64_t num_done() const { return num_done_; }
  /// Kept so far, of every chain.
  std::int64_t num_draws() const;
  std::int64_t num_transitions() const { return plan_.num_warmup + plan_.num_draws * plan_.stride; }

  /// Whether a signal has ended the last call early; such a run cannot go on.
  bool is_interrupted() const { return is_interrupted_; }

  RunState state() const;
  /// Goes on from a state of a run with the same plan, of any number of threads.
  void restore(const RunState& state);

  /// The draws so far, at least one, with a diagnosis.
  stats::Posterior posterior(const stats::Timing& timing) const;

 private:
  using Keep = std::function<void(const ChainOutput&, std::int64_t first_chain,
                                  const std::vector<std::int64_t>& done_before)>;
  void begin();
  void split_into_blocks(const ChainBlock& all);
  ChainBlock all_chains() const;
  void adapt_to(std::int64_t goal);
  void mix_to(std::int64_t goal);
  void end_epoch();
  void begin_epoch();
  bool is_mixing() const;
  void sample_to(std::int64_t goal);
  void advance_to(std::int64_t goal, std::int64_t num_rows, const char* phase, const Keep& keep);
  void advance_block(std::size_t b, std::int64_t goal, std::int64_t num_rows, const char* phase,
                     const Keep& keep);
  void report(const char* phase, const ChainOutput& latest, std::int64_t total);
  std::int64_t chunk_length(std::int64_t total) const;

  const Plan plan_;
  const Kernel kernel_;
  const ChainProgram& program_;
  const Key key_;
  const Array positions_;
  const std::vector<std::int64_t> epochs_;
  std::int64_t num_done_ = 0, num_epochs_ = 0;
  Tuning tuning_;
  std::vector<ChainBlock> blocks_;
  DrawStore store_;
  std::mutex mutex_;
  bool is_prepared_ = false, is_interrupted_ = false;
  std::atomic<std::int64_t> num_finished_{0};  ///< transitions of all chains in this phase
  stats::ProgressLine progress_;
};

/// A whole run, with its timing since `watch` and its diagnosis.
stats::Posterior execute(const Plan& plan, const Kernel& kernel, const ChainProgram& program,
                         const Key& key, const Array& positions, const Stopwatch& watch);

}  // namespace aleator::mcmc
