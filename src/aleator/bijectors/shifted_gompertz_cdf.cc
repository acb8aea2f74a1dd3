// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/shifted_gompertz_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

/// w of w exp(w) = c y exp(c). Where that overflows, by Newton's steps for w + log(w) = s, its
/// logarithm, of which two are enough from there on.
Array lambertw_of_product(const Array& c, const Array& y) {
  constexpr double kLargest = 600;
  const Array s = log(c) + log(y) + c, is_large = s > kLargest;
  const Array large = where(is_large, s, kLargest);
  Array w = large - log(large);
  for (int step = 0; step < 2; ++step) w = w * (1. + large - log(w)) / (1. + w);
  // The logarithm costs digits where y is small: it is for factors that overflow.
  const Array overflows = c > kLargest, factor = where(overflows, 1., c);
  const Array small = where(overflows, exp(where(is_large, 0., s)), factor * exp(factor) * y);
  return where(is_large, w, lambertw(where(is_large, 1., small)));
}

struct ShiftedGompertzCDFRules final : BijectorRules {
  explicit ShiftedGompertzCDFRules(const ShiftedGompertzCDFOptions& o)
      : concentration(real_parameter("ShiftedGompertzCDF", "concentration", o.concentration)),
        rate(real_parameter("ShiftedGompertzCDF", "rate", o.rate)) {
    check_constraint("ShiftedGompertzCDF", "concentration", concentration, kPositive);
    check_constraint("ShiftedGompertzCDF", "rate", rate, kPositive);
  }
  const Array concentration, rate;

  std::string_view name() const override { return "ShiftedGompertzCDF"; }
  Array forward(const Array& x) const override {
    const Array t = -rate * x;
    return -expm1(t) * exp(-concentration * exp(t));
  }
  // v = 1 - exp(-rate x) solves c v exp(c v) = c y exp(c).
  Array inverse(const Array& y) const override {
    const Array c = concentration;
    return -log1p(-lambertw_of_product(c, y) / c) / rate;
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Array t = rate * x;
    return log(rate) - t - concentration * exp(-t) + log1p(-concentration * expm1(-t));
  }
  Arrays parameters() const override { return {concentration, rate}; }
};

}  // namespace

ShiftedGompertzCDF::ShiftedGompertzCDF(const ShiftedGompertzCDFOptions& options)
    : Bijector(make_ref<ShiftedGompertzCDFRules>(options)) {}

}  // namespace aleator::bijectors
