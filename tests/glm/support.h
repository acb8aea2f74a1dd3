// SPDX-License-Identifier: Apache-2.0
// Helps tests of generalized linear models: the rows that tests/reference/make_glm.R describes.
#pragma once

#include "aleator/glm/families.h"
#include "aleator/glm/fit.h"

#include "tests/array/support.h"

namespace aleator::testing {

struct MadeUpRows {
  Array i = arange(40, float64);
  Array x1 = sin(i), x2 = cos(2. * i), x3 = remainder(i, 5.) / 4.;
  Array x = stack({ones({40}), x1, x2, x3}, 1);
  Array offset = 0.1 * cos(i), weights = 1. + remainder(i, 3.);
  Array count = floor(exp(0.5 + 0.8 * x1 - 0.5 * x2) + 1. + sin(3. * i));
  Array success = where(0.3 + x1 - 0.6 * x2 + 1.5 * sin(5. * i) > 0, 1., 0.);
  Array positive = exp(0.4 + 0.6 * x1 + 0.5 * sin(7. * i));
  Array normal = 1. + x1 - 2. * x2 + 0.3 * sin(11. * i);
  Array trials = 5. + remainder(i, 4.);
  Array successes = minimum(trials, floor(trials / (1. + exp(-x1)) + 0.5 + 0.5 * sin(3. * i)));
  Array inverse = 1. / (2. + 0.5 * x1 + 0.2 * x2) + 0.02 * sin(9. * i);

  struct Case {
    glm::ExponentialFamily family;
    Array response;
  };
  Case of(const std::string& name) const {
    if (name == "Bernoulli") return {glm::Bernoulli(), success};
    if (name == "BernoulliNormalCDF") return {glm::BernoulliNormalCDF(), success};
    if (name == "Binomial") return {glm::Binomial({.total_count = trials}), successes};
    if (name == "Normal") return {glm::Normal(), normal};
    if (name == "NormalReciprocal") return {glm::NormalReciprocal(), inverse};
    if (name == "Poisson") return {glm::Poisson(), count};
    if (name == "PoissonSoftplus") return {glm::PoissonSoftplus(), count};
    if (name == "GammaExp") return {glm::GammaExp(), positive};
    if (name == "GammaSoftplus") return {glm::GammaSoftplus(), positive};
    if (name == "LogNormal") return {glm::LogNormal(), positive};
    if (name == "LogNormalSoftplus") return {glm::LogNormalSoftplus(), positive};
    if (name == "NegativeBinomial") return {glm::NegativeBinomial({.total_count = 2.5}), count};
    return {glm::NegativeBinomialSoftplus({.total_count = 2.5}), count};
  }
};

}  // namespace aleator::testing
