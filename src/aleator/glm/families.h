// SPDX-License-Identifier: Apache-2.0
// Declares the families there are. Names, links and defaults are TFP's; r is the linear response.
#pragma once

#include "aleator/glm/family.h"

namespace aleator::glm {

/// 0, 1 or a proportion, mean sigmoid(r). R: binomial(link = "logit").
class Bernoulli : public ExponentialFamily {
 public:
  Bernoulli();
};

/// 0, 1 or a proportion, mean the standard normal distribution function of r. R: binomial(link =
/// "probit").
class BernoulliNormalCDF : public ExponentialFamily {
 public:
  BernoulliNormalCDF();
};

/// The scale or shape that responses have in common. Without one densities are those of TFP's
/// default, and the dispersion is estimated: it does not change coefficients without penalties.
struct CountParameters {
  Array total_count = 1.;  ///< positive; one number, or one per row
};
struct ScaleParameters {
  std::optional<double> scale = {};  ///< positive; standard deviation
};
struct ConcentrationParameters {
  std::optional<double> concentration = {};  ///< positive; 1 / dispersion
};

/// Successes in total_count trials, mean total_count sigmoid(r). R: cbind(successes, failures).
class Binomial : public ExponentialFamily {
 public:
  explicit Binomial(const CountParameters& parameters = {});
};

/// Any number, mean r, variance scale^2 (1). R: gaussian().
class Normal : public ExponentialFamily {
 public:
  explicit Normal(const ScaleParameters& parameters = {});
};
/// The same with mean 1 / r. R: gaussian(link = "inverse").
class NormalReciprocal : public ExponentialFamily {
 public:
  explicit NormalReciprocal(const ScaleParameters& parameters = {});
};

/// Positive numbers with a normal logarithm of standard deviation scale (sqrt(log 2)), mean exp(r).
/// Fitted by its mean and variance, mean^2 (exp(scale^2) - 1), as TFP does: coefficients are those
/// of GammaExp, the deviance is a quasi-deviance, and there is no AIC.
class LogNormal : public ExponentialFamily {
 public:
  explicit LogNormal(const ScaleParameters& parameters = {});
};
/// The same with mean log(1 + exp(r)).
class LogNormalSoftplus : public ExponentialFamily {
 public:
  explicit LogNormalSoftplus(const ScaleParameters& parameters = {});
};

/// Counts, mean exp(r). R: poisson().
class Poisson : public ExponentialFamily {
 public:
  Poisson();
};
/// Counts, mean log(1 + exp(r)).
class PoissonSoftplus : public ExponentialFamily {
 public:
  PoissonSoftplus();
};

/// Positive numbers, mean exp(r), variance mean^2 / concentration (1). R: Gamma(link = "log").
class GammaExp : public ExponentialFamily {
 public:
  explicit GammaExp(const ConcentrationParameters& parameters = {});
};
/// The same with mean log(1 + exp(r)).
class GammaSoftplus : public ExponentialFamily {
 public:
  explicit GammaSoftplus(const ConcentrationParameters& parameters = {});
};

/// Counts, mean exp(r), variance mean + mean^2 / total_count. R: MASS::negative.binomial(theta =
/// total_count, link = "log").
class NegativeBinomial : public ExponentialFamily {
 public:
  explicit NegativeBinomial(const CountParameters& parameters = {});
};
/// The same with mean log(1 + exp(r)).
class NegativeBinomialSoftplus : public ExponentialFamily {
 public:
  explicit NegativeBinomialSoftplus(const CountParameters& parameters = {});
};

}  // namespace aleator::glm
