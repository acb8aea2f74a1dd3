// SPDX-License-Identifier: Apache-2.0
// Declares variational inference.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/optimize/minimize.h"
#include "aleator/random/key.h"

namespace aleator::vi {

/// A trainable distribution over the parts of a target.
class SurrogatePosterior {
 public:
  Arrays sample(const Shape& shape, const Key& key) const;
  Array log_prob(const Arrays& parts) const;
  template <class F>
  void visit_leaves(F&&) const {}
};

struct SurrogateOptions {
  double initial_scale = 0.01;  ///< standard deviation over the reals
  std::optional<Key> key = {};
};
/// Independent normals over the reals, mapped onto the supports of the parts.
SurrogatePosterior build_factored_surrogate_posterior(const LogDensity& target,
                                                      const SurrogateOptions& options = {});

struct FitOptions {
  std::int64_t num_steps = required("num_steps");
  optimize::Optimizer optimizer = required("optimizer");
  int sample_size = 1;  ///< draws per step
  std::optional<Key> key = {};
};
/// Minimises the divergence of the surrogate from the target; the losses, [num_steps].
Array fit_surrogate_posterior(const LogDensity& target, const SurrogatePosterior& surrogate,
                              const FitOptions& options);

}  // namespace aleator::vi
