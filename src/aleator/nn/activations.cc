// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/activations.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"

namespace aleator {

// Comparisons are such that NaN passes through.
Array relu(const Array& x) { return where(x <= 0, 0, x); }
Array relu6(const Array& x) { return where(x >= 6, 6, relu(x)); }
Array leaky_relu(const Array& x) { return leaky_relu(x, 0.2); }
Array leaky_relu(const Array& x, double negative_slope) {
  return where(x >= 0, x, negative_slope * x);
}
Array elu(const Array& x) { return elu(x, 1); }
// The branch not taken sees 0, where its derivative is finite.
Array elu(const Array& x, double alpha) {
  return where(x >= 0, x, alpha * expm1(where(x >= 0, 0, x)));
}
Array selu(const Array& x) { return 1.0507009873554805 * elu(x, 1.6732632423543772); }
Array gelu(const Array& x) { return x * ndtr(x); }
Array silu(const Array& x) { return x * sigmoid(x); }
Array mish(const Array& x) { return x * tanh(softplus(x)); }
Array softmax(const Array& x) { return softmax(x, -1); }
Array softmax(const Array& x, std::int64_t axis) { return exp(log_softmax(x, axis)); }
Array log_softmax(const Array& x) { return log_softmax(x, -1); }
Array log_softmax(const Array& x, std::int64_t axis) {
  return x - logsumexp(x, {.axes = {axis}, .keep_dims = true});
}

namespace nn {

Array activated(const Activation& activation, const Array& x) {
  return activation ? activation(x) : x;
}

}  // namespace nn
}  // namespace aleator
