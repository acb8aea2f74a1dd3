// SPDX-License-Identifier: Apache-2.0
// Defines Value, a number of a program under construction, and the operations that extend the
// program.
//
// A kernel written over a value type (graph/scalar/basis.h) builds code when it is called with
// Scalar<double> or Scalar<float> in place of double or float: each operation appends an
// instruction to the Emitter that is current in this thread.
#pragma once

#include "aleator/base/dtype.h"

#include <cmath>
#include <cstdint>
#include <limits>
#include <type_traits>

namespace aleator::ir {

/// A constant or a register. `width` is 0 for one number, else the number of lanes of a vector.
struct Value {
  Dtype dtype = Dtype::float64;
  int width = 0;
  int depth = 0;           ///< of the scope that holds its instruction; 0 for constants
  int reg = -1;            ///< register number; -1 for a constant
  std::uint64_t bits = 0;  ///< of a constant

  bool is_constant() const { return reg < 0; }
  friend bool operator==(const Value&, const Value&) = default;
};

/// Constants, converted to the dtype.
Value constant_value(Dtype dtype, double value);
Value integer_value(std::int64_t value, Dtype dtype = Dtype::int64);
/// The integer of a constant of an integer dtype.
std::int64_t integer_of(const Value& constant);

/// What a number can go through; add_in_any_order lets sums be reordered.
enum class Binary : std::uint8_t {
  add,
  add_in_any_order,
  subtract,
  multiply,
  divide,
  remainder,
  bit_and,
  bit_or,
  bit_xor,
  shift_left,
  shift_right_logical,
  shift_right_arithmetic
};
enum class Compare : std::uint8_t { equal, not_equal, less, less_equal, greater, greater_equal };
enum class Unary : std::uint8_t {
  negate,
  abs,
  sqrt,
  floor,
  ceil,
  trunc,
  round_even,
  population_count
};

/// Operands of one dtype; a single number goes with every lane of a vector. Integers wrap; division
/// and shifts are the hardware's: the divisor must not be 0, the distance less than the width.
Value binary(Binary operation, const Value& x, const Value& y);
Value compare(Compare operation, const Value& x, const Value& y);
Value unary(Unary operation, const Value& x);
/// x where the condition holds, else y.
Value select(const Value& condition, const Value& x, const Value& y);
/// The magnitude of one number with the sign of another.
Value copysign(const Value& magnitude, const Value& sign);
/// By value, as C++ converts, for values in range.
Value convert(const Value& x, Dtype dtype);
/// By bits, between dtypes of one size.
Value bitcast(const Value& x, Dtype dtype);
/// The same number in every lane.
Value splat(const Value& x, int width);
/// A constant as a vector of `width` lanes.
inline Value widened(Value constant, int width) {
  constant.width = width;
  return constant;
}

/// Whether the processor takes numbers of this width apart by their exponents, and puts them
/// together, in one instruction each: AVX-512 does, a register at a time. If so:
bool has_exponent_instructions(const Value& x);
/// x 2^n for an integer n, rounded once.
Value scaled(const Value& x, const Value& n);
/// x = mantissa 2^exponent with 1 <= mantissa < 2 for positive finite x, subnormal ones included.
Value exponent_of(const Value& x);
Value mantissa_of(const Value& x);
/// `logarithm` where x is positive and finite, else what the logarithm of x is.
Value with_special_logarithms(const Value& logarithm, const Value& x);

/// Whether near_quotient() takes less time than a division. That depends on the processor alone,
/// not on the divisor or its width, so that neither do results.
bool has_near_quotients(const Value& y);
/// x / y within 0.51 units in the last place, for y and 1 / y that are normal numbers.
Value near_quotient(const Value& x, const Value& y);

/// A Value whose dtype the compiler knows; E is an element type of arrays.
template <class E>
class Scalar : public Value {
 public:
  using element = E;
  using integer = Scalar<std::conditional_t<sizeof(E) == 8, std::int64_t, std::int32_t>>;
  explicit Scalar(E value) : Value(make(value)) {}
  explicit Scalar(const Value& value) : Value(value) {}

