// SPDX-License-Identifier: Apache-2.0
// Defines the hidden Markov model of 3 states with normal emissions, in log space and with
// normalised probabilities. Position: 3 means, 3 log scales, 3 x 3 logits of transitions by rows.
#include <cmath>

#include "benchmarks/micro/models/model.h"

namespace aleator::bench {
namespace {

constexpr double kHalfLog2Pi = 0.918938533204672742;
const double kLog3 = std::log(3.);

struct Parts {
  Array mu, log_sigma, logits, log_transition;

  explicit Parts(const Array& q)
      : mu(q[Slice(0, 3)]),
        log_sigma(q[Slice(3, 6)]),
        logits(reshape(q[Slice(6, 15)], {3, 3})),
        log_transition(logits - logsumexp(logits, {.axes = {1}, .keep_dims = true})) {}

  Array log_prior() const {
    return log_normal(mu, 2. * (astype(arange(3), mu.dtype()) - 1.), 1.) +
           log_normal(log_sigma, 0., 1.) + log_normal(logits, 0., 1.);
  }
  Array log_emission(const Array& y) const {
    return -0.5 * square((y - mu) / exp(log_sigma)) - log_sigma - kHalfLog2Pi;
  }
};

LogDensity hmm_density(Dtype dtype) {
  return [y = data_array(hmm_data().y, dtype)](const Array& q) {
    const Parts p(q);
    const auto step = [&](const Array& state, const Array& now) {
      const Array joint = expand_dims(state, 1) + p.log_transition;
      return std::pair(logsumexp(joint, {.axes = {0}}) + p.log_emission(now), Arrays{});
    };
    const Array start = p.log_emission(y[0]) - kLog3;
    const Array last = scan(step, start, y[Slice(1, y.size())]).first;
    return p.log_prior() + logsumexp(last);
  };
}

LogDensity hmm_scaled_density(Dtype dtype) {
  return [y = data_array(hmm_data().y, dtype)](const Array& q) {
    const Parts p(q);
    const Array transition = exp(p.log_transition);
    // Emissions relative to the likeliest state's cannot all vanish.
    const Array log_emission = p.log_emission(expand_dims(y, 1));
    const Array top = stop_gradient(max(log_emission, {.axes = {1}}));
    const Array emission = exp(log_emission - expand_dims(top, 1));
    const auto step = [&](const Array& state, const Array& now) {
      const Array joint = matmul(state, transition) * now, total = sum(joint);
      return std::pair(joint / total, total);
    };
    const Array first = emission[0], first_total = sum(first);
    const Array totals = scan(step, first / first_total, emission[Slice(1, y.size())]).second;
    return p.log_prior() + sum(top) + log(first_total) - kLog3 + sum(log(totals));
  };
}

}  // namespace

Model hmm() {
  return {"hmm", 15, hmm_density, [] { return hand::hmm(hmm_data()); }};
}
Model hmm_scaled() {
  return {"hmm_scaled", 15, hmm_scaled_density, [] { return hand::hmm_scaled(hmm_data()); }};
}

}  // namespace aleator::bench
