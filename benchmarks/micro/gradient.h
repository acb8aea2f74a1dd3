// SPDX-License-Identifier: Apache-2.0
// Defines value and gradient of a model for many chains, as Aleator and as a hand-written kernel
// compute them.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/graph/function.h"

#include <memory>

#include "benchmarks/micro/models/model.h"

namespace aleator::bench {

/// Row-major [chain][dimension] positions, standard normal numbers times 0.3.
Numbers random_positions(const Model& model, std::int64_t num_chains, std::size_t seed);

struct ValuesAndGradients {
  Numbers values, gradients;  ///< [chain], [chain][dimension]
};

/// Steps of an ascent in one call, as many as make its arguments and results a small part of the
/// work.
constexpr int kNumSteps = 32;
constexpr double kStepSize = 1e-9;  ///< so small that every step costs the same

/// The traced density, differentiated and mapped over chains.
class AleatorGradient {
 public:
  AleatorGradient(const Model& model, const LogDensity& density, Dtype dtype,
                  std::int64_t num_chains);
  void set_positions(const Numbers& positions);
  std::vector<Buffer> run() const;
  /// kNumSteps times: position += kStepSize * gradient, sum of the values.
  void run_steps() const;
  ValuesAndGradients result() const;

 private:
  Function function_, steps_;
  std::vector<Buffer> arguments_;
};

/// A hand-written kernel with its blocks of chains.
class HandGradient {
 public:
  HandGradient(const Model& model, const hand::Kernel& kernel, std::int64_t num_chains);
  void set_positions(const Numbers& positions);
  void run() { kernel_.run(positions_.get(), values_.get(), gradients_.get(), num_blocks_); }
  void run_steps();
  ValuesAndGradients result();
  int num_lanes() const { return kernel_.num_lanes; }

 private:
  struct Free {
    void operator()(void* memory) const;
  };
  using Memory = std::unique_ptr<void, Free>;
  Memory allocate(std::size_t count) const;
  double get(const Memory& memory, std::size_t i) const;
  /// Where a chain's number lies in memory.
  std::size_t index(std::size_t chain, std::size_t d, std::size_t dimension) const;

  hand::Kernel kernel_;
  std::size_t dimension_, num_chains_, num_blocks_;
  Memory positions_, values_, gradients_;
};

/// The largest difference, relative to the number itself or to the chain's root mean square.
double largest_difference(const ValuesAndGradients& a, const ValuesAndGradients& b);

}  // namespace aleator::bench