 private:
  static Value make(E value) {
    if constexpr (std::is_floating_point_v<E>)
      return constant_value(dtype_of<E>(), static_cast<double>(value));
    else return integer_value(static_cast<std::int64_t>(value), dtype_of<E>());
  }
};

// The same operations on Scalars, for kernels to find by their types.
#define ALEATOR_IR_BINARY(name, operation)                 \
  template <class E>                                       \
  Scalar<E> name(const Scalar<E>& x, const Scalar<E>& y) { \
    return Scalar<E>(binary(Binary::operation, x, y));     \
  }
ALEATOR_IR_BINARY(operator+, add)
ALEATOR_IR_BINARY(operator-, subtract)
ALEATOR_IR_BINARY(operator*, multiply)
ALEATOR_IR_BINARY(operator/, divide)
ALEATOR_IR_BINARY(wrapping_add, add)
ALEATOR_IR_BINARY(wrapping_subtract, subtract)
ALEATOR_IR_BINARY(bit_and, bit_and)
ALEATOR_IR_BINARY(bit_or, bit_or)
ALEATOR_IR_BINARY(bit_xor, bit_xor)
#undef ALEATOR_IR_BINARY

/// By a number of bits that the compiler knows.
template <class E>
Scalar<E> shift_left(const Scalar<E>& x, int n) {
  return Scalar<E>(binary(Binary::shift_left, x, Scalar<E>(static_cast<E>(n))));
}
template <class E>
Scalar<E> shift_right(const Scalar<E>& x, int n) {
  return Scalar<E>(binary(Binary::shift_right_logical, x, Scalar<E>(static_cast<E>(n))));
}
template <class E>
Scalar<E> shift_right_arithmetic(const Scalar<E>& x, int n) {
  return Scalar<E>(binary(Binary::shift_right_arithmetic, x, Scalar<E>(static_cast<E>(n))));
}

#define ALEATOR_IR_COMPARE(name, operation)                   \
  template <class E>                                          \
  Scalar<bool> name(const Scalar<E>& x, const Scalar<E>& y) { \
    return Scalar<bool>(compare(Compare::operation, x, y));   \
  }
ALEATOR_IR_COMPARE(operator==, equal)
ALEATOR_IR_COMPARE(operator!=, not_equal)
ALEATOR_IR_COMPARE(operator<, less)
ALEATOR_IR_COMPARE(operator<=, less_equal)
ALEATOR_IR_COMPARE(operator>, greater)
ALEATOR_IR_COMPARE(operator>=, greater_equal)
ALEATOR_IR_COMPARE(is_equal, equal)
ALEATOR_IR_COMPARE(is_less, less)
#undef ALEATOR_IR_COMPARE

/// Of conditions, and by one.
inline Scalar<bool> both(const Scalar<bool>& a, const Scalar<bool>& b) {
  return Scalar<bool>(binary(Binary::bit_and, a, b));
}
inline Scalar<bool> either(const Scalar<bool>& a, const Scalar<bool>& b) {
  return Scalar<bool>(binary(Binary::bit_or, a, b));
}
inline Scalar<bool> negated(const Scalar<bool>& a) {
  return Scalar<bool>(binary(Binary::bit_xor, a, Scalar<bool>(true)));
}
template <class E>
Scalar<E> select(const Scalar<bool>& condition, const Scalar<E>& x, const Scalar<E>& y) {
  return Scalar<E>(select(static_cast<const Value&>(condition), x, y));
}

#define ALEATOR_IR_UNARY(name, operation)         \
  template <class E>                              \
  Scalar<E> name(const Scalar<E>& x) {            \
    return Scalar<E>(unary(Unary::operation, x)); \
  }
ALEATOR_IR_UNARY(operator-, negate)
ALEATOR_IR_UNARY(abs, abs)
ALEATOR_IR_UNARY(sqrt, sqrt)
ALEATOR_IR_UNARY(floor, floor)
ALEATOR_IR_UNARY(ceil, ceil)
ALEATOR_IR_UNARY(trunc, trunc)
ALEATOR_IR_UNARY(round_even, round_even)
#undef ALEATOR_IR_UNARY

template <class E>
Scalar<E> scaled(const Scalar<E>& x, const Scalar<E>& n) {
  return Scalar<E>(scaled(static_cast<const Value&>(x), n));
}
template <class E>
Scalar<E> exponent_of(const Scalar<E>& x) {
  return Scalar<E>(exponent_of(static_cast<const Value&>(x)));
}
template <class E>
Scalar<E> mantissa_of(const Scalar<E>& x) {
  return Scalar<E>(mantissa_of(static_cast<const Value&>(x)));
}
template <class E>
Scalar<E> with_special_logarithms(const Scalar<E>& logarithm, const Scalar<E>& x) {
  return Scalar<E>(with_special_logarithms(static_cast<const Value&>(logarithm), x));
}

template <class E>
Scalar<E> near_quotient(const Scalar<E>& x, const Scalar<E>& y) {
  return Scalar<E>(near_quotient(static_cast<const Value&>(x), y));
}

template <class E>
Scalar<E> copysign(const Scalar<E>& magnitude, const Scalar<E>& sign) {
  return Scalar<E>(copysign(static_cast<const Value&>(magnitude), sign));
}

/// Between floating numbers and integers of their size: by bits, by value.
template <class E>
typename Scalar<E>::integer to_bits(const Scalar<E>& x) {
  using I = typename Scalar<E>::integer;
  return I(bitcast(x, dtype_of<typename I::element>()));
}
template <class I>
auto from_bits(const Scalar<I>& x) {
  using E = std::conditional_t<sizeof(I) == 8, double, float>;
  return Scalar<E>(bitcast(x, dtype_of<E>()));
}
template <class E>
typename Scalar<E>::integer to_integer(const Scalar<E>& x) {
  using I = typename Scalar<E>::integer;
  return I(convert(x, dtype_of<typename I::element>()));
}
template <class I>
auto to_floating(const Scalar<I>& x) {
  using E = std::conditional_t<sizeof(I) == 8, double, float>;
  return Scalar<E>(convert(x, dtype_of<E>()));
}

}  // namespace aleator::ir
