// SPDX-License-Identifier: Apache-2.0
// Defines Run, the driver of all samplers: warm-up in epochs, kept transitions, progress.
#pragma once

#include "aleator/mcmc/draws.h"
#include "aleator/mcmc/plan.h"
#include "aleator/mcmc/starting_points.h"
#include "aleator/stats/progress.h"

#include <chrono>
#include <functional>
#include <mutex>

namespace aleator::mcmc {

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
  stats::Starts starts;
  Arrays draws;  ///< so far, of all parts, then all statistics, [chain, draw, ...]
};

/// Takes draws of all parts, then all statistics, each [chain, n, ...].
using BlockFn = std::function<void(const Arrays& draws)>;

/// What a run is made of.
struct RunParts {
  Plan plan;
  Kernel kernel;
  Target target;
  const ChainProgram& program;
  Key key;
  StartingPoints starts = {};  ///< without them a run can only be restored
  BlockFn on_block = {};  ///< gets the draws of all chains in blocks, in order, while they come
};

class Run {
 public:
  explicit Run(const RunParts& parts);

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

  /// The draws so far, at least one, with a diagnosis; `kept` without the check that computes
  /// gradients.
  stats::Posterior posterior(const stats::Timing& timing) const;
  stats::Posterior kept(const stats::Timing& timing) const;

 private:
  using Keep = std::function<void(const ChainOutput&, const std::vector<std::int64_t>& chains,
                                  const std::vector<std::int64_t>& done_before)>;
  DrawStore kept_draws() const;
  stats::Posterior posterior_of(const DrawStore& done, const stats::Timing& timing) const;
  void begin();
  void split_into_blocks(const ChainBlock& all);
  ChainBlock all_chains() const;
  void adapt_to(std::int64_t goal);
  void mix_to(std::int64_t goal);
  void end_epoch();
  void begin_epoch();
  bool is_mixing() const;
  void sample_to(std::int64_t goal);
  void sample_blocks_to(std::int64_t goal);
  void hand_on(const DrawStore& block, std::int64_t num_draws);
  void advance_kept(std::int64_t goal, DrawStore* block);
  void advance_to(std::int64_t goal, std::int64_t num_rows, const char* phase, const Keep& keep);
  void advance_block(ChainBlock& block, std::int64_t goal, std::int64_t num_rows, const char* phase,
                     const Keep& keep);
  void advance_once(ChainBlock& chains, std::int64_t goal, std::int64_t num_rows, const char* phase,
                    const Keep& keep);
  void begin_phase(std::int64_t num_done);
  void report(const char* phase, const ChainOutput& latest, const std::vector<std::int64_t>& chains,
              std::int64_t total);
  std::int64_t chunk_length(std::int64_t total) const;

  const Plan plan_;
  const Kernel kernel_;
  const Target target_;
  const ChainProgram& program_;
  const Key key_;
  StartingPoints starts_;
  const std::vector<std::int64_t> epochs_;
  std::int64_t num_done_ = 0, num_epochs_ = 0;
  Tuning tuning_;
  std::vector<ChainBlock> blocks_;
  DrawStore store_;
  std::mutex mutex_;
  bool is_interrupted_ = false;
  BlockFn on_block_;
  std::int64_t block_length_;                         ///< draws until they are handed on
  std::vector<stats::ChainProgress> chain_progress_;  ///< in this phase
  stats::ProgressLine progress_;
};

/// A whole run, with its timing since `watch` and its diagnosis.
stats::Posterior execute(const RunParts& parts, const Stopwatch& watch);

}  // namespace aleator::mcmc
