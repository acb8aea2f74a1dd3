// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/logit_normal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/continuous/normal.h"
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
