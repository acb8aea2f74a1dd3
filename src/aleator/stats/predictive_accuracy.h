// SPDX-License-Identifier: Apache-2.0
// Defines estimates of how well a model predicts data it has not seen: PSIS-LOO and WAIC.
#pragma once

#include "aleator/array/array.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace aleator::stats {

/// The expected log pointwise predictive density for new data, a sum over the observations.
struct PredictiveAccuracy {
  double elpd = 0, elpd_se = 0;  ///< the larger the better; its standard error
  double p = 0, p_se = 0;        ///< effective number of parameters: log density of the data - elpd
  std::vector<double> pointwise_elpd, pointwise_p;  ///< per observation
};

struct Loo : PredictiveAccuracy {
  std::vector<double> pareto_k;  ///< per observation; above 0.7 its terms cannot be trusted
  std::vector<double> ess;       ///< of the importance weights
};
/// Leave-one-out cross-validation by Pareto smoothed importance sampling.
///
/// log_likelihood: [chain, draw, ...], of each observation under each draw; the axes after the
/// second are the observations. relative_efficiency: of the draws; by default, per observation,
/// ess_mean of the likelihood over the number of draws (1 where that is not a number). ValueError
/// where a log likelihood is NaN or infinite.
///
/// Source: Vehtari, Gelman and Gabry 2017, "Practical Bayesian model evaluation using
/// leave-one-out cross-validation and WAIC"; agrees with R's loo::loo.
Loo loo(const Array& log_likelihood, std::optional<double> relative_efficiency = {});

/// Leave-one-out probability integral transforms: for each observation the probability of a
/// replication below it, given all other observations, by the weights of `loo`. Uniform over (0, 1)
/// if the model says of each observation what the others let it; bent like a U if it is too sure.
/// Of a replication that is equal to the observation, as those of counts may be, half is below.
///
/// observed: [...]; replicated, under each draw, and log_likelihood: [chain, draw, ...].
/// ShapeError where these do not fit. Source: Gelfand, Dey and Chang 1992, "Model determination
/// using predictive distributions"; agrees with ArviZ.
std::vector<double> loo_pit(const Array& observed, const Array& replicated,
                            const Array& log_likelihood,
                            std::optional<double> relative_efficiency = {});

/// The widely applicable information criterion: p is the variance of the log likelihood over the
/// draws. Not to be trusted where a term of p exceeds 0.4: use loo. Source as above, and Watanabe
/// 2010; agrees with R's loo::waic.
PredictiveAccuracy waic(const Array& log_likelihood);

struct ElpdDifference {
  double elpd_difference, se;
};
/// a minus b, with the standard error of paired differences: the same observations in one order.
ElpdDifference compare(const PredictiveAccuracy& a, const PredictiveAccuracy& b);

}  // namespace aleator::stats
