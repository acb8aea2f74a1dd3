// SPDX-License-Identifier: Apache-2.0
// Declares neural network layers.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"
#include "aleator/random/key.h"

#include <vector>

namespace aleator {

Array relu(const Array& x);  ///< max(x, 0)

namespace nn {

/// What a call of a layer returns: an Array, and with it what a loss needs.
class Output {
 public:
  operator Array() const;
  /// The distribution of the last layer; an error when that layer makes none.
  const Distribution& distribution() const;
  Array log_prob(const Array& y) const;
  /// The sum of the layers' KL divergences, from the draws of this call.
  Array kl_loss() const;
};

/// Any layer: a handle to a module that owns Variables.
class Layer {
 public:
  /// Makes the Variables for inputs whose last axes are `input_shape`.
  void build(const Shape& input_shape, const Key& key) const;
  Output operator()(const Array& x) const;  ///< an error for stochastic layers
  Output operator()(const Array& x, const Key& key) const;
  template <class F>
  void visit_leaves(F&&) const {}
};

using Activation = Callable<Array(const Array&)>;

struct DenseFlipoutOptions {
  Dim units = required("units");
  Activation activation = {};  ///< absent: none
  Dtype dtype = float32;
};
/// A dense layer with a normal posterior over its kernel, estimated by flipout.
class DenseFlipout : public Layer {
 public:
  explicit DenseFlipout(const DenseFlipoutOptions& options);
};

/// Makes a distribution of its input.
class DistributionLambda : public Layer {
 public:
  explicit DistributionLambda(const Callable<Distribution(const Array&)>& make_distribution_fn);
};

/// Layers one after the other.
class Sequential : public Layer {
 public:
  explicit Sequential(const std::vector<Layer>& layers);
};

struct AutoregressiveNetworkOptions {
  Dim params = required("params");  ///< outputs per coordinate, the new last axis
  Shape event_shape = required("event_shape");
  std::vector<Dim> hidden_units = {};
  Activation activation = {};
  std::optional<Key> key = {};
};
/// A masked dense network: output i depends on inputs 0..i-1 alone.
class AutoregressiveNetwork : public Layer {
 public:
  explicit AutoregressiveNetwork(const AutoregressiveNetworkOptions& options);
};

}  // namespace nn
}  // namespace aleator
