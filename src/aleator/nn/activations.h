// SPDX-License-Identifier: Apache-2.0
// Declares the activations of networks: functions of arrays, element by element but for softmax.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator {

Array relu(const Array& x);        ///< max(x, 0), with derivative 0 at 0
Array relu6(const Array& x);       ///< min(max(x, 0), 6)
Array leaky_relu(const Array& x);  ///< x above 0, 0.2 x below
Array leaky_relu(const Array& x, double negative_slope);
Array elu(const Array& x);  ///< x above 0, exp(x) - 1 below
Array elu(const Array& x, double alpha);
/// 1.0507 times elu(x, 1.6733): keeps mean 0 and variance 1 from layer to layer.
/// G. Klambauer, T. Unterthiner, A. Mayr and S. Hochreiter (2017), "Self-normalizing neural
/// networks".
Array selu(const Array& x);
/// x Phi(x) with the normal distribution function Phi, not an approximation of it.
/// D. Hendrycks and K. Gimpel (2016), "Gaussian error linear units".
Array gelu(const Array& x);
Array silu(const Array& x);  ///< x sigmoid(x), also called swish
Array mish(const Array& x);  ///< x tanh(softplus(x))
/// exp(x) / sum(exp(x)) along an axis, the last one by default, without overflow.
Array softmax(const Array& x);
Array softmax(const Array& x, std::int64_t axis);
Array log_softmax(const Array& x);  ///< log(softmax(x)), exact where that is too small to be held
Array log_softmax(const Array& x, std::int64_t axis);

namespace nn {

/// What a layer does with its result; absent: nothing.
using Activation = Callable<Array(const Array&)>;

/// activation(x), or x without one.
Array activated(const Activation& activation, const Array& x);

}  // namespace nn
}  // namespace aleator
