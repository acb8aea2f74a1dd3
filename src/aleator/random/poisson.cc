// SPDX-License-Identifier: Apache-2.0
// Defines Poisson draws, and negative binomial ones, which are mixtures of them.
#include "aleator/random/poisson_quantile.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>

namespace aleator::random {
namespace {

FirstAttempt first_poisson(const Stream& stream, const Array& rate, const Arrays& table) {
  const Array is_valid = logical_and(rate >= 0., is_finite(rate));
  const FirstAttempt found =
      likely_poisson_quantile(stream.uniform(0), where(is_valid, rate, 1.), table);
  return {where(is_valid, found.draw, std::numeric_limits<double>::quiet_NaN()),
          logical_or(logical_not(is_valid), found.is_done)};
}

}  // namespace

Array poisson(const Key& key, const Array& rate, const Shape& shape) {
  const bool is_one = rate.size() == 1;
  const Arrays table =
      is_one ? poisson_table(reshape(astype(stop_gradient(rate), float64), {})) : Arrays{};
  const auto first = [&](const Stream& stream, const Array& r) {
    return first_poisson(stream, r, table);
  };
  const auto other = [](const Stream& stream, const Array& r) {
    return poisson_quantile(stream.uniform(0), r);
  };
  return astype(each_element_at_first(key, shape, first, other, rate), dtype_of_draws({rate}));
}

Array negative_binomial(const Key& key, const Array& total_count, const Array& logits,
                        const Shape& shape) {
  const auto [key_rate, key_count] = split<2>(key);
  const Array log_rate = log_gamma(key_rate, astype(total_count, float64), shape) + logits;
  return astype(poisson(key_count, exp(stop_gradient(log_rate)), shape),
                dtype_of_draws({total_count, logits}));
}

}  // namespace aleator::random
