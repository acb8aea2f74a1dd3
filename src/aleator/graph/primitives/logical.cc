// SPDX-License-Identifier: Apache-2.0
// Defines logical and bitwise primitives.
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <bit>

namespace aleator {
namespace {

constexpr Dtypes kBits = Dtypes::integer_or_boolean;

template <class T>
constexpr T kWidth = static_cast<T>(8 * sizeof(T));

/// A shift by the width or more moves every bit out.
template <class T>
bool is_in_width(T distance) {
  return distance >= 0 && distance < kWidth<T>;
}

}  // namespace

constinit const Primitive kAnd{
    .name = "and",
    .file = "logical.cc",
    .num_inputs = 2,
    .dtypes = kBits,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate =
        elementwise<kBits>([](auto x, decltype(x) y) { return static_cast<decltype(x)>(x & y); }),
    .stablehlo = "and",
};

constinit const Primitive kOr{
    .name = "or",
    .file = "logical.cc",
    .num_inputs = 2,
    .dtypes = kBits,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate =
        elementwise<kBits>([](auto x, decltype(x) y) { return static_cast<decltype(x)>(x | y); }),
    .stablehlo = "or",
};

constinit const Primitive kXor{
    .name = "xor",
    .file = "logical.cc",
    .num_inputs = 2,
    .dtypes = kBits,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate =
        elementwise<kBits>([](auto x, decltype(x) y) { return static_cast<decltype(x)>(x ^ y); }),
    .stablehlo = "xor",
};

constinit const Primitive kNot{
    .name = "not",
    .file = "logical.cc",
    .dtypes = kBits,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate = elementwise<kBits>([](auto x) {
      if constexpr (std::is_same_v<decltype(x), bool>) return !x;
      else return static_cast<decltype(x)>(~x);
    }),
    .stablehlo = "not",
};

constinit const Primitive kShiftLeft{
    .name = "shift_left",
    .file = "logical.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::integer,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate = elementwise<Dtypes::integer>([](auto x, decltype(x) y) {
      return is_in_width(y) ? wrapping(x, y, [](auto a, auto b) { return a << b; })
                            : decltype(x){0};
    }),
    .stablehlo = "shift_left",
    .test = {.low = 0, .high = 31},
};

constinit const Primitive kShiftRightLogical{
    .name = "shift_right_logical",
    .file = "logical.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::integer,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate = elementwise<Dtypes::integer>([](auto x, decltype(x) y) {
      return is_in_width(y) ? wrapping(x, y, [](auto a, auto b) { return a >> b; })
                            : decltype(x){0};
    }),
    .stablehlo = "shift_right_logical",
    .test = {.low = 0, .high = 31},
};

constinit const Primitive kShiftRightArithmetic{
    .name = "shift_right_arithmetic",
    .file = "logical.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::integer,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate = elementwise<Dtypes::integer>([](auto x, decltype(x) y) {
      // The top bit is the sign, of unsigned integers too, as in XLA.
      const auto n = static_cast<std::make_signed_t<decltype(x)>>(x);
      return static_cast<decltype(x)>(n >> (is_in_width(y) ? y : kWidth<decltype(x)> - 1));
    }),
    .stablehlo = "shift_right_arithmetic",
    .test = {.low = 0, .high = 31},
};

/// Number of one bits.
constinit const Primitive kPopulationCount{
    .name = "popcnt",
    .file = "logical.cc",
    .dtypes = Dtypes::integer,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .batch = batch_elementwise,
    .evaluate = elementwise<Dtypes::integer>([](auto x) {
      return static_cast<decltype(x)>(
          std::popcount(static_cast<std::make_unsigned_t<decltype(x)>>(x)));
    }),
    .stablehlo = "popcnt",
};

}  // namespace aleator
