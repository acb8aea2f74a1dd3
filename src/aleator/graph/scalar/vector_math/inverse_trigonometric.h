// SPDX-License-Identifier: Apache-2.0
// Defines asin, acos, atan and atan2, branch-free.
#pragma once

#include "aleator/graph/scalar/vector_math/coefficients.h"
#include "aleator/graph/scalar/vector_math/parts.h"

namespace aleator::scalar::vector_math {

// Multiples of pi / 4, each as a sum of two numbers.
template <class T>
T pi_high(double quarters) {
  return constant<T>(quarters * 0.7853981633974483, quarters * 0.78539818525314331);
}
template <class T>
T pi_low(double quarters) {
  return constant<T>(quarters * 3.061616997868383e-17, quarters * -2.1855694143368966e-8);
}

/// asin(s) - s for |s| <= 1/2, z = s^2.
template <class T>
T asin_tail(const T& s, const T& z) {
  return s * (z * two_chains(z, z * z, kAsinTail));
}

/// Beyond 1/2, pi / 2 - 2 asin(sqrt((1 - x) / 2)).
/// Max error 1.13 / 1.12 ulp.
template <class T>
T asin(const T& x) {
  const T half = constant<T>(0.5);
  const T a = abs(x);
  const auto is_large = a > half;
  const T z = select(is_large, half * (constant<T>(1.0) - a), a * a);
  const T s = select(is_large, sqrt(z), a);
  const T tail = asin_tail(s, z);
  const T high = pi_high<T>(2) - (s + s);
  const T low = (pi_high<T>(2) - high) - (s + s);
  const T large = high + (low - ((tail + tail) - pi_low<T>(2)));
  return copysign(select(is_large, large, s + tail), x);
}

/// Max error 1.15 / 1.16 ulp.
template <class T>
T acos(const T& x) {
  const T half = constant<T>(0.5);
  const T a = abs(x);
  const auto is_large = a > half;
  const T z = select(is_large, half * (constant<T>(1.0) - a), x * x);
  const T s = select(is_large, sqrt(z), x);
  const T tail = asin_tail(s, z);
  const T doubled = (s + s) + (tail + tail);
  const T left = (pi_high<T>(4) - (s + s)) - ((tail + tail) - pi_low<T>(4));
  const T central = pi_high<T>(2) - (s - (pi_low<T>(2) - tail));
  return select(is_large, select(x < constant<T>(0.0), left, doubled), central);
}

/// base + atan(t) where base is a sum of two numbers and |t| <= 1/2.
template <class T>
T atan_from(const T& t, const T& base, const T& base_low) {
  const T z = t * t;
  return base + (t + (t * (z * two_chains(z, z * z, kAtanTail)) + base_low));
}

/// Max error 1.23 / 1.41 ulp.
template <class T>
T atan(const T& x) {
  const T zero = constant<T>(0.0), one = constant<T>(1.0);
  const T a = abs(x);
  const auto is_large = a > constant<T>(2.0);
  const auto is_middle = a > constant<T>(0.5);  // there a - 1 is exact
  const T numerator = select(is_large, -one, select(is_middle, a - one, a));
  const T denominator = select(is_large, a, select(is_middle, a + one, one));
  const T base = select(is_large, pi_high<T>(2), select(is_middle, pi_high<T>(1), zero));
  const T low = select(is_large, pi_low<T>(2), select(is_middle, pi_low<T>(1), zero));
  return copysign(atan_from(numerator / denominator, base, low), x);
}

/// The angle of the point (x, y), with all rules of C99 for zeros and infinities.
/// Max error 1.46 / 1.48 ulp.
template <class T>
T atan2(const T& y, const T& x) {
  const T zero = constant<T>(0.0), one = constant<T>(1.0);
  const auto are_infinite = both(abs(x) == infinity<T>(), abs(y) == infinity<T>());
  const T b = select(are_infinite, one, abs(x)), a = select(are_infinite, one, abs(y));
  // A quarter keeps the sum below from overflowing.
  const auto is_huge = larger(a, b) > constant<T>(0x1p1020, 0x1p124);
  const T shrink = select(is_huge, constant<T>(0.25), one);
  const T u = a * shrink, v = b * shrink;
  const auto is_large = u > v + v;
  const auto is_middle = u + u > v;
  const T numerator = select(is_large, -v, select(is_middle, u - v, u));
  const T sum = select(is_large, u, select(is_middle, u + v, v));
  const T t = numerator / select(sum == zero, one, sum);
  const auto is_left = copysign(one, x) < zero;
  const T base = select(is_large, pi_high<T>(2),
                        select(is_middle, select(is_left, pi_high<T>(3), pi_high<T>(1)),
                               select(is_left, pi_high<T>(4), zero)));
  const T low = select(is_large, pi_low<T>(2),
                       select(is_middle, select(is_left, pi_low<T>(3), pi_low<T>(1)),
                              select(is_left, pi_low<T>(4), zero)));
  return copysign(atan_from(select(is_left, -t, t), base, low), y);
}

}  // namespace aleator::scalar::vector_math
