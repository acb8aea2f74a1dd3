// SPDX-License-Identifier: Apache-2.0
// Defines arithmetic primitives: add, subtract, multiply, negate, abs, sign, power, extrema.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <cmath>
#include <limits>

namespace aleator {
namespace {

/// 1 where input i is the output alone, 1/2 where both are, else 0. By the inputs: a compiler may
/// compute the output again with other rounding, and it would be none of them.
Array extremum_share(const Array& mine, const Array& other, const Array& is_mine) {
  if (mine.dtype() == float32)  // in itself: not all devices have float64
    return where(mine == other, astype(0.5, float32), astype(is_mine, float32));
  return where(mine == other, 0.5, where(is_mine, 1., 0.));
}
Array maximum_partial(const PartialContext& c, std::size_t i) {
  const Array &mine = c.inputs[i], &other = c.inputs[1 - i];
  return extremum_share(mine, other, mine > other);
}
Array minimum_partial(const PartialContext& c, std::size_t i) {
  const Array &mine = c.inputs[i], &other = c.inputs[1 - i];
  return extremum_share(mine, other, mine < other);
}

template <class T>
T power_scalar(T x, T y) {
  if constexpr (std::is_integral_v<T>) {
    if (y < 0)
      return x == 1                    ? T{1}
             : x == static_cast<T>(-1) ? (y % 2 == 0 ? T{1} : static_cast<T>(-1))
                                       : T{0};
    T result = 1;
    for (; y > 0; y /= 2) {
      if (y % 2 == 1) result = wrapping(result, x, [](auto a, auto b) { return a * b; });
      x = wrapping(x, x, [](auto a, auto b) { return a * b; });
    }
    return result;
  } else {
    return std::pow(x, y);
  }
}

/// Squares and multiplies, over all bits of the exponent.
template <class T>
T power_code(const T& x, const T& y) {
  using E = typename T::element;
  if constexpr (std::is_integral_v<E>) {
    T result(1), square = x;
    for (int bit = 0; bit < static_cast<int>(8 * sizeof(E)) - (std::is_signed_v<E> ? 1 : 0);
         ++bit) {
      const T is_set = bit_and(shift_right(y, bit), T(1));
      result = result * select(is_set == T(1), square, T(1));
      square = square * square;
    }
    if constexpr (std::is_unsigned_v<E>) return result;
    const T parity = select(bit_and(y, T(1)) == T(1), T(static_cast<E>(-1)), T(1));
    const T inverse = select(x == T(1), T(1), select(x == T(static_cast<E>(-1)), parity, T(0)));
    return select(y < T(0), inverse, result);
  } else {
    return pow(x, y);
  }
}

template <class T>
T sign_code(const T& x) {
  using E = typename T::element;
  const T sign = select(x > T(E{0}), T(E{1}), select(x < T(E{0}), T(static_cast<E>(-1)), T(E{0})));
  if constexpr (std::is_floating_point_v<E>) return select(either(x != x, x == T(E{0})), x, sign);
  else return sign;
}

template <class T>
T sign_scalar(T x) {
  if constexpr (std::is_floating_point_v<T>) {
    if (std::isnan(x) || x == 0) return x;
  }
  return x > 0 ? T{1} : x < 0 ? static_cast<T>(-1) : T{0};
}

}  // namespace

constinit const Primitive kAdd{
    .name = "add",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_same,
    .vjp =
        [](const VjpContext& c) {
          return Arrays{c.cotangents[0], c.cotangents[0]};
        },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::numeric>(
        [](auto x, decltype(x) y) { return wrapping(x, y, [](auto a, auto b) { return a + b; }); }),
    .stablehlo = "add",
};

constinit const Primitive kSubtract{
    .name = "subtract",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_same,
    .vjp =
        [](const VjpContext& c) {
          return Arrays{c.cotangents[0], -c.cotangents[0]};
        },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::numeric>(
        [](auto x, decltype(x) y) { return wrapping(x, y, [](auto a, auto b) { return a - b; }); }),
    .stablehlo = "subtract",
};

constinit const Primitive kMultiply{
    .name = "multiply",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .is_bilinear = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t i) { return c.inputs[1 - i]; },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::numeric>(
        [](auto x, decltype(x) y) { return wrapping(x, y, [](auto a, auto b) { return a * b; }); }),
    .stablehlo = "multiply",
};

constinit const Primitive kPower{
    .name = "power",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    // 0**0 has derivative 0 in both arguments: the guards keep log(0) and 0**-1 out of the
    // products.
    .partial =
        [](const PartialContext& c, std::size_t i) {
          const Array& x = c.inputs[0];
          const Array& y = c.inputs[1];
          if (i == 0) return where(y == 0, 0., y * power(x, where(y == 0, 1., y - 1.)));
          return where(x == 0, where(y >= 0, 0., c.output), c.output * log(where(x == 0, 1., x)));
        },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::numeric>([](auto x, decltype(x) y) { return power_scalar(x, y); },
                                           [](auto x, decltype(x) y) { return power_code(x, y); }),
    .stablehlo = "power",
    .test = {.low = 0.1, .high = 3},
};

constinit const Primitive kNegate{
    .name = "negate",
    .file = "arithmetic.cc",
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_same,
    .vjp = [](const VjpContext& c) { return Arrays{-c.cotangents[0]}; },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::numeric>(
        [](auto x) {
          if constexpr (std::is_floating_point_v<decltype(x)>) return -x;  // keeps the sign of zero
          else return wrapping(decltype(x){0}, x, [](auto a, auto b) { return a - b; });
        },
        [](auto x) { return -x; }),
    .stablehlo = "negate",
};

constinit const Primitive kAbs{
    .name = "abs",
    .file = "arithmetic.cc",
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return sign(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::numeric>(
        [](auto x) {
          if constexpr (std::is_floating_point_v<decltype(x)>) return std::abs(x);
          else return x < 0 ? wrapping(decltype(x){0}, x, [](auto a, auto b) { return a - b; }) : x;
        },
        [](auto x) { return abs(x); }),
    .stablehlo = "abs",
};

constinit const Primitive kSign{
    .name = "sign",
    .file = "arithmetic.cc",
    .dtypes = Dtypes::numeric,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = zero_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::numeric>([](auto x) { return sign_scalar(x); },
                                           [](auto x) { return sign_code(x); }),
    .stablehlo = "sign",
};

constinit const Primitive kMaximum{
    .name = "maximum",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = maximum_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>(
        [](auto x, decltype(x) y) { return x != x || x > y ? x : y; },  // NaN propagates
        [](auto x, decltype(x) y) { return select(either(x != x, x > y), x, y); }),
    .stablehlo = "maximum",
};

constinit const Primitive kMinimum{
    .name = "minimum",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = minimum_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::any>(
        [](auto x, decltype(x) y) { return x != x || x < y ? x : y; },
        [](auto x, decltype(x) y) { return select(either(x != x, x < y), x, y); }),
    .stablehlo = "minimum",
};

}  // namespace aleator
