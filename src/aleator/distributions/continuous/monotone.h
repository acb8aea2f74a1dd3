// SPDX-License-Identifier: Apache-2.0
// Defines MonotoneRules, what families share that are an increasing function of a variable of
// another family: an author writes the function.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/distributions/distribution.h"

namespace aleator {

/// Rules of x = from_base(z) with z from `base`: probabilities are those of z.
class MonotoneRules : public DistributionRules {
 public:
  using Given = std::vector<std::pair<std::string_view, std::optional<Array>>>;
  MonotoneRules(const Family& family, const Given& parameters)
      : DistributionRules(family, parameters) {}

  virtual const Distribution& base() const = 0;
  virtual Array from_base(const Array& z) const = 0;
  virtual Array to_base(const Array& x) const = 0;
  /// log dz/dx.
  virtual Array log_derivative(const Array& x) const = 0;

  Array sample(const Key& key, const Shape& shape) const override {
    return from_base(base().rules().sample(key, shape));
  }
  Array log_prob(const Array& x) const override {
    return base().rules().log_prob(to_base(x)) + log_derivative(x);
  }
  Array cdf(const Array& x) const override { return base().rules().cdf(to_base(x)); }
  Array log_cdf(const Array& x) const override { return base().rules().log_cdf(to_base(x)); }
  Array survival_function(const Array& x) const override {
    return base().rules().survival_function(to_base(x));
  }
  Array log_survival_function(const Array& x) const override {
    return base().rules().log_survival_function(to_base(x));
  }
  Array quantile(const Array& p) const override { return from_base(base().rules().quantile(p)); }
  Array quantile_complement(const Array& q) const override {
    return from_base(base().rules().quantile_complement(q));
  }
  /// Divergences do not change under a map that both share.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const MonotoneRules*>(&other);
    if (!q || &q->family() != &family() || !has_same_map(*q)) return std::nullopt;
    return base().rules().kl_divergence(q->base().rules());
  }
  /// Whether the other member of the family has the same map, whatever its parameters.
  virtual bool has_same_map(const MonotoneRules&) const { return true; }
};

}  // namespace aleator
