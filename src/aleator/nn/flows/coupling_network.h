// SPDX-License-Identifier: Apache-2.0
// Defines CouplingNetwork, the network of RealNVP.
#pragma once

#include "aleator/nn/activations.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

struct CouplingNetworkOptions {
  Dim num_masked = required("num_masked");    ///< elements that stay: the length of an argument
  Dim num_changed = required("num_changed");  ///< the other elements
  Dim params = 2;                             ///< results per changed element, the new last axis
  std::vector<Dim> hidden_units = {};         ///< of each hidden layer
  Activation activation = {};                 ///< of hidden layers; absent: none
  Initializer kernel_initializer = glorot_uniform();
  Dtype dtype = float32;
  std::optional<Key> key = {};  ///< given: the network is built at once
};

/// A dense network from [..., num_masked] to [..., num_changed, params]: with params = 2 the
/// shift_and_log_scale_fn of bijectors::RealNVP. The last layer starts at 0, so that a flow starts
/// as the identity.
///
/// L. Dinh, J. Sohl-Dickstein and S. Bengio (2017), "Density estimation using real NVP".
class CouplingNetwork : public Layer {
 public:
  explicit CouplingNetwork(const CouplingNetworkOptions& options);
  using Layer::operator();
  /// As RealNVP calls it. ShapeError unless num_changed is that of the options.
  Array operator()(const Array& masked, std::int64_t num_changed) const;
};

}  // namespace aleator::nn
