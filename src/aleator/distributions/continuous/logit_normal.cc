// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/logit_normal.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/continuous/normal_log_cosh.h"
#include "aleator/math/special.h"

namespace aleator::distributions {
namespace {

struct LogitNormalRules final : MonotoneRules {
  LogitNormalRules(const Array& loc_value, const Array& scale_value)
      : MonotoneRules(LogitNormal::family, {{"loc", loc_value}, {"scale", scale_value}}),
        loc(parameter("loc")),
        scale(parameter("scale")),
        normal(Normal(loc, scale)) {}
  const Array loc, scale;
  const Distribution normal;

  const Distribution& base() const override { return normal; }
  Array from_base(const Array& z) const override { return sigmoid(z); }
  Array to_base(const Array& x) const override { return logit(clip(x, 0., 1.)); }
  Array log_derivative(const Array& x) const override { return -log(x) - log1p(-x); }

  /// The logit of the mode on the side of loc, from 0 on for |loc|: the last root of the convex
  /// function z - |loc| - scale^2 tanh(z / 2), to which Newton's method descends from above.
  Array logit_of_mode() const {
    constexpr int kMaxSteps = 64;
    const Array distance = abs(loc), growth = square(scale);
    const Array is_middle = logical_and(distance == 0., growth <= 2.);
    const auto next = [](const Array& z, const Array& from, const Array& times) {
      const Array slope = tanh(0.5 * z);
      const Array rise = 1. - 0.5 * times * (1. - square(slope));
      return z - (z - from - times * slope) / where(rise == 0., 1., rise);
    };
    const Array from = stop_gradient(distance), times = stop_gradient(growth);
    const Array root = fori_loop(
        0, kMaxSteps, [&](const Array&, const Array& z) { return next(z, from, times); },
        from + times);
    // One more step has the derivatives of the root.
    return where(is_middle, 0., next(stop_gradient(root), distance, growth));
  }
  Array mode() const override {
    const Array z = logit_of_mode();
    return sigmoid(where(loc < 0., -z, z));
  }
  Array entropy() const override {
    return normal.entropy() - 2. * mean_log_cosh_of_normal(loc, scale);
  }
};

}  // namespace

constinit const Family LogitNormal::family{
    .name = "LogitNormal",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kOpenUnitInterval,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return LogitNormal(p[0].value, p[1].value);
    },
};

LogitNormal::LogitNormal(const Array& loc, const Array& scale)
    : Distribution(make_ref<LogitNormalRules>(loc, scale)) {}

}  // namespace aleator::distributions
