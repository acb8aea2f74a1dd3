// SPDX-License-Identifier: Apache-2.0
// Defines FitLoop, the steps of fit.
#pragma once

#include "aleator/nn/fit.h"
#include "aleator/optimize/minimize_loop.h"

#include <vector>

namespace aleator::nn {

/// The compiled loop over the loss of a network, with statistics among its parameters.
class FitLoop {
 public:
  FitLoop(const Layer& layer, const FitOptions& options, const Key& key);

  std::int64_t steps_per_epoch() const;
  /// Whether something is done after each epoch: then no more steps are made at once.
  bool pauses_after_epochs() const;
  const std::vector<Variable>& variables() const { return loop_.variables(); }
  optimize::MinimizeState start() const { return loop_.start(); }
  /// At most so many steps; adds each one's loss to `losses`. ValueError where one is not finite.
  optimize::MinimizeState advance(const optimize::MinimizeState& state, std::int64_t num_steps,
                                  std::vector<double>& losses) const;
  void assign(const optimize::MinimizeState& state) const;

 private:
  optimize::MinimizeOptions minimize_options() const;
  Array loss(const Key& key, const Array& x, const Array& y) const;
  std::vector<Variable> statistics() const;
  [[noreturn]] void fail(const optimize::MinimizeState& state,
                         const optimize::MinimizeChunk& chunk) const;
  std::string layer_not_finite(std::int64_t step) const;

  const Layer layer_;
  const FitOptions options_;
  const optimize::MinimizeLoop loop_;
};

}  // namespace aleator::nn
