// SPDX-License-Identifier: Apache-2.0
// Defines what the multivariate normal families share: everything but the action of their scale.
#pragma once

#include "aleator/array/ops/elementwise.h"
#include "aleator/distributions/distribution.h"

namespace aleator {

/// x = loc + S z with z standard normal. What the families differ in is how S acts.
struct MultivariateNormalRules : DistributionRules {
  using Given = std::vector<std::pair<std::string_view, std::optional<Array>>>;
  MultivariateNormalRules(const Family& family, const Given& parameters);
  /// Where the batch shape depends on more than the parameters.
  MultivariateNormalRules(const Family& family, const Array& loc, const Shape& batch_shape,
                          Dtype dtype, std::vector<NamedArray> parameters);
  const Array loc;
  const std::int64_t n;

  virtual Array color(const Array& z) const = 0;                ///< S z
  virtual Array whiten(const Array& y) const = 0;               ///< the z with S z = y
  virtual Array whiten_columns(const Array& matrix) const = 0;  ///< S^-1 M
  virtual Array log_abs_determinant() const = 0;                ///< log |det S|
  virtual Array scale_matrix() const = 0;                       ///< S

  Shape event_shape() const override { return {n}; }
  std::optional<Array> is_in_support(const Array& x) const override { return is_finite(x); }
  Array sample(const Key& key, const Shape& shape) const override;
  Array log_prob(const Array& x) const override;
  Array mean() const override { return loc; }
  Array mode() const override { return loc; }
  Array covariance() const override;
  Array variance() const override;
  Array entropy() const override;
  std::optional<Array> kl_divergence(const DistributionRules& other) const override;
};

/// By a triangular factor, given or taken of a covariance.
struct TriangularNormalRules final : MultivariateNormalRules {
  TriangularNormalRules(const Family& family, const Given& parameters, const Array& factor)
      : MultivariateNormalRules(family, parameters), factor(astype(factor, dtype())) {}
  const Array factor;

  Array color(const Array& z) const override;
  Array whiten(const Array& y) const override;
  Array whiten_columns(const Array& matrix) const override;
  Array log_abs_determinant() const override;
  Array scale_matrix() const override { return factor; }
};

/// loc for events of n coordinates, where it may be one number for all.
Array loc_of_size(const Array& loc, std::int64_t n);
/// The length of the last axis of a parameter, which needs at least `rank` axes.
std::int64_t size_of_last(const char* who, const char* name, const Array& x, std::int64_t rank);

}  // namespace aleator
