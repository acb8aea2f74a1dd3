// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/count_sums.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator {

Array sum_over_counts(const CountWindow& window, const Callable<Array(const Array& k)>& f) {
  constexpr std::int64_t kNum = 256;
  constexpr double kStepsPerDeviation = 10;
  const Array step = stop_gradient(maximum(window.stddev / kStepsPerDeviation, 1.));
  const Array start = stop_gradient(window.mean) - 0.5 * kNum * step;
  const Array first = where(step == 1., maximum(floor(start), window.first), start);
  const Dims ones(static_cast<std::size_t>(first.rank()), 1);
  const Array index = astype(arange(kNum), first.dtype());
  const Array k = first + step * reshape(index, Shape{kNum} + Shape(ones));
  const Array is_count = logical_and(k >= window.first, k <= window.last);
  const Array value = f(where(is_count, k, minimum(window.last, 1.)));
  return sum(where(is_count, value, 0.), {.axes = {0}}) * step;
}

}  // namespace aleator
