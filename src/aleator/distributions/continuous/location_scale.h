// SPDX-License-Identifier: Apache-2.0
// Defines LocationScaleRules, what families share that are loc + scale z with z from a standard
// member: an author writes the standard member.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/distributions/distribution.h"

namespace aleator {

/// Rules of x = loc + scale z. A family without a parameter "loc" has loc 0.
class LocationScaleRules : public DistributionRules {
 public:
  using Given = std::vector<std::pair<std::string_view, std::optional<Array>>>;
  LocationScaleRules(const Family& family, const Given& parameters);

  const Array loc, scale;

  /// The standard member; a tail or its logarithm gives the other.
  virtual Array standard_sample(const Key& key, const Shape& shape) const = 0;
  virtual Array standard_log_prob(const Array& z) const = 0;
  virtual Array standard_cdf(const Array& z) const;
  virtual Array standard_log_cdf(const Array& z) const;
  /// For a density that is even: the lower tail at -z.
  virtual Array standard_survival_function(const Array& z) const { return standard_cdf(-z); }
  virtual Array standard_log_survival_function(const Array& z) const {
    return standard_log_cdf(-z);
  }
  virtual Array standard_quantile(const Array& p) const;
  /// By default a search.
  virtual Array standard_quantile_complement(const Array& q) const;
  virtual Array standard_mean() const { return zeros_like(scale); }
  virtual Array standard_mode() const { return zeros_like(scale); }
  virtual Array standard_variance() const;
  virtual Array standard_entropy() const;

  Array standardized(const Array& x) const { return (x - loc) / scale; }

  Array sample(const Key& key, const Shape& shape) const override {
    return loc + scale * standard_sample(key, shape);
  }
  Array log_prob(const Array& x) const override {
    return standard_log_prob(standardized(x)) - log(scale);
  }
  Array cdf(const Array& x) const override { return standard_cdf(standardized(x)); }
  Array log_cdf(const Array& x) const override { return standard_log_cdf(standardized(x)); }
  Array survival_function(const Array& x) const override {
    return standard_survival_function(standardized(x));
  }
  Array log_survival_function(const Array& x) const override {
    return standard_log_survival_function(standardized(x));
  }
  Array quantile(const Array& p) const override { return loc + scale * standard_quantile(p); }
  Array quantile_complement(const Array& q) const override {
    return loc + scale * standard_quantile_complement(q);
  }
  Array mean() const override { return loc + scale * standard_mean(); }
  Array mode() const override { return loc + scale * standard_mode(); }
  Array variance() const override { return square(scale) * standard_variance(); }
  Array stddev() const override { return scale * sqrt(standard_variance()); }
  Array entropy() const override { return standard_entropy() + log(scale); }
};

/// The same for z >= 0 only.
class HalfLocationScaleRules : public LocationScaleRules {
 public:
  using LocationScaleRules::LocationScaleRules;
  std::optional<Array> is_in_support(const Array& x) const override;
  Array inside() const override { return loc + scale; }
  std::optional<Bijector> default_event_space_bijector() const override;
  Array log_survival_function(const Array& x) const override;
  Array standard_log_cdf(const Array& z) const override;
};

}  // namespace aleator
