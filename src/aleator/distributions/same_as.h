// SPDX-License-Identifier: Apache-2.0
// Defines SameAsRules, what families share that are another family with parameters of their own.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/distributions/distribution.h"

namespace aleator {

/// All is left to the distribution that it is.
class SameAsRules : public DistributionRules {
 public:
  using DistributionRules::DistributionRules;
  virtual const Distribution& same() const = 0;

  Shape event_shape() const override { return same().event_shape(); }
  std::optional<Array> is_in_support(const Array& x) const override {
    return same().rules().is_in_support(x);
  }
  Array inside() const override { return same().rules().inside(); }
  Array largest() const override { return same().rules().largest(); }
  Array sample(const Key& key, const Shape& shape) const override {
    return same().rules().sample(key, shape);
  }
  Array log_prob(const Array& x) const override { return same().rules().log_prob(x); }
  Array cdf(const Array& x) const override { return same().rules().cdf(x); }
  Array log_cdf(const Array& x) const override { return same().rules().log_cdf(x); }
  Array survival_function(const Array& x) const override {
    return same().rules().survival_function(x);
  }
  Array log_survival_function(const Array& x) const override {
    return same().rules().log_survival_function(x);
  }
  Array quantile(const Array& p) const override { return same().rules().quantile(p); }
  Array quantile_complement(const Array& q) const override {
    return same().rules().quantile_complement(q);
  }
  Array mean() const override { return same().rules().mean(); }
  Array variance() const override { return same().rules().variance(); }
  Array mode() const override { return same().rules().mode(); }
  Array entropy() const override { return same().rules().entropy(); }
  std::optional<Distribution> in_wider_family() const override { return same(); }
};

}  // namespace aleator
