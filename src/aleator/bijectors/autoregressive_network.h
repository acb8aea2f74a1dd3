// SPDX-License-Identifier: Apache-2.0
// Defines AutoregressiveNetwork, a dense network whose results depend on the elements before them.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/random/key.h"

#include <vector>

namespace aleator::bijectors {

struct AutoregressiveForm {
  std::int64_t event_size = 0;  ///< elements of an argument, at least 1
  std::int64_t params = 1;      ///< results per element, at least 1
  Dims hidden_units = {};       ///< of each hidden layer, at least 1
  /// Place of each element, a permutation of 1, ..., event_size; {}: these.
  Dims input_order = {};
};
/// Which weights count, bools [inputs, outputs] of each layer, so that of event_size params results
/// those of element i depend on the elements before it. ValueError for other forms.
Arrays autoregressive_masks(const AutoregressiveForm& form);
/// An input_order at random: TFP's input_order='random'.
Dims random_input_order(const Key& key, std::int64_t event_size);

struct AutoregressiveNetworkOptions {
  Key key = required("key");    ///< of the first weights
  std::int64_t event_size = 0;  ///< elements of an argument, at least 1
  std::int64_t params = 1;      ///< results per element
  Dims hidden_units = {};       ///< of each hidden layer
  Dims input_order =
      {};  ///< of each element, a permutation of 1, ..., event_size; by default these
  Callable<Array(const Array&)> activation = {};  ///< of hidden layers; by default none
  Dtype dtype = float64;
};

/// A masked autoencoder: for x of shape [..., n] it gives [..., n, params], where result i depends
/// on the elements that come before element i in the input order. Weights are trainable Variables,
/// at first normal with variance 2 / (inputs + outputs); biases are 0.
///
/// M. Germain, K. Gregor, I. Murray and H. Larochelle (2015), "MADE: masked autoencoder for
/// distribution estimation".
class AutoregressiveNetwork {
 public:
  explicit AutoregressiveNetwork(const AutoregressiveNetworkOptions& options);
  Array operator()(const Array& x) const;
  template <class F>
  void visit_leaves(F&& f) const {
    for (const Layer& layer : layers_) {
      f(Array(layer.weights));
      f(Array(layer.biases));
    }
  }

 private:
  struct Layer {
    Variable weights, biases;
    Array mask;  ///< 1 where a weight counts
  };
  std::int64_t size_, params_;
  Callable<Array(const Array&)> activation_;
  std::vector<Layer> layers_;
};

}  // namespace aleator::bijectors
