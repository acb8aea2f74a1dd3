// SPDX-License-Identifier: Apache-2.0
// Defines the GARCH(1,1) as a user writes it who does not know scan: a statement for each day. Only
// the time it takes to compile is measured.
#include "benchmarks/micro/models/model.h"

namespace aleator::bench {
namespace {

constexpr std::int64_t kNumDays = 167;  // value and gradient have 5,000 operations

/// mu, log a0, logit a1, logit (b1 / (1 - a1)); the first variance is 1
LogDensity unrolled_density(Dtype dtype) {
  return [y = data_array(garch_data().y, dtype)](const Array& q) {
    const Array a0 = exp(q[1]), a1 = sigmoid(q[2]), b1 = (1. - a1) * sigmoid(q[3]);
    Array variance = ones({}, y.dtype());
    Array sum = log_normal(q[0], 0., 5.) + log_normal(q[1], 0., 1.);
    for (std::int64_t day = 0; day < kNumDays; ++day) {
      const Array squared = square(y[day] - q[0]);
      sum = sum - 0.5 * (squared / variance + log(variance));
      variance = a0 + a1 * squared + b1 * variance;
    }
    return sum;
  };
}

}  // namespace

Model unrolled_garch() { return {"unrolled_garch", 4, unrolled_density, {}}; }

}  // namespace aleator::bench
