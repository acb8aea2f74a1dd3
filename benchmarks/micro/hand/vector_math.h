// SPDX-License-Identifier: Apache-2.0
// Defines exp, log and log1p of Simd numbers as inline polynomials, within 2 units in the last
// place. Arguments are those of log densities: finite, and normal numbers for the logarithm.
//
// Coefficients interpolate in Chebyshev nodes: (exp(r) - 1 - r) / r^2 on [-ln 2 / 2, ln 2 / 2] and
// (2 atanh(s) / s - 2) / s^2 as a function of s^2.
#pragma once

#include <cstddef>

#include "benchmarks/micro/hand/simd.h"

namespace aleator::hand {

template <class T>
struct MathConstants;

template <>
struct MathConstants<double> {
  static constexpr double kShift = 0x1.8p52;  // adding it rounds to an integer in the low bits
  static constexpr int kMantissa = 52;
  static constexpr double kLowest = -708, kHighest = 709;
  static constexpr double kLn2High = 0.6931471803691238165, kLn2Low = 1.9082149292705878161e-10;
  static constexpr double kExp[] = {0.500000000000000102,     0.166666666666666675,
                                    0.0416666666666241279,    0.00833333333333006183,
                                    0.00138888889172137169,   0.000198412698630536169,
                                    0.0000248015212959543751, 2.75572684599970648e-6,
                                    2.76200884454097482e-7,   2.51003854955103191e-8};
  static constexpr double kLog[] = {
      0.666666666666666969, 0.399999999998995045, 0.285714286259754849, 0.222222111347950799,
      0.181828891252617221, 0.153317216005560413, 0.146164496850434059};
  static constexpr double kLog1p[] = {
      0.666666666666666586,  0.400000000000145827, 0.285714285671087572, 0.22222222717427863,
      0.181817894361328582,  0.153855700649586231, 0.133141442096549362, 0.120010728095907125,
      0.0880073848614467388, 0.161640456119435322};
};

template <>
struct MathConstants<float> {
  static constexpr float kShift = 0x1.8p23f;
  static constexpr int kMantissa = 23;
  static constexpr float kLowest = -87, kHighest = 88;
  static constexpr float kLn2High = 0.693115234375f, kLn2Low = 3.19461849453e-5f;
  static constexpr float kExp[] = {0.5f, 0.1666657699f, 0.04166655462f, 0.008363179053f,
                                   0.001392618359f};
  static constexpr float kLog[] = {0.6666668504f, 0.3998878057f, 0.2957994939f};
  static constexpr float kLog1p[] = {0.6666664034f, 0.4000756064f, 0.2823661981f, 0.2685149802f};
};

/// c[0] + c[1] x + ... by Horner's rule.
template <class R, class T, std::size_t N>
ALEATOR_HAND R polynomial(R x, const T (&c)[N]) {
  R p = c[N - 1] - R{};
#pragma GCC unroll 16
  for (std::size_t i = N - 1; i > 0; --i) p = p * x + c[i - 1];
  return p;
}

/// exp of a register that is not below C::kLowest and not above C::kHighest
template <class T, class R>
ALEATOR_HAND R exp_in_range(R a) {
  using C = MathConstants<T>;
  using Mask = typename Register<T>::Mask;
  const R shifted = a * T(1.4426950408889634074) + C::kShift;
  const R n = shifted - C::kShift;
  const R r = (a - n * C::kLn2High) - n * C::kLn2Low;
  const R p = (polynomial(r, C::kExp) * (r * r) + r) + T(1);
  return (R)((Mask)p + ((Mask)shifted << C::kMantissa));
}

template <class T, int L>
ALEATOR_HAND Simd<T, L> exp(const Simd<T, L>& x) {
  using C = MathConstants<T>;
  return map(
      [](auto a) __attribute__((always_inline)) {
        using R = decltype(a);
        return exp_in_range<T>(min(max(a, C::kLowest - R{}), C::kHighest - R{}));
      },
      x);
}
/// exp(x) for x <= 0
template <class T, int L>
ALEATOR_HAND Simd<T, L> exp_nonpositive(const Simd<T, L>& x) {
  using C = MathConstants<T>;
  return map(
      [](auto a) __attribute__((always_inline)) {
        return exp_in_range<T>(max(a, C::kLowest - decltype(a){}));
      },
      x);
}

template <class T, int L>
ALEATOR_HAND Simd<T, L> log(const Simd<T, L>& x) {
  return map(
      [](auto a) __attribute__((always_inline)) {
        using C = MathConstants<T>;
        using R = decltype(a);
        using Mask = typename Register<T>::Mask;
        // x = 2^n m with m in [sqrt(1/2), sqrt(2))
        const Mask offset = (Mask)(T(0.70710678118654752) - R{});
        const Mask moved = (Mask)a - offset;
        const Mask exponent = moved >> C::kMantissa;
        const R f = (R)((Mask)a - (exponent << C::kMantissa)) - T(1);
        const R n = __builtin_convertvector(exponent, R);
        const R s = f / (f + T(2));
        const R z = s * s;
        // log(1 + f) = f - f^2/2 + s (f^2/2 + z P(z))
        const R half_square = T(0.5) * f * f;
        const R tail = s * (half_square + z * polynomial(z, C::kLog)) + n * C::kLn2Low;
        return n * C::kLn2High + (f - (half_square - tail));
      },
      x);
}

/// log(1 + u) and 1 / (1 + u) for u in [0, 1], with one division.
template <class V>
struct Log1pAndReciprocal {
  V log1p, reciprocal;
};
template <class V>
ALEATOR_HAND Log1pAndReciprocal<V> log1p_and_reciprocal(const V& u) {
  using T = typename V::Scalar;
  const V one_plus = u + V(T(1)), two_plus = u + V(T(2));
  const V inverse = V(T(1)) / (one_plus * two_plus);
  const V s = u * (one_plus * inverse);
  const V series = map(
      [](auto a) __attribute__((always_inline)) {
        const auto z = a * a;
        return a * (z * polynomial(z, MathConstants<T>::kLog1p) + T(2));
      },
      s);
  return {series, two_plus * inverse};
}

/// log(sigmoid(x)) and sigmoid(-x), its derivative.
template <class V>
struct LogSigmoid {
  V value, slope;
};
template <class V>
ALEATOR_HAND LogSigmoid<V> log_sigmoid(const V& x) {
  using T = typename V::Scalar;
  const V u = exp_nonpositive(negative_abs(x));
  const auto [log1p, reciprocal] = log1p_and_reciprocal(u);
  return {min(x, V(T(0))) - log1p, select_positive(x, u * reciprocal, reciprocal)};
}

}  // namespace aleator::hand
