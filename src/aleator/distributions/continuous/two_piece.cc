// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/two_piece.h"

#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"

#include <numbers>

namespace aleator {

TwoPieceRules::TwoPieceRules(const Family& family, const Given& parameters)
    : LocationScaleRules(family, parameters),
      k(parameter("skewness")),
      lower(1. / (1. + square(k))),
      upper(1. / (1. + square(1. / k))) {}

/// The number below 0 that is as many scales of its side away as z.
Array TwoPieceRules::below(const Array& z) const { return where(z < 0., z * k, -z / k); }

Array TwoPieceRules::standard_sample(const Key& key, const Shape& shape) const {
  return standard_quantile(random::uniform(key, shape, dtype()));
}
Array TwoPieceRules::standard_log_prob(const Array& z) const {
  return std::numbers::ln2 - log(k + 1. / k) + even_log_prob(below(z));
}
/// The probability beyond z on its side, and its logarithm.
Array TwoPieceRules::tail(const Array& z) const {
  return 2. * where(z < 0., lower, upper) * even_cdf(below(z));
}
Array TwoPieceRules::log_tail(const Array& z) const {
  return std::numbers::ln2 + log(where(z < 0., lower, upper)) + even_log_cdf(below(z));
}
Array TwoPieceRules::standard_cdf(const Array& z) const {
  const Array t = tail(z);
  return where(z < 0., t, 1. - t);
}
Array TwoPieceRules::standard_survival_function(const Array& z) const {
  const Array t = tail(z);
  return where(z < 0., 1. - t, t);
}
Array TwoPieceRules::standard_log_cdf(const Array& z) const {
  return where(z < 0., log_tail(z), log1p(-tail(z)));
}
Array TwoPieceRules::standard_log_survival_function(const Array& z) const {
  return where(z < 0., log1p(-tail(z)), log_tail(z));
}
Array TwoPieceRules::standard_quantile(const Array& p) const {
  const Array is_lower = p < lower;
  const Array y = even_quantile(0.5 * where(is_lower, p / lower, minimum((1. - p) / upper, 1.)));
  return where(is_lower, y / k, -y * k);
}
Array TwoPieceRules::standard_mean() const { return even_mean_size() * (k + 1.) * (k - 1.) / k; }
Array TwoPieceRules::standard_variance() const {
  const Array second = even_variance();
  return (second - square(even_mean_size())) * square((k + 1.) * (k - 1.) / k) + second;
}
Array TwoPieceRules::standard_entropy() const {
  return even_entropy() + log(k + 1. / k) - std::numbers::ln2;
}

}  // namespace aleator
