// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/losses.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::nn {

Array negative_log_likelihood(const Output& output, const Array& y) {
  return -mean(output.log_prob(y));
}

Array mean_squared_error(const Output& output, const Array& y) {
  const Array value = output;
  // Broadcasting a column against a row would compare all rows with all.
  if (value.shape() != y.shape())
    throw ShapeError(text("mean_squared_error: output and y must have one shape, got ",
                          value.shape(), " and ", y.shape()));
  return mean(square(value - y));
}

Array negative_elbo(const Output& output, const Array& y, double kl_weight) {
  return negative_log_likelihood(output, y) + kl_weight * output.kl_loss();
}

}  // namespace aleator::nn
