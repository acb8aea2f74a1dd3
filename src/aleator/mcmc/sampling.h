// SPDX-License-Identifier: Apache-2.0
// Defines Sampling, a run of mcmc::sample in pieces that can be saved and continued.
#pragma once

#include "aleator/mcmc/sample.h"

#include <memory>
#include <string>

namespace aleator::mcmc {

/// A run that is planned at once and made in pieces:
///
///   Sampling sampling(target, options);
///   sampling.run(1500);            // 1000 of warm-up, 500 draws of every chain
///   sampling.save("run.ckpt");
///   ...                            // later, in another process
///   Sampling again = Sampling::load("run.ckpt", target);
///   again.run(500);
///   again.posterior();             // 1000 draws
///
/// On one kind of processor and one build, the draws are bit for bit those of a run in one piece,
/// wherever it is cut and on however many threads.
class Sampling {
 public:
  explicit Sampling(const LogDensity& target, const SampleOptions& options = {});
  Sampling(Sampling&&) noexcept;
  Sampling& operator=(Sampling&&) noexcept;
  ~Sampling();

  /// So many more transitions of every chain, those of the warm-up first; none beyond the plan.
  void run(std::int64_t num_transitions);
  /// All that the plan has left.
  void finish();
  /// Transitions of every chain so far, and of the whole plan.
  std::int64_t num_done() const;
  std::int64_t num_transitions() const;
  /// The draws so far with their diagnosis; ValueError before the first one.
  stats::Posterior posterior() const;

  /// Plan, chains, adaptation and draws, in one file that is written whole or not at all.
  void save(const std::string& path) const;
  /// Goes on from a file. What the plan says comes from there; of `options`, only bijector,
  /// num_threads and show_progress are used. ValueError where the target is not that of the file:
  /// log densities of its chains differ. A file from another processor or version is taken with a
  /// warning on stderr: the draws are then valid, but not bit for bit those of one run.
  static Sampling load(const std::string& path, const LogDensity& target,
                       const SampleOptions& options = {});

 private:
  struct Parts;
  explicit Sampling(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace aleator::mcmc
