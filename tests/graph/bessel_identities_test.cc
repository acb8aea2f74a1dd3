// SPDX-License-Identifier: Apache-2.0
// Tests the modified Bessel functions against each other over random orders and arguments: I and K
// are computed by unlike methods, which change at unlike places.
#include "aleator/graph/scalar/bessel.h"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

namespace aleator::scalar {
namespace {

constexpr double kEpsilon = 0x1p-52;

struct Point {
  double v, x;
};

/// Over all orders of magnitude, and densely where methods change.
Point random_point(std::mt19937_64& bits, int kind) {
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(bits() >> 11) * 0x1p-53;
  };
  const auto power = [&](double low, double high) { return std::pow(10, uniform(low, high)); };
  switch (kind % 5) {
    case 0: return {power(-12, 2), power(-4, 2)};
    case 1: return {uniform(0, 12), power(-8, 0.3)};
    case 2: return {uniform(0, 2), uniform(0.5, 45)};
    case 3: return {uniform(5, 45), uniform(0.1, 45)};
    default: return {power(-3, 6), power(-1, 8)};
  }
}

TEST(BesselIdentities, WronskiansAndRatios) {
  std::mt19937_64 bits(20240411);
  for (int i = 0; i < 20000; ++i) {
    const auto [v, x] = random_point(bits, i);
    const double log_i = log_bessel_ive(v, x), log_k = log_bessel_kve(v, x);
    const double above_i = log_bessel_ive(v + 1, x), above_k = log_bessel_kve(v + 1, x);
    const double tolerance = 12 * kEpsilon * (1 + std::abs(log_i) + std::abs(log_k));
    // I_v K_(v+1) + I_(v+1) K_v = 1 / x, also as I' / I - K' / K = 1 / (x I K).
    const double sum = std::exp(log_i + above_k) + std::exp(above_i + log_k);
    EXPECT_NEAR(sum * x, 1, tolerance) << v << " " << x;
    const double gap = log_bessel_ive_gradient_z(v, x) - log_bessel_kve_gradient_z(v, x) + 2;
    EXPECT_NEAR(gap * x * std::exp(log_i + log_k), 1, tolerance) << v << " " << x;
    EXPECT_NEAR(std::exp(above_i - log_i) / bessel_iv_ratio(v + 1, x), 1, tolerance)
        << v << " " << x;
  }
}

TEST(BesselIdentities, DerivativesByTheOrderIntegrateToDifferences) {
  std::mt19937_64 bits(20240412);
  for (int i = 0; i < 20000; ++i) {
    const auto [v, x] = random_point(bits, i);
    const double h = 1e-3 * v;
    for (const bool is_k : {false, true}) {
      const auto f = is_k ? log_bessel_kve : log_bessel_ive;
      const auto slope = is_k ? log_bessel_kve_gradient_v : log_bessel_ive_gradient_v;
      // Simpson's rule, whose error is far below 1e-11 of the integral for this step.
      const double integral = (slope(v - h, x) + 4 * slope(v, x) + slope(v + h, x)) * (h / 3);
      const double difference = f(v + h, x) - f(v - h, x);
      EXPECT_NEAR(integral, difference,
                  12 * kEpsilon * (4 + std::abs(f(v, x))) + 1e-11 * std::abs(integral))
          << v << " " << x << (is_k ? " K" : " I");
    }
  }
}

}  // namespace
}  // namespace aleator::scalar
