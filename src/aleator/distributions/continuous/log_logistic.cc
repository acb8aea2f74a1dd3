// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/log_logistic.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/logistic.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/math/special.h"

#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

struct LogLogisticRules final : MonotoneRules {
  LogLogisticRules(const Array& loc_value, const Array& scale_value)
      : MonotoneRules(LogLogistic::family, {{"loc", loc_value}, {"scale", scale_value}}),
        loc(parameter("loc")),
        scale(parameter("scale")),
        logistic(Logistic(loc, scale)) {}
  const Array loc, scale;
  const Distribution logistic;

  const Distribution& base() const override { return logistic; }
  Array from_base(const Array& z) const override { return exp(z); }
  Array to_base(const Array& x) const override { return log(maximum(x, 0.)); }
  Array log_derivative(const Array& x) const override { return -log(x); }

  /// E[(x / exp(loc))^n]: pi n scale / sin(pi n scale).
  Array moment(const Array& n) const {
    const Array is_finite = n * scale < 1.;
    const Array angle = std::numbers::pi * where(is_finite, n * scale, 0.5);
    return where(is_finite, angle / sin(angle), std::numeric_limits<double>::infinity());
  }
  Array mean() const override { return exp(loc) * moment(1.); }
  Array variance() const override {
    const Array is_finite = 2. * scale < 1.;
    return exp(2. * loc) *
           (moment(2.) - where(is_finite, square(where(is_finite, moment(1.), 0.)), 0.));
  }
  Array mode() const override {
    const Array is_inner = scale < 1., s = where(is_inner, scale, 0.5);
    return where(is_inner, exp(loc + s * (log1p(-s) - log1p(s))), 0.);
  }
  Array entropy() const override { return loc + log(scale) + 2.; }
  std::optional<LogMoments> moments_of_log() const override {
    return LogMoments{loc, square(std::numbers::pi * scale) / 3.};
  }
  std::optional<Array> mean_of_power(const Array& power) const override {
    return exp(power * loc) * moment(abs(power));
  }
};

}  // namespace

constinit const Family LogLogistic::family{
    .name = "LogLogistic",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return LogLogistic(p[0].value, p[1].value);
    },
};

LogLogistic::LogLogistic(const Array& loc, const Array& scale)
    : Distribution(make_ref<LogLogisticRules>(loc, scale)) {}

}  // namespace aleator::distributions
