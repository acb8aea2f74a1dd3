// SPDX-License-Identifier: Apache-2.0
// Defines the autoregression, GARCH(1,1) and stochastic volatility.
#include "benchmarks/micro/models/model.h"

namespace aleator::bench {
namespace {

constexpr double kHalfLog2Pi = 0.918938533204672742;

/// alpha, beta_1, ..., beta_5, log sigma
LogDensity autoregression_density(Dtype dtype) {
  return [y = data_array(ark_data().y, dtype)](const Array& q) {
    constexpr std::int64_t kOrder = 5;
    const std::int64_t n = y.size();
    Array mean = q[0];
    for (std::int64_t k = 1; k <= kOrder; ++k) mean = mean + q[k] * y[Slice(kOrder - k, n - k)];
    return log_normal(q[Slice(0, kOrder + 1)], 0., 10.) + log_half_cauchy(q[kOrder + 1], 2.5) +
           log_normal(y[Slice(kOrder, n)], mean, exp(q[kOrder + 1]));
  };
}

/// mu, log a0, logit a1, logit (b1 / (1 - a1)); the first variance is 1
LogDensity garch_density(Dtype dtype) {
  return [y = data_array(garch_data().y, dtype)](const Array& q) {
    const Array a0 = exp(q[1]), a1 = sigmoid(q[2]), b1 = (1. - a1) * sigmoid(q[3]);
    const Array squared = square(y - q[0]);
    const auto step = [&](const Array& variance, const Array& before) {
      const Array next = a0 + a1 * before + b1 * variance;
      return std::pair(next, next);
    };
    const Array start = ones({}, y.dtype());
    const Array later = scan(step, start, squared[Slice(0, y.size() - 1)]).second;
    const Array variance = concatenate({expand_dims(start, 0), later});
    const Array logits = q[Slice(2, 4)];
    return log_normal(q[0], 0., 5.) + log_normal(q[1], 0., 1.) +
           sum(log_sigmoid(logits) + log_sigmoid(-logits)) -
           sum(0.5 * (squared / variance + log(variance)) + kHalfLog2Pi);
  };
}

/// mu, artanh phi, log sigma, innovations
LogDensity stochastic_volatility_density(Dtype dtype) {
  return [y = data_array(stochastic_volatility_data().y, dtype)](const Array& q) {
    const std::int64_t n = y.size();
    const Array mu = q[0], phi = tanh(q[1]), sigma = exp(q[2]), z = q[Slice(3, n + 3)];
    const Array rest = 1. - square(phi), start = sigma * z[0] / sqrt(rest);
    const auto step = [&](const Array& deviation, const Array& innovation) {
      const Array next = phi * deviation + sigma * innovation;
      return std::pair(next, next);
    };
    const Array later = scan(step, start, z[Slice(1, n)]).second;
    const Array h = mu + concatenate({expand_dims(start, 0), later});
    return log_normal(mu, 0., 10.) + log(rest) + log_half_cauchy(q[2], 5.) + log_normal(z, 0., 1.) -
           sum(0.5 * (h + square(y) * exp(-h)) + kHalfLog2Pi);
  };
}

}  // namespace

Model autoregression() {
  return {"ar5", 7, autoregression_density, [] { return hand::autoregression(ark_data()); }};
}
Model garch() {
  return {"garch11", 4, garch_density, [] { return hand::garch(garch_data()); }};
}
Model stochastic_volatility() {
  return {"stochastic_volatility", 503, stochastic_volatility_density,
          [] { return hand::stochastic_volatility(stochastic_volatility_data()); }};
}

}  // namespace aleator::bench
