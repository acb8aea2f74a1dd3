// SPDX-License-Identifier: Apache-2.0
// Declares what is known of the parameters of a family, and members whose parameters are Variables.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator {

/// What is known of a parameter.
struct ParameterProperties {
  std::string_view name;
  int event_ndims = 0;  ///< trailing axes of one event's worth of it
  /// From the reals onto its values; nothing for whole numbers, tolerances, unit vectors, and what
  /// other parameters bound.
  std::optional<Bijector> default_constraining_bijector = {};
  bool is_preferred = true;  ///< of alternatives, of which one is given, the one to train
};

/// Of every parameter, in the family's order. Among alternatives logits are preferred, else the
/// first.
std::vector<ParameterProperties> parameter_properties(const Family& family);

struct MakeTrainableOptions {
  Key key = required("key");  ///< of the first values
  Shape batch_shape = {};
  Dim event_size = 0;  ///< length of the axes of parameters that are vectors and matrices
  /// Parameters that start from given values: of the full shape.
  std::vector<NamedArray> initial_parameters = {};
  /// Parameters that are not trained.
  std::vector<NamedArray> fixed_parameters = {};
  Dtype dtype = float64;
};

/// A member of the family whose parameters are trainable Variables, named after them, seen through
/// the default bijectors onto their values; what is not given starts at the image of normal draws.
/// ValueError for a parameter without a bijector that is not fixed.
Distribution make_trainable(const Family& family, const MakeTrainableOptions& options);

/// make_trainable<Normal>({.key = key, .batch_shape = {3}}).
template <class Member>
Distribution make_trainable(const MakeTrainableOptions& options) {
  return make_trainable(Member::family, options);
}

}  // namespace aleator
