// SPDX-License-Identifier: Apache-2.0
// Defines what families of two halves of an even density, of unlike scales, share.
#pragma once

#include "aleator/distributions/continuous/location_scale.h"

namespace aleator {

/// z = -y / skewness or z = y * skewness for y >= 0 from the upper half of an even standard
/// density; an author writes that one. The sides have the probabilities that make the joint density
/// continuous.
class TwoPieceRules : public LocationScaleRules {
 public:
  TwoPieceRules(const Family& family, const Given& parameters);

  virtual Array even_log_prob(const Array& y) const = 0;
  virtual Array even_cdf(const Array& y) const = 0;       ///< of y <= 0
  virtual Array even_log_cdf(const Array& y) const = 0;   ///< of y <= 0
  virtual Array even_quantile(const Array& p) const = 0;  ///< of p <= 1/2
  virtual Array even_mean_size() const = 0;               ///< the mean of |y|
  virtual Array even_variance() const = 0;
  virtual Array even_entropy() const = 0;

  Array standard_sample(const Key& key, const Shape& shape) const override;
  Array standard_log_prob(const Array& z) const override;
  Array standard_cdf(const Array& z) const override;
  Array standard_survival_function(const Array& z) const override;
  Array standard_log_cdf(const Array& z) const override;
  Array standard_log_survival_function(const Array& z) const override;
  Array standard_quantile(const Array& p) const override;
  Array standard_mean() const override;
  Array standard_variance() const override;
  Array standard_entropy() const override;

 private:
  Array below(const Array& z) const;
  Array tail(const Array& z) const;
  Array log_tail(const Array& z) const;

  const Array k;
  const Array lower, upper;  ///< the probabilities of the halves
};

}  // namespace aleator
