// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/likeliest_gamma.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"

namespace aleator {

LikeliestGamma likeliest_gamma(const Array& values) {
  constexpr int kSteps = 5;
  const Array mean = aleator::mean(values, {.axes = {0}});
  // Of the ratios to the mean, so that nothing large cancels.
  const Array spread = -aleator::mean(log(values / mean), {.axes = {0}});
  const Array far = 3. - spread;
  Array k = (far + sqrt(square(far) + 24. * spread)) / (12. * spread);
  for (int i = 0; i < kSteps; ++i) {
    const Array inverse = 1. / k, is_large = k > 1e4;
    // log k - digamma(k), where both are near each other by the series.
    const Array series = inverse * (0.5 + inverse / 12.);
    const Array excess = where(is_large, series, log(k) - digamma(k)) - spread;
    k = 1. / (1. / k + excess / (square(k) * (1. / k - polygamma(1, k))));
  }
  return {k, mean};
}

}  // namespace aleator
