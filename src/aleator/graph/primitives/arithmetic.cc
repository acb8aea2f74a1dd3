// SPDX-License-Identifier: Apache-2.0
// Defines arithmetic primitives: add, subtract, multiply, divide, remainder, negate, abs, sign,
// power, extrema.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <cmath>
#include <limits>

namespace aleator {
namespace {

/// 1 where input i is the output alone, 1/2 where both are, else 0.
Array extremum_partial(const PartialContext& c, std::size_t i) {
  const Array& mine = c.inputs[i];
  const Array& other = c.inputs[1 - i];
  return where(mine == other, 0.5, where(mine == c.output, 1., 0.));
}

// Integer division by zero gives -1 and the remainder the dividend, as XLA does; the smallest
// integer over -1 wraps.
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
    .evaluate = elementwise<Dtypes::numeric>(
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
    .evaluate = elementwise<Dtypes::numeric>(
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
    .evaluate = elementwise<Dtypes::numeric>(
        [](auto x, decltype(x) y) { return wrapping(x, y, [](auto a, auto b) { return a * b; }); }),
    .stablehlo = "multiply",
};

constinit const Primitive kDivide{
    .name = "divide",
    .file = "arithmetic.cc",
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
    .evaluate =
        elementwise<Dtypes::numeric>([](auto x, decltype(x) y) { return divide_scalar(x, y); }),
    .stablehlo = "divide",
};

constinit const Primitive kRemainder{
    .name = "remainder",
    .file = "arithmetic.cc",
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
    .evaluate =
        elementwise<Dtypes::numeric>([](auto x, decltype(x) y) { return remainder_scalar(x, y); }),
    .stablehlo = "remainder",
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
    .evaluate =
        elementwise<Dtypes::numeric>([](auto x, decltype(x) y) { return power_scalar(x, y); }),
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
    .evaluate = elementwise<Dtypes::numeric>([](auto x) {
      if constexpr (std::is_floating_point_v<decltype(x)>) return -x;  // keeps the sign of zero
      else return wrapping(decltype(x){0}, x, [](auto a, auto b) { return a - b; });
    }),
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
    .evaluate = elementwise<Dtypes::numeric>([](auto x) {
      if constexpr (std::is_floating_point_v<decltype(x)>) return std::abs(x);
      else return x < 0 ? wrapping(decltype(x){0}, x, [](auto a, auto b) { return a - b; }) : x;
    }),
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
    .evaluate = elementwise<Dtypes::numeric>([](auto x) { return sign_scalar(x); }),
    .stablehlo = "sign",
};

constinit const Primitive kMaximum{
    .name = "maximum",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = extremum_partial,
    .batch = batch_elementwise,
    .evaluate = elementwise<Dtypes::any>(
        [](auto x, decltype(x) y) { return x != x || x > y ? x : y; }),  // NaN propagates
    .stablehlo = "maximum",
};

constinit const Primitive kMinimum{
    .name = "minimum",
    .file = "arithmetic.cc",
    .num_inputs = 2,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = extremum_partial,
    .batch = batch_elementwise,
    .evaluate =
        elementwise<Dtypes::any>([](auto x, decltype(x) y) { return x != x || x < y ? x : y; }),
    .stablehlo = "minimum",
};

}  // namespace aleator
