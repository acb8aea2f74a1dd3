// SPDX-License-Identifier: Apache-2.0
// Defines what the multivariate Student's t families share: everything but the action of their
// scale.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/distributions/distribution.h"

namespace aleator {

/// x = loc + S z / sqrt(chi2(df) / df) with z standard normal.
struct MultivariateStudentTRules : DistributionRules {
  MultivariateStudentTRules(
      const Family& family,
      const std::vector<std::pair<std::string_view, std::optional<Array>>>& parameters);
  MultivariateStudentTRules(const Family& family, const Shape& batch_shape, Dtype dtype,
                            std::vector<NamedArray> parameters);
  const Array df, loc;
  const std::int64_t n;
  const double half_n;

  virtual Array color(const Array& z) const = 0;   ///< S z
  virtual Array whiten(const Array& y) const = 0;  ///< the z with S z = y
  virtual Array log_abs_determinant() const = 0;   ///< log |det S|
  virtual Array scale_matrix() const = 0;          ///< S

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& x) const override { return is_finite(x); }
  Array sample(const Key& key, const Shape& shape) const override;
  Array log_prob(const Array& x) const override;
  Array mean() const override;
  Array mode() const override { return loc; }
  Array covariance() const override;
  Array variance() const override;
  Array entropy() const override;

 private:
  Array log_normalizer() const;
  Array spread() const;  ///< the covariance by S S'
};

}  // namespace aleator
