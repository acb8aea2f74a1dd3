// SPDX-License-Identifier: Apache-2.0
// Declares Monte Carlo estimates of divergences between a surrogate and a target, and their
// gradients. Names are TFP's.
#pragma once

#include "aleator/mcmc/log_density.h"
#include "aleator/vi/divergences.h"
#include "aleator/vi/surrogate_posterior.h"

#include <optional>

namespace aleator::vi {

/// How the gradient of an expectation over draws of the surrogate is estimated. All are unbiased.
enum class GradientEstimator {
  /// Draws carry no gradient: f times the gradient of log q, less a baseline, the mean of f over
  /// the other draws. For any surrogate; noisy.
  score_function,
  /// Through the draws. The surrogate must be reparameterized.
  reparameterization,
  /// Through the draws alone, with log q's own gradient taken through them a second time: without
  /// noise where surrogate and target agree. Tucker, Lawson, Gu and Maddison (2019), "Doubly
  /// reparameterized gradient estimators for Monte Carlo objectives".
  doubly_reparameterized,
  /// The score function with a baseline from the other draws of the same bound:
  /// importance_sample_size must be 2 or more. Mnih and Rezende (2016), "Variational inference for
  /// Monte Carlo objectives".
  vimco
};

struct VariationalLossOptions {
  int sample_size = 1;             ///< over how many the estimate is a mean
  int importance_sample_size = 1;  ///< K: draws that each of these averages u over
  DiscrepancyFn discrepancy_fn = DiscrepancyFn(kl_reverse);
  /// Absent: reparameterization where the surrogate is reparameterized, else the score function.
  std::optional<GradientEstimator> gradient_estimator = {};
  Key key = required("key");
};

/// An estimate of E[f(u)], u = mean over K draws z_k of q of p(z_k) / q(z_k), where p is the
/// target, normalised or not. By default minus the evidence lower bound; with K > 1 that of Burda,
/// Grosse and Salakhutdinov (2016, importance weighted autoencoders). Its gradient, by the
/// variables of the surrogate or whatever they are made of, is what the estimator says.
Array monte_carlo_variational_loss(const LogDensity& target_log_prob_fn,
                                   const SurrogatePosterior& surrogate_posterior,
                                   const VariationalLossOptions& options);

/// The target at each draw of its parts, along their first axis.
Array log_prob_of_draws(const LogDensity& target_log_prob_fn, const Arrays& draws);

}  // namespace aleator::vi
