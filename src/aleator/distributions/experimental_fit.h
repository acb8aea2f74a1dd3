// SPDX-License-Identifier: Apache-2.0
// Declares the choice of a family's parameters by values that are at hand.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator {

struct ExperimentalFitOptions {
  std::int64_t sample_ndims = 1;  ///< leading axes that count the values; others are a batch
};

/// The member under which independent values are likeliest, in closed form, or for Gamma and
/// InverseGamma by Newton's method to the last digits: Normal, LogNormal, Laplace, Exponential,
/// HalfNormal, Gamma, InverseGamma, InverseGaussian, Pareto, Uniform (the smallest and the largest
/// value), Bernoulli, Geometric, Poisson, Categorical (classes up to the largest that occurs) and
/// MultivariateNormalTriL. Variances are divided by the number of values. Values that leave a
/// parameter at its bound, as equal values of a scale, are refused as that parameter.
/// NotImplemented for other families: make_trainable and minimize find their estimates.
Distribution experimental_fit(const Family& family, const Array& value,
                              const ExperimentalFitOptions& options = {});

}  // namespace aleator
