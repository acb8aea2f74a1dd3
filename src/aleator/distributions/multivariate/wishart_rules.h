// SPDX-License-Identifier: Apache-2.0
// Defines what the Wishart families share: they differ in how their scale is given.
#pragma once

#include "aleator/distributions/distribution.h"

namespace aleator {

/// By df and a lower Cholesky factor of the scale, [..., n, n]; ValueError unless df is above n
/// - 1.
struct WishartRules : DistributionRules {
  using Given = std::vector<std::pair<std::string_view, std::optional<Array>>>;
  /// The factor is the parameter "scale_tril".
  WishartRules(const Family& family, const Given& parameters);
  WishartRules(const Family& family, const Shape& batch_shape, std::vector<NamedArray> parameters,
               const Array& factor);
  const Array df, factor;
  const std::int64_t n;
  const double size;

  Shape event_shape() const override { return {n, n}; }
  std::optional<Array> is_in_support(const Array& x) const override;
  Array inside() const override;
  std::optional<Bijector> default_event_space_bijector() const override;
  Array sample(const Key& key, const Shape& shape) const override;
  Array log_prob(const Array& x) const override;
  Array mean() const override;
  Array variance() const override;
  Array mode() const override;
  Array entropy() const override;
  std::optional<Array> kl_divergence(const DistributionRules& other) const override;

 private:
  void check_df() const;
  Array log_multigamma() const;
  Array mean_log_determinant() const;
  Array scale_matrix() const;
};

}  // namespace aleator
