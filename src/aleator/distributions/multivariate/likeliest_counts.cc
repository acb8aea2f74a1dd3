// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/likeliest_counts.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator {

/// From the counts that all have, one trial after the other: fewer are left than categories.
Array likeliest_counts(const Array& total_count, const Array& shares) {
  const Array trials = expand_dims(total_count, -1);
  const std::int64_t n = shares.dim(-1);
  const Array start = floor(trials * shares * (1. - 0x1p-44));
  const Shape shape = broadcast_shapes(start.shape(), shares.shape(), "likeliest_counts");
  return fori_loop(
      0, n,
      [&](const Array&, const Array& k) {
        const Array given = sum(k, {.axes = {-1}, .keep_dims = true});
        const Array is_left = astype(given < trials, k.dtype());
        return k + is_left * one_hot(argmax(shares / (k + 1.), -1), n, k.dtype());
      },
      broadcast_to(start, shape));
}

}  // namespace aleator
