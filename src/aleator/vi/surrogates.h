// SPDX-License-Identifier: Apache-2.0
// Declares the builders of surrogate posteriors. Names are TFP's.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/vi/surrogate_posterior.h"

#include <optional>

namespace aleator::vi {

// All are distributions of the unconstrained values of the target's parts, mapped onto their
// supports by the target's bijectors, and hold trainable Variables: trainable_variables(surrogate).
// The target must know its parts: a model's target does, others are made by LogDensity(log_prob_fn,
// names, shapes, bijectors).

struct SurrogateOptions {
  double initial_scale = 0.01;  ///< standard deviation of unconstrained values
  /// A point of the target's parts; else 0 over the reals, with small noise if there is a key.
  std::optional<Arrays> initial_loc = {};
  std::optional<Key> key = {};
};
/// Independent normals over the reals: mean-field. Variables 'loc' and 'scale', which softplus maps
/// onto standard deviations, of shape [d].
SurrogatePosterior build_factored_surrogate_posterior(const LogDensity& target,
                                                      const SurrogateOptions& options = {});

/// How coordinates of an affine surrogate are related.
enum class AffineOperators {
  diag,     ///< not at all
  tril,     ///< by any covariance, the square of a lower triangular matrix
  low_rank  ///< by a diagonal covariance and one of low rank
};
struct AffineSurrogateOptions {
  AffineOperators operators = AffineOperators::tril;
  std::int64_t rank = 1;                   ///< of low_rank
  double initial_scale = 0.01;             ///< standard deviation of unconstrained values
  std::optional<Arrays> initial_loc = {};  ///< as of SurrogateOptions
  std::optional<Key> key = {};             ///< needed by low_rank
};
/// A normal distribution over the reals: full-rank by default. Its log density at its own draws
/// takes no linear system.
SurrogatePosterior build_affine_surrogate_posterior(const LogDensity& target,
                                                    const AffineSurrogateOptions& options = {});

struct SplitFlowSurrogateOptions {
  /// Trainable, over vectors of the unconstrained values; absent: inverse autoregressive flows.
  std::optional<Bijector> trainable_bijector = {};
  std::int64_t num_flows = 2;    ///< of the default, with the coordinates reversed in between
  Dims hidden_units = {32, 32};  ///< of the default's networks
  double initial_scale = 0.1;    ///< standard deviation of what the flow is applied to
  std::optional<Arrays> initial_loc = {};  ///< as of SurrogateOptions
  std::optional<Key> key = {};             ///< needed by the default
};
/// Standard normal numbers through a normalizing flow, scale and shift, split into the parts.
///
/// Kingma, Salimans, Jozefowicz, Chen, Sutskever and Welling (2016), "Improving variational
/// inference with inverse autoregressive flow".
SurrogatePosterior build_split_flow_surrogate_posterior(
    const LogDensity& target, const SplitFlowSurrogateOptions& options = {});

}  // namespace aleator::vi
