// SPDX-License-Identifier: Apache-2.0
// Defines AutoregressiveNetwork, a dense network whose results depend on the elements before them.
#pragma once

#include "aleator/nn/activations.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

struct AutoregressiveNetworkOptions {
  Dim params = required("params");              ///< results per element, the new last axis
  Shape event_shape = required("event_shape");  ///< [n]: the length of an argument
  /// Length of a further argument that all results may depend on; absent: there is none.
  std::optional<Dim> conditional_event_size = {};
  std::vector<Dim> hidden_units = {};  ///< of each hidden layer
  /// Place of each element, a permutation of 1, ..., n; by default these.
  Dims input_order = {};
  Activation activation = {};  ///< of hidden layers; absent: none
  bool use_bias = true;
  Initializer kernel_initializer = glorot_uniform();
  Dtype dtype = float32;
  std::optional<Key> key = {};  ///< given: the network is built at once
};

/// A masked autoencoder: for x of shape [..., n] it gives [..., n, params], where result i depends
/// on the elements that come before element i in the input order, and on the conditional input.
///
/// M. Germain, K. Gregor, I. Murray and H. Larochelle (2015), "MADE: masked autoencoder for
/// distribution estimation".
class AutoregressiveNetwork : public Layer {
 public:
  explicit AutoregressiveNetwork(const AutoregressiveNetworkOptions& options);
  using Layer::operator();
  /// With a conditional input of shape [..., conditional_event_size].
  Array operator()(const Array& x, const Array& conditional_input) const;

  /// y_i of x_i and the results [..., params] of element i for y.
  using MakeElement = Callable<Array(const Array& x_i, const Array& params_i)>;
  /// The y of shape [..., n] that is made element by element in the input order, with the work of
  /// one pass: a hidden unit is computed when all that it depends on is there. Not for networks
  /// with a conditional input.
  Array solve(const Array& x, const MakeElement& make_element) const;
};

}  // namespace aleator::nn
