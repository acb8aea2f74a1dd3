// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/exp_inverse_gamma.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/exp_gamma.h"

namespace aleator::distributions {
namespace {

/// Everything by minus x, whose tails are the other ones.
struct ExpInverseGammaRules final : DistributionRules {
  explicit ExpInverseGammaRules(const ExpInverseGammaParameters& p)
      : DistributionRules(
            ExpInverseGamma::family,
            {{"concentration", p.concentration}, {"scale", p.scale}, {"log_scale", p.log_scale}}),
        mirrored(has_parameter("scale") ? ExpGamma({.concentration = parameter("concentration"),
                                                    .rate = parameter("scale")})
                                        : ExpGamma({.concentration = parameter("concentration"),
                                                    .log_rate = parameter("log_scale")})) {}
  const Distribution mirrored;

  const DistributionRules& rules() const { return mirrored.rules(); }
  Array sample(const Key& key, const Shape& shape) const override {
    return -rules().sample(key, shape);
  }
  Array log_prob(const Array& x) const override { return rules().log_prob(-x); }
  Array cdf(const Array& x) const override { return rules().survival_function(-x); }
  Array survival_function(const Array& x) const override { return rules().cdf(-x); }
  Array log_cdf(const Array& x) const override { return rules().log_survival_function(-x); }
  Array log_survival_function(const Array& x) const override { return rules().log_cdf(-x); }
  /// log(scale / g) for the gamma quantile g of the other tail.
  Array quantile(const Array& p) const override {
    const Array log_scale =
        has_parameter("scale") ? log(parameter("scale")) : parameter("log_scale");
    return log_scale - log(igammacinv(parameter("concentration"), p));
  }
  Array mean() const override { return -rules().mean(); }
  Array variance() const override { return rules().variance(); }
  Array mode() const override { return -rules().mode(); }
  Array entropy() const override { return rules().entropy(); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const ExpInverseGammaRules*>(&other);
    return q ? rules().kl_divergence(q->rules()) : std::nullopt;
  }
};

}  // namespace

constinit const Family ExpInverseGamma::family{
    .name = "ExpInverseGamma",
    .parameters = {{{.name = "concentration", .constraint = &kPositive},
                    {.name = "scale", .constraint = &kPositive, .alternative = 1},
                    {.name = "log_scale", .alternative = 1}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "scale"
                 ? ExpInverseGamma({.concentration = p[0].value, .scale = p[1].value})
                 : ExpInverseGamma({.concentration = p[0].value, .log_scale = p[1].value});
    },
};

ExpInverseGamma::ExpInverseGamma(const ExpInverseGammaParameters& parameters)
    : Distribution(make_ref<ExpInverseGammaRules>(parameters)) {}

}  // namespace aleator::distributions
