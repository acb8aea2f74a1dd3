// SPDX-License-Identifier: Apache-2.0
// Defines Olver's expansions of the modified Bessel functions, uniform in order and argument where
// r = sqrt(v^2 + x^2) is large (NIST Digital Library of Mathematical Functions, section 10.41).
#pragma once

#include "aleator/graph/scalar/dual.h"

#include <algorithm>
#include <array>

namespace aleator::scalar {

/// Where the expansions hold: what they leave out is below 1e-18 of them.
inline constexpr double kOlverRadius = 40;
inline constexpr int kOlverTerms = 16;

/// q with U_k(p) = p^k q_k(p^2), from U_(k+1) = p^2 (1 - p^2) U_k' / 2 + the integral from 0 to p
/// of (1 - 5 t^2) U_k(t) / 8.
using OlverTable = std::array<std::array<double, kOlverTerms>, kOlverTerms>;
constexpr OlverTable olver_table() {
  OlverTable q{};
  q[0][0] = 1;
  for (int k = 0; k + 1 < kOlverTerms; ++k) {
    for (int i = 0; i <= k; ++i) {
      const double power = k + 2 * i;
      q[k + 1][i] += q[k][i] * (power / 2 + 1 / (8 * (power + 1)));
      q[k + 1][i + 1] -= q[k][i] * (power / 2 + 5 / (8 * (power + 3)));
    }
  }
  return q;
}
inline constexpr OlverTable kOlver = olver_table();

/// r - x, r - v and the exponent r - v asinh(v / x) of I, less x. Its derivative by v is `-shift`.
struct SaddlePoint {
  double r, shift, log_scale;
  SaddlePoint(double v, double x) : r(std::hypot(v, x)), shift(std::asinh(v / x)) {
    // Beyond the largest ratio both squares differ by more than double resolves.
    if (v / x > 1e300) shift = std::log(2 * v) - std::log(x);
    log_scale = v * (v / (r + x)) - (v == 0 ? 0 : v * shift);
  }
};

/// The sums of both expansions: I is exp(exponent) / sqrt(2 pi r) times `value` for sign = 1, K is
/// exp(-exponent) sqrt(pi / (2 r)) times it for sign = -1. I' / I = (r/x) (1 - (x^2/r^3) slope /
/// value); for K both signs change.
template <class T>
struct OlverSums {
  T value, slope;
};

inline double radius(double v, double x) { return std::hypot(v, x); }
inline Dual radius(const Dual& v, double x) {
  const double r = std::hypot(v.v, x);
  return {r, v.v / r * v.d};
}

template <class T>
OlverSums<T> olver_sums(const T& v, double x, double sign) {
  const T r = radius(v, x), p = v / r, square = p * p, step = T(sign) / r;
  T value(0), slope(0);
  for (int k = kOlverTerms - 1; k >= 0; --k) {
    T q(0), euler(0);  // U_k / p^k and p U_k' / p^k
    for (int i = k; i >= 0; --i) {
      q = q * square + T(kOlver[k][i]);
      euler = euler * square + T(kOlver[k][i] * (k + 2 * i));
    }
    value = value * step + q;
    slope = slope * step + (T(0.5) * q + euler);
  }
  return {value, slope};
}

}  // namespace aleator::scalar
