// SPDX-License-Identifier: Apache-2.0
// Defines division primitives: divide, remainder.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <cmath>
#include <type_traits>

namespace aleator {
namespace {

/// Integer division by zero gives -1 and the remainder the dividend, as XLA does; the smallest
/// integer over -1 wraps.
template <class T>
T divide_scalar(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    if (y == 0) return static_cast<T>(-1);
    if constexpr (std::is_signed_v<T>) {
      if (y == -1) return wrapping(T{0}, x, [](auto a, auto b) { return a - b; });
    }
  }
  return x / y;
}

template <class T>
T remainder_scalar(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    if (y == 0) return x;
    if constexpr (std::is_signed_v<T>) {
      if (y == -1) return 0;
    }
    return x % y;
  } else {
    return std::fmod(x, y);
  }
}

/// The quotient or remainder of integers where the hardware's instruction is defined.
template <class T>
struct SafeDivisor {
  using E = typename T::element;
  explicit SafeDivisor(const T& y) : is_zero(y == T(0)), is_minus_one(y == T(static_cast<E>(-1))) {
    divisor = select(is_zero, T(1), std::is_signed_v<E> ? select(is_minus_one, T(1), y) : y);
  }
  ir::Scalar<bool> is_zero, is_minus_one;
  T divisor{E{1}};
};

template <class T>
T divide_code(const T& x, const T& y) {
  if constexpr (std::is_integral_v<typename T::element>) {
    const SafeDivisor<T> safe(y);
    const T quotient = x / safe.divisor;
    const T low =
        std::is_signed_v<typename T::element> ? select(safe.is_minus_one, -x, quotient) : quotient;
    return select(safe.is_zero, T(static_cast<typename T::element>(-1)), low);
  } else {
    return x / y;
  }
}

template <class T>
T remainder_code(const T& x, const T& y) {
  if constexpr (std::is_integral_v<typename T::element>) {
    const SafeDivisor<T> safe(y);
    const T rest(binary(ir::Binary::remainder, x, safe.divisor));  // 0 for a divisor made 1
    return select(safe.is_zero, x, rest);
  } else {
    return fmod(x, y);
  }
}

}  // namespace

constinit const Primitive kDivide{
    .name = "divide",
    .file = "division.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial =
        [](const PartialContext& c, std::size_t i) {
          const Array& y = c.inputs[1];
          return i == 0 ? 1. / y : -c.output / y;
        },
    .batch = batch_elementwise,
    .scalar =
        elementwise<Dtypes::numeric>([](auto x, decltype(x) y) { return divide_scalar(x, y); },
                                     [](auto x, decltype(x) y) { return divide_code(x, y); }),
    .stablehlo = "divide",
};

constinit const Primitive kRemainder{
    .name = "remainder",
    .file = "division.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial =
        [](const PartialContext& c, std::size_t i) {
          return i == 0 ? ones_like(c.output) : -(c.inputs[0] - c.output) / c.inputs[1];
        },
    .batch = batch_elementwise,
    .scalar =
        elementwise<Dtypes::numeric>([](auto x, decltype(x) y) { return remainder_scalar(x, y); },
                                     [](auto x, decltype(x) y) { return remainder_code(x, y); }),
    .stablehlo = "remainder",
};

}  // namespace aleator
