// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/logistic.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <numbers>

namespace aleator::distributions {
namespace {

struct LogisticRules final : LocationScaleRules {
  LogisticRules(const Array& loc, const Array& scale)
      : LocationScaleRules(Logistic::family, {{"loc", loc}, {"scale", scale}}) {}

  Array standard_sample(const Key& key, const Shape& shape) const override {
    return random::logistic(key, shape, dtype());
  }
  Array standard_log_prob(const Array& z) const override {
    return -abs(z) - 2. * log1p(exp(-abs(z)));
  }
  Array standard_cdf(const Array& z) const override { return sigmoid(z); }
  Array standard_log_cdf(const Array& z) const override { return log_sigmoid(z); }
  Array standard_quantile(const Array& p) const override { return logit(p); }
  Array standard_quantile_complement(const Array& q) const override {
    return -standard_quantile(q);
  }
  Array standard_variance() const override {
    return full(scale.shape(), std::numbers::pi * std::numbers::pi / 3);
  }
  Array standard_entropy() const override { return full(scale.shape(), 2.); }
};

}  // namespace

constinit const Family Logistic::family{
    .name = "Logistic",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Logistic(p[0].value, p[1].value);
    },
};

Logistic::Logistic(const Array& loc, const Array& scale)
    : Distribution(make_ref<LogisticRules>(loc, scale)) {}

}  // namespace aleator::distributions
