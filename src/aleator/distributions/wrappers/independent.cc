// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/independent.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/multivariate/multivariate_normal_diag.h"
#include "aleator/distributions/wrappers/sample.h"

#include <algorithm>

namespace aleator::distributions {
namespace {

int checked_ndims(const Distribution& d, const IndependentOptions& o) {
  const auto rank = static_cast<int>(d.batch_shape().rank());
  const int n = o.reinterpreted_batch_ndims.value_or(std::max(0, rank - 1));
  if (n < 0 || n > rank)
    throw ValueError(text("Independent: reinterpreted_batch_ndims must be 0..", rank,
                          ", the batch axes of ", d, ", got ", n));
  return n;
}

struct IndependentRules final : DistributionRules {
  IndependentRules(const Distribution& d, int num)
      : DistributionRules(Independent::family,
                          d.batch_shape().slice(0, d.batch_shape().rank() - num), d.dtype(),
                          d.rules().parameters()),
        inner(d),
        num(num) {}
  const Distribution inner;
  const int num;

  Shape own_axes() const {
    const Shape batch = inner.batch_shape();
    return batch.slice(batch.rank() - num, batch.rank());
  }
  Shape event_shape() const override { return own_axes() + inner.event_shape(); }
  bool is_reparameterized() const override { return inner.rules().is_reparameterized(); }
  bool is_discrete() const override { return inner.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return inner.rules().inside(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return inner.rules().default_event_space_bijector();
  }
  Distribution with_batch(const BatchMap& map) const override {
    return Independent(inner.rules().with_batch(map.before(own_axes())),
                       {.reinterpreted_batch_ndims = num});
  }
  std::optional<std::pair<Array, Array>> sample_and_log_prob(const Key& key,
                                                             const Shape& shape) const override {
    const Shape full = shape + own_axes();
    const auto both = inner.rules().sample_and_log_prob(key, full);
    if (!both) return std::nullopt;
    return std::pair{both->first, added(broadcast_to(both->second, full))};
  }
  /// The sum over the axes that became an event.
  Array added(const Array& x) const {
    Dims axes;
    for (int axis = 1; axis <= num; ++axis) axes.push_back(-axis);
    return num == 0 ? x : sum(x, {.axes = axes});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return inner.rules().sample(key, shape + own_axes());
  }
  Array log_prob(const Array& x) const override { return added(inner.log_prob(x)); }
  /// The probability that all numbers of an event are at most those of x, and that not all are.
  Array log_cdf(const Array& x) const override { return added(inner.log_cdf(x)); }
  Array cdf(const Array& x) const override { return exp(log_cdf(x)); }
  Array survival_function(const Array& x) const override { return -expm1(log_cdf(x)); }
  Array log_survival_function(const Array& x) const override { return log1mexp(log_cdf(x)); }
  Array mean() const override { return inner.mean(); }
  Array variance() const override { return inner.variance(); }
  Array stddev() const override { return inner.stddev(); }
  Array covariance() const override {
    if (num != 1 || inner.event_shape().rank() > 0) fail_not_implemented("covariance");
    return diagonal_matrix(inner.variance());
  }
  Array mode() const override { return inner.mode(); }
  Array entropy() const override { return added(inner.entropy()); }
  /// Normal numbers are a normal vector.
  std::optional<Distribution> in_wider_family() const override {
    if (num != 1 || &inner.rules().family() != &Normal::family) return std::nullopt;
    const auto full = [&](const char* name) {
      return broadcast_to(inner.rules().parameter(name), inner.batch_shape());
    };
    return MultivariateNormalDiag({.loc = full("loc"), .scale_diag = full("scale")});
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const IndependentRules*>(&other);
    if (!q || q->num != num || !inner.has_kl_divergence(q->inner)) return std::nullopt;
    return added(inner.kl_divergence(q->inner));
  }
};

}  // namespace

constinit const Family Independent::family{.name = "Independent"};

Independent::Independent(const Distribution& distribution, const IndependentOptions& options)
    : Distribution(make_ref<IndependentRules>(distribution, checked_ndims(distribution, options))) {
}

std::optional<Distribution> independent_members(const Distribution& distribution) {
  const DistributionRules& rules = distribution.rules();
  if (const auto* independent = dynamic_cast<const IndependentRules*>(&rules))
    return independent->inner;
  return members_of_sample(distribution);
}

}  // namespace aleator::distributions
