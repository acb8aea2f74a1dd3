// SPDX-License-Identifier: Apache-2.0
// Defines JointBijector, from reals onto the support of a model's choices.
#pragma once

#include "aleator/ppl/structure.h"

namespace aleator::ppl {

/// A bijector between unconstrained values, by the names of the choices, and values in their
/// supports. The support of one choice may depend on the values of choices before it: Uniform(0,
/// theta). Values are those of one draw.
class JointBijector {
 public:
  explicit JointBijector(const Program& program) : program_(program) {}

  Values forward(const Values& x) const;
  Values inverse(const Values& y) const;
  /// log |det d forward(x) / dx|, a scalar.
  Array forward_log_det_jacobian(const Values& x) const;
  Array inverse_log_det_jacobian(const Values& y) const;

 private:
  Program program_;
};

/// Choices without a value take that of their name, mapped onto their support; the logarithm of the
/// determinant follows as a factor of its own.
Handler constrained(const Values& unconstrained);

}  // namespace aleator::ppl
