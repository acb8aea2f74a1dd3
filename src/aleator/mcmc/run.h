// SPDX-License-Identifier: Apache-2.0
// Defines Run, the driver of all samplers: warm-up in epochs, kept transitions, progress.
#pragma once

#include "aleator/mcmc/draws.h"
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

class Run {
 public:
  /// Chains start at `positions`, [chains, size].
  Run(const Plan& plan, const Kernel& kernel, const ChainProgram& program, const Key& key,
      const Array& positions);

  /// Transitions that are not kept; parameters change at the ends of epochs.
  void warm_up();
  /// Kept transitions, with the parameters of the warm-up's end.
  void sample();

  const DrawStore& store() const { return store_; }
  const Tuning& tuning() const { return tuning_; }

 private:
  using Keep = std::function<void(const ChainOutput&, std::int64_t first_chain,
                                  const std::vector<std::int64_t>& done_before)>;
  ChainBlock all_chains() const;
  void split_into_blocks(const ChainBlock& all);
  void mix(const std::vector<std::int64_t>& epochs);
  void end_epoch();
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
  Tuning tuning_;
  std::vector<ChainBlock> blocks_;
  DrawStore store_;
  std::mutex mutex_;
  bool is_prepared_ = false;
  std::atomic<std::int64_t> num_finished_{0};  ///< transitions of all chains in this phase
  stats::ProgressLine progress_;
};

/// A whole run, with its timing since `watch` and its diagnosis.
stats::Posterior execute(const Plan& plan, const Kernel& kernel, const ChainProgram& program,
                         const Key& key, const Array& positions, const Stopwatch& watch);

}  // namespace aleator::mcmc
