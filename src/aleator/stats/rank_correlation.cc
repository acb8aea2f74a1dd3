// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/rank_correlation.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::stats {

Array kendalls_tau(const Array& y_true, const Array& y_pred) {
  if (y_true.rank() != 1 || y_true.shape() != y_pred.shape())
    throw ShapeError(text("kendalls_tau: y_true and y_pred must be vectors of one length, got ",
                          y_true.shape(), " and ", y_pred.shape()));
  // Compared, not subtracted: differences may round to 0 or overflow.
  const auto signs = [](const Array& y) {
    const Array first = expand_dims(y, 0), second = expand_dims(y, 1);
    return astype(first > second, float64) - astype(first < second, float64);
  };
  const Array of_true = signs(y_true), of_pred = signs(y_pred);
  return sum(of_true * of_pred) / sqrt(sum(square(of_true)) * sum(square(of_pred)));
}

}  // namespace aleator::stats
