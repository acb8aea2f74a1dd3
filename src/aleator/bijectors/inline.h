// SPDX-License-Identifier: Apache-2.0
// Defines the Inline bijector.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/bijectors/bijector.h"

#include <optional>
#include <string>

namespace aleator::bijectors {

struct InlineOptions {
  Callable<Array(const Array&)> forward_fn = {};                   ///< y by x
  Callable<Array(const Array&)> inverse_fn = {};                   ///< x by y
  Callable<Array(const Array&)> forward_log_det_jacobian_fn = {};  ///< by x
  Callable<Array(const Array&)> inverse_log_det_jacobian_fn = {};  ///< by y
  Callable<Shape(const Shape&)> forward_event_shape_fn = {};       ///< by default the same shape
  Callable<Shape(const Shape&)> inverse_event_shape_fn = {};       ///< by default the same shape
  int forward_min_event_ndims = 0;                  ///< trailing axes of x that are one event
  std::optional<int> inverse_min_event_ndims = {};  ///< of y; by default those of x
  bool is_constant_jacobian = false;       ///< whether the log determinant is the same for all x
  std::optional<bool> is_increasing = {};  ///< for maps of numbers, where it is known
  std::string name = "Inline";             ///< for messages
};

/// A bijector made of functions. One without its function throws when it is called, but of the log
/// determinants each follows from the other. What the functions refer to, and the numbers of axes,
/// are as in BijectorRules.
class Inline : public Bijector {
 public:
  explicit Inline(const InlineOptions& options);
};

}  // namespace aleator::bijectors
