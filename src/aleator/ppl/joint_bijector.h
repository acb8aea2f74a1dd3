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
  /// The map of a choice from its distribution.
  using MapOf = Bijector (*)(const Distribution&);
  static Bijector onto_support(const Distribution& d) { return d.default_event_space_bijector(); }

  explicit JointBijector(const Program& program, MapOf map_of = onto_support)
      : program_(program), map_of_(map_of) {}

  Values forward(const Values& x) const;
  Values inverse(const Values& y) const;
  /// log |det d forward(x) / dx|, a scalar.
  Array forward_log_det_jacobian(const Values& x) const;
  Array inverse_log_det_jacobian(const Values& y) const;

 private:
  Program program_;
  MapOf map_of_;
};

/// The map that makes draws of a model of standard normal numbers, by the names of the choices:
/// each choice by make_distribution_bijector of its distribution, given the values before it.
JointBijector make_distribution_bijector(const Program& program);

/// Choices without a value take that of their name, mapped onto their support; the logarithm of the
/// determinant follows as a factor of its own.
Handler constrained(const Values& unconstrained);

}  // namespace aleator::ppl
