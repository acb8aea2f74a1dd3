// SPDX-License-Identifier: Apache-2.0
// Defines scalar kernels of sine and cosine of an angle in half turns, whose reduction is exact.
#pragma once

#include "aleator/graph/scalar/basis.h"

namespace aleator::scalar {

// (sin(pi t) / t - pi) / z and (cos(pi t) - 1 + z pi^2 / 2) / z^2 in z = t^2, |t| <= 1/4; maximum
// relative error 1.3e-16 and 3.1e-17 (float 1.8e-10 and 5.7e-11).
inline constexpr Coefficients<6, 4> kSinpiTail = {
    {-5.167712780049969, 2.550164039876608, -0.5992645291835724, 0.0821458772631879,
     -0.007370142853925374, 0.00046220605230676726},
    {-5.1677127791656f, 2.5501635898783874f, -0.599228641450792f, 0.0812279276063334f}};
inline constexpr Coefficients<6, 4> kCospiTail = {
    {4.0587121264167685, -1.3352627688544452, 0.23533063033199556, -0.025806889556184237,
     0.0019295177605228781, -0.00010383366928488217},
    {4.058712126186137f, -1.33526265124512f, 0.23532123945480007f, -0.025566533468920547f}};

/// x = 2 n + quarter / 2 + t, where quarter is -2, -1, 0, 1 or 2, |t| <= 1/4 and n is an integer.
template <class T>
struct HalfTurns {
  T quarter, t;
};
template <class T>
HalfTurns<T> half_turns(const T& x) {
  const T half = constant<T>(0.5);
  const T rest = x - constant<T>(2.0) * floor(half * x + half);
  const T quarter = floor(rest + rest + half);
  return {quarter, rest - half * quarter};
}

/// sin(pi t) for |t| <= 1/4.
template <class T>
T sinpi_of_rest(const T& t) {
  const T z = t * t;
  const T low = constant<T>(1.2246467991473532e-16, -8.742278e-8);
  return t *
         (constant<T>(3.14159265358979311600, 3.14159274f) + (low + z * polynomial(z, kSinpiTail)));
}
/// cos(pi t) for |t| <= 1/4.
template <class T>
T cospi_of_rest(const T& t) {
  const T z = t * t;
  return constant<T>(1.0) -
         z * (constant<T>(4.93480220054467930942) - z * polynomial(z, kCospiTail));
}

/// sin(pi x), exactly 0 with the sign of x at integers; NaN at +-inf.
template <class T>
T sinpi(const T& x) {
  const HalfTurns<T> a = half_turns(x);
  const T size = abs(a.quarter), zero = constant<T>(0.0);
  const auto is_odd = size == constant<T>(1.0);
  const T value = select(is_odd, cospi_of_rest(a.t), sinpi_of_rest(a.t));
  // The cosine of a rest goes with the quarter's sign, its sine turns its own with a half turn.
  const T sign = select(is_odd, a.quarter, constant<T>(1.0) - size);
  return select(value == zero, zero * x, sign * value);
}

/// cos(pi x), exactly 0 at odd multiples of 1/2; NaN at +-inf.
template <class T>
T cospi(const T& x) {
  const HalfTurns<T> a = half_turns(x);
  const T size = abs(a.quarter);
  const auto is_odd = size == constant<T>(1.0);
  const T value = select(is_odd, sinpi_of_rest(a.t), cospi_of_rest(a.t));
  const T sign = select(is_odd, -a.quarter, constant<T>(1.0) - size);
  return sign * value + constant<T>(0.0);  // never -0
}

}  // namespace aleator::scalar
