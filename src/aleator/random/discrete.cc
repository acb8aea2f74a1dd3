// SPDX-License-Identifier: Apache-2.0
// Defines draws from finite sets, and random orders.
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/sort.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

namespace aleator::random {

Array rademacher(const Key& key, const Shape& shape, Dtype dtype) {
  const Array bit = bitwise_and(bits(key, shape), strong_scalar(std::uint32_t{1}));
  return astype(2 * astype(bit, int32) - 1, dtype);
}

Array categorical(const Key& key, const Array& logits, const Shape& shape) {
  if (logits.rank() == 0 || logits.dim(-1) == 0)
    throw ShapeError(text("random::categorical: logits needs an axis of categories, got shape ",
                          logits.shape()));
  const Array x = stop_gradient(astype(logits, float64));
  const Array weights = exp(x - max(x, {.axes = {-1}, .keep_dims = true}));
  const Array cumulative = cumulative_sum(weights);
  // Just below the total, so that rounding cannot go past the last category that has weight.
  const Array total =
      slice_axis(cumulative, -1, logits.dim(-1) - 1, logits.dim(-1)) * (1. - 0x1p-52);
  const Array mark = expand_dims(uniform(key, shape), -1) * total;
  // One table for all draws is searched; tables of their own are read whole.
  if (logits.rank() == 1) return searchsorted(cumulative, squeeze(mark, -1), Side::Right);
  return sum(cumulative <= mark, {.axes = {-1}});
}

Array permutation(const Key& key, std::int64_t n) { return argsort(bits64(key, {n})); }

Array choice(const Key& key, std::int64_t n, std::int64_t num, const ChoiceOptions& options) {
  if (n < 1 || num < 0 || (!options.replace && num > n))
    throw ValueError(text("random::choice: cannot take ", num, " of ", n,
                          options.replace ? "" : " without replacement"));
  if (!options.probs) {
    return options.replace ? randint(key, {num}, 0, n) : slice_axis(permutation(key, n), 0, 0, num);
  }
  if (options.probs->shape() != Shape{n})
    throw ShapeError(
        text("random::choice: probs must have shape ", Shape{n}, ", got ", options.probs->shape()));
  const Array logits = log(astype(*options.probs, float64));
  if (options.replace) return categorical(key, logits, {num});
  // The order of exponential clocks that run at these rates is that of draws without replacement.
  return slice_axis(argsort(log(exponential(key, {n})) - logits), 0, 0, num);
}

}  // namespace aleator::random
