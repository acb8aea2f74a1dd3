// SPDX-License-Identifier: Apache-2.0
// Defines the basis that scalar kernels are written in: a few operations on a value type T, for
// float and double.
//
// A kernel is a template over T and uses only: + - * / and unary minus; the comparisons < <= > >=
// == !=, which give a mask (bool here); the functions below. Another value type (a vector, an
// expression under construction) supplies the same names, found by argument-dependent lookup, a
// nested type `element` (float or double) and an explicit constructor from that type. Kernels never
// branch on a value and never index by one. The functions of vector_math/ also use what bits.h
// defines.
//
// "k = a / b" on a kernel is the largest error measured in dense sweeps, for double / float, in
// units of eps |f| (1 + c) plus the smallest subnormal; c is the sum over the arguments of
// |x f'(x) / f(x)|, and the basis was the C library's. The bar is 4.
#pragma once

#include <cmath>
#include <concepts>
#include <cstddef>
#include <limits>

namespace aleator::scalar {

/// The precision a value type computes in: float or double.
template <class T>
struct ElementOf {
  using type = typename T::element;
};
template <std::floating_point T>
struct ElementOf<T> {
  using type = T;
};
template <class T>
using element_of = typename ElementOf<T>::type;

template <class T>
inline constexpr bool is_double = std::same_as<element_of<T>, double>;

/// `value`, rounded to the precision of T.
template <class T>
T constant(double value) {
  return T(static_cast<element_of<T>>(value));
}
/// A constant that differs between the precisions, such as a threshold or the low part of a split
/// number.
template <class T>
T constant(double for_double, double for_float) {
  return constant<T>(is_double<T> ? for_double : for_float);
}
template <class T>
T infinity() {
  return T(std::numeric_limits<element_of<T>>::infinity());
}
template <class T>
T not_a_number() {
  return T(std::numeric_limits<element_of<T>>::quiet_NaN());
}

// Every one is accurate to about an ulp over the whole range of its precision, subnormals,
// infinities and NaN included.
inline double exp(double x) { return std::exp(x); }
inline float exp(float x) { return std::exp(x); }
inline double expm1(double x) { return std::expm1(x); }
inline float expm1(float x) { return std::expm1(x); }
inline double log(double x) { return std::log(x); }
inline float log(float x) { return std::log(x); }
inline double log1p(double x) { return std::log1p(x); }
inline float log1p(float x) { return std::log1p(x); }
/// log(1 + x) for 0 <= x <= 1, which value types may have a shorter way for.
template <class T>
T log1p_fraction(const T& x) {
  return log1p(x);
}
/// log(x) for normal x > 0 that are not much smaller than uniform numbers are, likewise; some
/// number elsewhere.
template <class T>
T log_fraction(const T& x) {
  return log(x);
}
inline double sqrt(double x) { return std::sqrt(x); }
inline float sqrt(float x) { return std::sqrt(x); }
inline double abs(double x) { return std::fabs(x); }
inline float abs(float x) { return std::fabs(x); }
inline double floor(double x) { return std::floor(x); }
inline float floor(float x) { return std::floor(x); }
/// condition ? a : b, with both evaluated.
inline double select(bool condition, double a, double b) { return condition ? a : b; }
inline float select(bool condition, float a, float b) { return condition ? a : b; }
inline bool both(bool a, bool b) { return a && b; }
inline bool either(bool a, bool b) { return a || b; }

inline bool negated(bool a) { return !a; }
/// Towards zero.
inline double trunc(double x) { return std::trunc(x); }
inline float trunc(float x) { return std::trunc(x); }
/// To the nearest integer, ties to the even one.
inline double round_even(double x) { return std::nearbyint(x); }
inline float round_even(float x) { return std::nearbyint(x); }
inline double copysign(double x, double sign) { return std::copysign(x, sign); }
inline float copysign(float x, float sign) { return std::copysign(x, sign); }

/// The larger of two values; b if either is NaN.
template <class T>
T larger(const T& a, const T& b) {
  return select(a > b, a, b);
}
/// The smaller of two values; b if either is NaN.
template <class T>
T smaller(const T& a, const T& b) {
  return select(a < b, a, b);
}

/// The coefficients of one polynomial, lowest order first, with as many terms as each precision
/// needs.
template <std::size_t N, std::size_t M>
struct Coefficients {
  double for_double[N];
  float for_float[M];
};

/// c[0] + c[1] x + c[2] x^2 + ..., by Horner's rule, the most accurate order without fused
/// operations.
template <class T, std::size_t N>
T horner(const T& x, const element_of<T> (&c)[N]) {
  T sum(c[N - 1]);
  for (std::size_t i = N - 1; i-- > 0;) sum = sum * x + T(c[i]);
  return sum;
}
/// The array of `c` in T's precision.
template <class T, std::size_t N, std::size_t M>
constexpr const auto& in_precision_of(const Coefficients<N, M>& c) {
  if constexpr (is_double<T>) {
    return c.for_double;
  } else {
    return c.for_float;
  }
}
template <class T, std::size_t N, std::size_t M>
T polynomial(const T& x, const Coefficients<N, M>& c) {
  return horner(x, in_precision_of<T>(c));
}
template <class T, std::size_t N, std::size_t M, std::size_t K, std::size_t L>
T rational(const T& x, const Coefficients<N, M>& numerator, const Coefficients<K, L>& denominator) {
  return polynomial(x, numerator) / polynomial(x, denominator);
}

}  // namespace aleator::scalar
