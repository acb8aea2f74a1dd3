// SPDX-License-Identifier: Apache-2.0
// Declares the first values of parameters as functions of a key, a shape and a dtype.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/random/key.h"

namespace aleator::nn {

/// The first value of a parameter of this shape.
using Initializer = Callable<Array(const Key&, const Shape&, Dtype)>;

Initializer zeros_initializer();
Initializer ones_initializer();
/// The value, broadcast to the shape.
Initializer constant_initializer(const Array& value);

struct RandomNormalOptions {
  double mean = 0;
  double stddev = 0.05;
};
Initializer random_normal(const RandomNormalOptions& options = {});

struct RandomUniformOptions {
  double low = -0.05;
  double high = 0.05;
};
Initializer random_uniform(const RandomUniformOptions& options = {});

// Variance scale / fan, so that signals keep their size from layer to layer. Kernels are
// [window..., inputs, outputs]; fan_in is the window times inputs, fan_out the window times
// outputs. Normal ones are cut at two standard deviations and widened to keep their variance.

/// Variance 2 / (fan_in + fan_out). X. Glorot and Y. Bengio (2010), "Understanding the difficulty
/// of training deep feedforward neural networks".
Initializer glorot_normal();
Initializer glorot_uniform();
/// Variance 2 / fan_in, for relu. K. He, X. Zhang, S. Ren and J. Sun (2015), "Delving deep into
/// rectifiers".
Initializer he_normal();
Initializer he_uniform();
/// Variance 1 / fan_in. Y. LeCun, L. Bottou, G. Orr and K. Mueller (1998), "Efficient backprop".
Initializer lecun_normal();
Initializer lecun_uniform();
/// `gain` times a matrix [all axes but the last, last] with orthonormal columns, or rows where
/// these are fewer, uniform among such. A. Saxe, J. McClelland and S. Ganguli (2014), "Exact
/// solutions to the nonlinear dynamics of learning in deep linear neural networks".
Initializer orthogonal(double gain = 1);

}  // namespace aleator::nn
