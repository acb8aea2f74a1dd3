// SPDX-License-Identifier: Apache-2.0
// Declares clipping of gradients: of arrays, and before the step of any optimizer.
#pragma once

#include "aleator/optimize/optimizer.h"

#include <optional>

namespace aleator::optimize {

/// Each element brought into [-clip_value, clip_value].
Array clip_by_value(const Array& x, double clip_value);
/// x min(1, clip_norm / |x|), |x| the root of the sum of all squares.
Array clip_by_norm(const Array& x, double clip_norm);
/// All arrays times min(1, clip_norm / |all of them together|).
Arrays clip_by_global_norm(const Arrays& arrays, double clip_norm);
/// The root of the sum of squares of all elements of all arrays, float64.
Array global_norm(const Arrays& arrays);

struct GradientClippingOptions {
  Optimizer optimizer = required("optimizer");
  std::optional<double> clip_value = {};        ///< of each element
  std::optional<double> clip_norm = {};         ///< of each parameter's gradient
  std::optional<double> global_clip_norm = {};  ///< of all gradients together
};
/// The optimizer on gradients that are clipped in the order of the options.
/// Source: Pascanu, Mikolov and Bengio (2013), "On the difficulty of training recurrent neural
/// networks".
class GradientClipping : public Optimizer {
 public:
  explicit GradientClipping(const GradientClippingOptions& options);
};

}  // namespace aleator::optimize
