// SPDX-License-Identifier: Apache-2.0
// Defines the part of the basis that works on the bits of a value, as integers of its width.
//
// A value type that is used with it has a nested type `integer`, explicitly constructible from
// std::int64_t, and the functions below by argument-dependent lookup; comparing integers gives the
// same mask type as comparing numbers. Integers have no operators, because those of built-in types
// are undefined where they overflow.
#pragma once

#include "aleator/graph/scalar/basis.h"

#include <bit>
#include <concepts>
#include <cstdint>
#include <type_traits>

namespace aleator::scalar {

/// The integers as wide as T's numbers.
template <class T>
struct IntegerOf {
  using type = typename T::integer;
};
template <>
struct IntegerOf<double> {
  using type = std::int64_t;
};
template <>
struct IntegerOf<float> {
  using type = std::int32_t;
};
template <class T>
using integer_of = typename IntegerOf<T>::type;

template <class T>
integer_of<T> integer_constant(std::int64_t for_double, std::int64_t for_float) {
  if constexpr (is_double<T>) {
    return integer_of<T>(for_double);
  } else {
    return integer_of<T>(static_cast<std::int32_t>(for_float));
  }
}

inline std::int64_t to_bits(double x) { return std::bit_cast<std::int64_t>(x); }
inline std::int32_t to_bits(float x) { return std::bit_cast<std::int32_t>(x); }
inline double from_bits(std::int64_t i) { return std::bit_cast<double>(i); }
inline float from_bits(std::int32_t i) { return std::bit_cast<float>(i); }
/// Towards zero; x must be in the range of the integers.
inline std::int64_t to_integer(double x) { return static_cast<std::int64_t>(x); }
inline std::int32_t to_integer(float x) { return static_cast<std::int32_t>(x); }
inline double to_floating(std::int64_t i) { return static_cast<double>(i); }
inline float to_floating(std::int32_t i) { return static_cast<float>(i); }

template <class I>
concept BuiltInInteger = std::same_as<I, std::int64_t> || std::same_as<I, std::int32_t>;

template <BuiltInInteger I>
std::make_unsigned_t<I> as_unsigned(I i) {
  return static_cast<std::make_unsigned_t<I>>(i);
}
// Modulo 2^bits.
template <BuiltInInteger I>
I wrapping_add(I i, I j) {
  return static_cast<I>(as_unsigned(i) + as_unsigned(j));
}
template <BuiltInInteger I>
I wrapping_subtract(I i, I j) {
  return static_cast<I>(as_unsigned(i) - as_unsigned(j));
}
template <BuiltInInteger I>
I shift_left(I i, int n) {
  return static_cast<I>(as_unsigned(i) << n);
}
/// Fills with zeros.
template <BuiltInInteger I>
I shift_right(I i, int n) {
  return static_cast<I>(as_unsigned(i) >> n);
}
/// Fills with the sign.
template <BuiltInInteger I>
I shift_right_arithmetic(I i, int n) {
  return i >> n;
}
template <BuiltInInteger I>
I bit_and(I i, I j) {
  return i & j;
}
template <BuiltInInteger I>
I bit_or(I i, I j) {
  return i | j;
}
template <BuiltInInteger I>
I bit_xor(I i, I j) {
  return i ^ j;
}
template <BuiltInInteger I>
bool is_equal(I i, I j) {
  return i == j;
}
template <BuiltInInteger I>
bool is_less(I i, I j) {
  return i < j;
}
template <BuiltInInteger I>
I select(bool condition, I i, I j) {
  return condition ? i : j;
}

}  // namespace aleator::scalar
