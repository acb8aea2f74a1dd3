// SPDX-License-Identifier: Apache-2.0
// Defines the elementary functions of values of a program under construction: the current builder's
// own, or else the inline kernels of graph/scalar/vector_math.
#pragma once

#include "aleator/graph/ir/far_angles.h"
#include "aleator/graph/ir/value.h"
#include "aleator/graph/scalar/vector_math/exponential.h"
#include "aleator/graph/scalar/vector_math/hyperbolic.h"
#include "aleator/graph/scalar/vector_math/inverse_hyperbolic.h"
#include "aleator/graph/scalar/vector_math/inverse_trigonometric.h"
#include "aleator/graph/scalar/vector_math/logarithm.h"
#include "aleator/graph/scalar/vector_math/power.h"
#include "aleator/graph/scalar/vector_math/trigonometric.h"

#include <optional>
#include <string_view>

namespace aleator::ir {

/// The function `name` as the current builder has it, if there is one that does.
std::optional<Value> built_function(std::string_view name, const Value& x);

#define ALEATOR_IR_MATH(name)                                                  \
  template <class E>                                                           \
  Scalar<E> name(const Scalar<E>& x) {                                         \
    if (const auto built = built_function(#name, x)) return Scalar<E>(*built); \
    return scalar::vector_math::name(x);                                       \
  }
ALEATOR_IR_MATH(exp)
ALEATOR_IR_MATH(expm1)
ALEATOR_IR_MATH(log)
ALEATOR_IR_MATH(log1p)
ALEATOR_IR_MATH(log1p_fraction)
ALEATOR_IR_MATH(log_fraction)
ALEATOR_IR_MATH(cbrt)
ALEATOR_IR_MATH(asin)
ALEATOR_IR_MATH(acos)
ALEATOR_IR_MATH(atan)
ALEATOR_IR_MATH(sinh)
ALEATOR_IR_MATH(cosh)
ALEATOR_IR_MATH(tanh)
ALEATOR_IR_MATH(asinh)
ALEATOR_IR_MATH(acosh)
ALEATOR_IR_MATH(atanh)
#undef ALEATOR_IR_MATH

// In double precision always: its reduction of the argument reaches a hundred times as far, and the
// exact one is there for what is beyond.
#define ALEATOR_IR_WIDE(name)                                                        \
  template <class E>                                                                 \
  Scalar<E> name(const Scalar<E>& x) {                                               \
    if (const auto built = built_function(#name, x)) return Scalar<E>(*built);       \
    const Scalar<double> wide(convert(x, Dtype::float64));                           \
    const Value all = with_far_angles(#name, wide, scalar::vector_math::name(wide)); \
    return Scalar<E>(convert(all, dtype_of<E>()));                                   \
  }
ALEATOR_IR_WIDE(sin)
ALEATOR_IR_WIDE(cos)
ALEATOR_IR_WIDE(tan)
#undef ALEATOR_IR_WIDE

template <class E>
Scalar<E> pow(const Scalar<E>& x, const Scalar<E>& y) {
  return scalar::vector_math::pow(x, y);
}
template <class E>
Scalar<E> atan2(const Scalar<E>& y, const Scalar<E>& x) {
  return scalar::vector_math::atan2(y, x);
}
/// The C library's, which is exact for every quotient.
template <class E>
Scalar<E> fmod(const Scalar<E>& x, const Scalar<E>& y) {
  return Scalar<E>(binary(Binary::remainder, x, y));
}

}  // namespace aleator::ir
