// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <numbers>

#include "benchmarks/micro/models/model.h"

namespace aleator::bench {

std::vector<Model> all_models() {
  return {eight_schools(),
          radon_mn(),
          radon_all(),
          logistic(),
          autoregression(),
          garch(),
          stochastic_volatility(),
          hmm(),
          hmm_scaled(),
          gaussian_process()};
}

Array data_array(const Numbers& numbers, Dtype dtype) {
  if (dtype == float64) return array(numbers);
  return array(std::vector<float>(numbers.begin(), numbers.end()));
}

Array log_half_cauchy(const Array& log_scale, double prior_scale) {
  const double constant = std::log(2 / (prior_scale * std::numbers::pi));
  return constant + log_scale - log1p(square(exp(log_scale) / prior_scale));
}

Array log_half_normal(const Array& log_scale) {
  return std::log(2.) + log_scale + log_normal(exp(log_scale), 0., 1.);
}

Array log_normal(const Array& x, const Array& loc, const Array& scale) {
  return sum(distributions::Normal({.loc = loc, .scale = scale}).log_prob(x));
}

}  // namespace aleator::bench
