// SPDX-License-Identifier: Apache-2.0
// Defines Dense, a layer that connects every input with every output.
#pragma once

#include "aleator/nn/activations.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

struct DenseOptions {
  Dim units = required("units");  ///< length of the result's last axis, at least 1
  Activation activation = {};     ///< absent: none
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Initializer bias_initializer = zeros_initializer();
  Dtype dtype = float32;
};

/// y = activation(x kernel + bias): [..., features] to [..., units]. Variables: kernel [features,
/// units], bias [units].
class Dense : public Layer {
 public:
  explicit Dense(const DenseOptions& options);
};

/// x kernel over the last axis of x, whatever the axes before it.
Array dense_product(const Array& x, const Array& kernel);

/// ValueError unless a number of outputs is at least 1; `what` names the option.
void check_positive(const char* who, const char* what, std::int64_t value);

}  // namespace aleator::nn
