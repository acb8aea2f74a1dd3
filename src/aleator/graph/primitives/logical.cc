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

template <class T>
T ones() {
  using E = typename T::element;
  if constexpr (std::is_same_v<E, bool>) return T(true);
  else return T(static_cast<E>(-1));
}
/// In unsigned terms, where a negative distance is a large one.
template <class E>
ir::Scalar<bool> is_in_width_code(const ir::Scalar<E>& distance) {
  using U = std::make_unsigned_t<E>;
  return ir::Scalar<U>(convert(distance, dtype_of<U>())) < ir::Scalar<U>(kWidth<U>);
}
template <class T>
T shift_code(ir::Binary operation, const T& x, const T& y) {
  const ir::Scalar<bool> fits = is_in_width_code(y);
  const T zero(typename T::element{0});
  return select(fits, T(binary(operation, x, select(fits, y, zero))), zero);
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
    .scalar =
        elementwise<kBits>([](auto x, decltype(x) y) { return static_cast<decltype(x)>(x & y); },
                           [](auto x, decltype(x) y) { return bit_and(x, y); }),
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
    .scalar =
        elementwise<kBits>([](auto x, decltype(x) y) { return static_cast<decltype(x)>(x | y); },
                           [](auto x, decltype(x) y) { return bit_or(x, y); }),
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
    .scalar =
        elementwise<kBits>([](auto x, decltype(x) y) { return static_cast<decltype(x)>(x ^ y); },
                           [](auto x, decltype(x) y) { return bit_xor(x, y); }),
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
    .scalar = elementwise<kBits>(
        [](auto x) {
          if constexpr (std::is_same_v<decltype(x), bool>) return !x;
          else return static_cast<decltype(x)>(~x);
        },
        [](auto x) { return bit_xor(x, ones<decltype(x)>()); }),
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
    .scalar = elementwise<Dtypes::integer>(
        [](auto x, decltype(x) y) {
          return is_in_width(y) ? wrapping(x, y, [](auto a, auto b) { return a << b; })
                                : decltype(x){0};
        },
        [](auto x, decltype(x) y) { return shift_code(ir::Binary::shift_left, x, y); }),
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
    .scalar = elementwise<Dtypes::integer>(
        [](auto x, decltype(x) y) {
          return is_in_width(y) ? wrapping(x, y, [](auto a, auto b) { return a >> b; })
                                : decltype(x){0};
        },
        [](auto x, decltype(x) y) { return shift_code(ir::Binary::shift_right_logical, x, y); }),
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
    .scalar = elementwise<Dtypes::integer>(
        [](auto x, decltype(x) y) {
          // The top bit is the sign, of unsigned integers too, as in XLA.
          const auto n = static_cast<std::make_signed_t<decltype(x)>>(x);
          return static_cast<decltype(x)>(n >> (is_in_width(y) ? y : kWidth<decltype(x)> - 1));
        },
        [](auto x, decltype(x) y) {
          const decltype(x) last(kWidth<typename decltype(x)::element> - 1);
          return decltype(x)(
              binary(ir::Binary::shift_right_arithmetic, x, select(is_in_width_code(y), y, last)));
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
    .scalar = elementwise<Dtypes::integer>(
        [](auto x) {
          return static_cast<decltype(x)>(
              std::popcount(static_cast<std::make_unsigned_t<decltype(x)>>(x)));
        },
        [](auto x) { return decltype(x)(unary(ir::Unary::population_count, x)); }),
    .stablehlo = "popcnt",
};

}  // namespace aleator
