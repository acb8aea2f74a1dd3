// SPDX-License-Identifier: Apache-2.0
// Defines Output, what a call of a layer returns.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/distributions/distribution.h"

#include <optional>
#include <string>

namespace aleator::nn {

/// An Array, or a distribution that stands for one; and the divergences that the call's layers add
/// to a loss, from the draws of this call.
class Output {
 public:
  Output(const Array& value) : value_(value) {}
  /// `convert` makes the value when one is asked for: the same one each time.
  Output(const Distribution& distribution, const Callable<Array()>& convert)
      : distribution_(distribution), convert_(convert) {}

  /// The value. Of a distribution what its layer's convert_to_tensor_fn makes of it: by default a
  /// draw by the call's key, which is then needed.
  operator Array() const { return convert_ ? convert_() : value_; }
  bool has_distribution() const { return distribution_.has_value(); }
  /// The distribution of the last layer; ValueError when that layer makes none.
  const Distribution& distribution() const;
  Array log_prob(const Array& y) const { return distribution().log_prob(y); }
  Array mean() const { return distribution().mean(); }
  Array stddev() const { return distribution().stddev(); }

  /// The sum of all that layers of this call added to the loss: of the variational ones the
  /// divergence of posterior from prior, whole, not per row of data. 0 where there are none.
  Array kl_loss() const { return kl_loss_; }
  /// Whether any layer added something.
  bool has_kl_loss() const { return has_kl_loss_; }

 private:
  friend class Layer;
  Array value_;
  std::optional<Distribution> distribution_;
  Callable<Array()> convert_;
  Array kl_loss_ = 0.;
  bool has_kl_loss_ = false;
  std::string from_;  // the layer, for messages
};

}  // namespace aleator::nn
