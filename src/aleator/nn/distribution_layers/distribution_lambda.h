// SPDX-License-Identifier: Apache-2.0
// Defines DistributionLambda, a layer whose result is a distribution.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

/// What stands for a distribution where an Array is wanted: f(distribution) or f(distribution,
/// key); by default a draw.
class ConvertToTensorFn {
 public:
  ConvertToTensorFn() = default;
  template <class F>
  requires std::is_invocable_r_v<Array, const F&, const Distribution&> ConvertToTensorFn(const F& f)
      : without_key_(f) {}
  template <class F>
  requires std::is_invocable_r_v<Array, const F&, const Distribution&, const Key&>
  ConvertToTensorFn(const F& f) : with_key_(f) {}

  /// `who` is named if a key is needed and the call has none.
  Array operator()(const Distribution& distribution, const Call& call,
                   const std::string& who) const;

 private:
  Callable<Array(const Distribution&)> without_key_;
  Callable<Array(const Distribution&, const Key&)> with_key_;
};

/// Made of the layer's input: a distribution whose batch has the input's batch axes.
using MakeDistributionFn = Callable<Distribution(const Array&)>;

/// A number that a layer's result adds to the loss: KLDivergenceRegularizer is one.
using ActivityRegularizer = Callable<Array(const Output&, const Call&)>;

struct DistributionLambdaOptions {
  ConvertToTensorFn convert_to_tensor_fn = {};    ///< by default a draw
  ActivityRegularizer activity_regularizer = {};  ///< absent: none
};

/// Makes a distribution of its input. The Output has it as distribution(); where the next layer or
/// a loss wants an Array, convert_to_tensor_fn makes one, the same one in all of a call.
class DistributionLambda : public Layer {
 public:
  explicit DistributionLambda(const MakeDistributionFn& make_distribution_fn,
                              const DistributionLambdaOptions& options = {});

 protected:
  /// For layers of a name of their own. With params_size, the last axis of inputs has that length.
  DistributionLambda(const char* kind, std::int64_t params_size,
                     const MakeDistributionFn& make_distribution_fn,
                     const DistributionLambdaOptions& options);
};

}  // namespace aleator::nn
