// SPDX-License-Identifier: Apache-2.0
// Defines K_m(x) and K_(m+1)(x) for |m| <= 1/2 and 0 < x <= 1 by N. M. Temme's series ("On the
// numerical evaluation of the modified Bessel function of the third kind", 1975), written in m^2 so
// that the derivative by m keeps its relative accuracy at m = 0.
#pragma once

#include "aleator/graph/scalar/dual.h"

#include <array>

namespace aleator::scalar {

/// Coefficients of 1 / Gamma(1 + m): even and odd powers.
inline constexpr std::array<double, 12> kReciprocalGammaEven = {1.0,
                                                                -0.65587807152025388108,
                                                                0.1665386113822914895,
                                                                -0.0096219715278769735621,
                                                                -0.0011651675918590651121,
                                                                0.00012805028238811618615,
                                                                -1.2504934821426706573e-6,
                                                                -2.0563384169776071035e-7,
                                                                5.0020076444692229301e-9,
                                                                1.0434267116911005105e-10,
                                                                -3.6968056186422057082e-12,
                                                                -2.0583260535665067832e-14};
inline constexpr std::array<double, 12> kReciprocalGammaOdd = {
    0.57721566490153286061,   -0.042002635034095235529,   -0.042197734555544336748,
    0.0072189432466630995424, -0.00021524167411495097282, -0.000020134854780788238656,
    1.1330272319816958824e-6, 6.1160951044814158179e-9,   -1.1812745704870201446e-9,
    7.782263439905071254e-12, 5.100370287454475979e-13,   -5.3481225394230179824e-15};

template <class T>
T series_in(const T& w, const std::array<double, 12>& c) {
  T sum(0);
  for (std::size_t k = c.size(); k-- > 0;) sum = sum * w + T(c[k]);
  return sum;
}

/// cosh(m L) and sinh(m L) / (m L) as functions of w = m^2.
inline void hyperbolic(double w, double log_scale, double& cosine, double& sine) {
  const double e = std::sqrt(w) * log_scale;
  cosine = std::cosh(e);
  sine = std::abs(e) < 1e-8 ? 1 : std::sinh(e) / e;
}
inline void hyperbolic(const Dual& w, double log_scale, Dual& cosine, Dual& sine) {
  hyperbolic(w.v, log_scale, cosine.v, sine.v);
  const double square = w.v * log_scale * log_scale;
  double excess = (cosine.v - sine.v) / square;  // over (m L)^2
  if (square < 1) {
    excess = 0;
    // (2k + 2) / (2k + 3)!, k = 7 ... 0
    for (const double c : {16. / 355687428096000, 14. / 1307674368000, 12. / 6227020800,
                           10. / 39916800, 8. / 362880, 6. / 5040, 4. / 120, 2. / 6})
      excess = excess * square + c;
  }
  cosine.d = 0.5 * log_scale * log_scale * sine.v * w.d;
  sine.d = 0.5 * log_scale * log_scale * excess * w.d;
}

/// log(1 / Gamma(1 + m)) for |m| <= 1/2, relatively accurate at 0.
inline double log_reciprocal_gamma(double m) {
  double sum = 0;
  for (std::size_t k = kReciprocalGammaEven.size(); k-- > 0;) {
    sum = sum * m + kReciprocalGammaOdd[k];
    sum = sum * m + (k > 0 ? kReciprocalGammaEven[k] : 0);
  }
  return std::log1p(sum);
}

/// The terms of K_m(x), and half of the sum and of the difference over m of p and q in their
/// recurrence, as functions of w = m^2.
struct TemmeTerms {
  Dual f, sum, difference;

  TemmeTerms(const Dual& w, double log_scale) {
    Dual cosine, sine;
    hyperbolic(w, log_scale, cosine, sine);
    const Dual even = series_in(w, kReciprocalGammaEven), odd = series_in(w, kReciprocalGammaOdd);
    const Dual scale = Dual(1) / (even * even - w * odd * odd);  // Gamma(1 + m) Gamma(1 - m)
    f = difference = scale * (Dual(log_scale) * sine * even - odd * cosine);
    sum = scale * (cosine * even - w * odd * Dual(log_scale) * sine);
  }
  /// From the term i - 1 to the term i.
  void advance(const Dual& w, double i) {
    const Dual inverse = Dual(1) / (Dual(i * i) - w), next = Dual(i) * sum + w * difference;
    f = (Dual(i) * f + sum) * inverse;
    difference = (Dual(i) * difference + sum) * inverse;
    sum = next * inverse;
  }
};

/// K_m(x), and x K_(m+1)(x); their derivatives are by m.
struct TemmePair {
  Dual first, second;
};
inline TemmePair temme_pair(double m, double x) {
  constexpr int kMostTerms = 40;  // reached by none: x = 1 needs 13
  const double log_scale = std::log(2) - std::log(x);
  const Dual w(m * m, 1), order(m, 1);
  const auto by_order = [&](const Dual& even) { return Dual(even.v, 2 * m * even.d); };
  TemmeTerms terms(w, log_scale);
  // 2 p, computed apart: from its sum with q it would cancel for m < 0.
  Dual p = exp(order * Dual(log_scale)) / (by_order(series_in(w, kReciprocalGammaEven)) +
                                           order * by_order(series_in(w, kReciprocalGammaOdd)));
  Dual value(0), above(0);
  double scale = 1;
  for (int i = 0; i < kMostTerms; ++i) {
    const Dual part = Dual(scale) * terms.f;
    const Dual part_above = Dual(scale) * (p - Dual(2. * i) * by_order(terms.f));
    value = value + part;
    above = above + part_above;
    if (is_negligible(part, value) && is_negligible(part_above, above)) break;
    terms.advance(w, i + 1);
    p = p / (Dual(i + 1) - order);
    scale *= 0.25 * x * x / (i + 1);
  }
  return {by_order(value), above};
}

}  // namespace aleator::scalar
