// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/validated.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/same_as.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

const Distribution& checked(const Distribution& d) {
  for (const Parameter& p : d.rules().family().parameters) {
    if (!p.name.empty()) return d;
  }
  throw ValueError(
      text("Validated: needs a distribution of a family with parameters of its own, "
           "got ",
           d, "; validate what it is made of"));
}

struct ValidatedRules final : SameAsRules {
  explicit ValidatedRules(const Distribution& d)
      : SameAsRules(Validated::family, d.batch_shape(), d.dtype(), d.rules().parameters()),
        inner(checked(d)) {}
  const Distribution inner;

  const Distribution& same() const override { return inner; }
  bool is_reparameterized() const override { return inner.rules().is_reparameterized(); }
  bool is_discrete() const override { return inner.rules().is_discrete(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return inner.rules().default_event_space_bijector();
  }
  Distribution with_batch(const BatchMap& map) const override {
    return Validated(inner.rules().with_batch(map));
  }
  std::optional<Distribution> in_wider_family() const override { return std::nullopt; }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const ValidatedRules*>(&other);
    const Distribution to = q ? q->inner : Distribution(Ref<const DistributionRules>(&other));
    if (!inner.has_kl_divergence(to)) return std::nullopt;
    const Array valid = q ? logical_and(is_valid(), q->is_valid()) : is_valid();
    return where(valid, inner.kl_divergence(to), kNaN);
  }

  /// Calls f with each parameter and its declaration.
  template <class F>
  void for_each_parameter(F f) const {
    for (const NamedArray& given : parameters()) {
      for (const Parameter& p : inner.rules().family().parameters) {
        if (p.name == given.name && !p.is_structural()) f(p, given.value);
      }
    }
  }
  /// Of each member of the batch.
  Array is_valid() const {
    Array valid = true;
    for_each_parameter([&](const Parameter& p, const Array& value) {
      Array holds = logical_not(is_nan(value));
      if (p.constraint->contains) holds = logical_and(holds, p.constraint->contains(value));
      Dims axes;
      for (int axis = 1; axis <= p.event_rank; ++axis) axes.push_back(-axis);
      valid = logical_and(valid, axes.empty() ? holds : all(holds, {.axes = axes}));
    });
    return valid;
  }
  /// "Normal.log_prob (loc must be a real number, scale must be positive)".
  std::string name_of_density() const {
    std::vector<std::string> all;
    for_each_parameter([&](const Parameter& p, const Array&) {
      all.push_back(text(p.name, " must be ", p.constraint->description));
    });
    return text(inner.name(), ".log_prob (", join_words(all), ")");
  }
  /// x where the member is valid, else NaN; x has `num_rest` axes behind the batch.
  Array where_valid(const Array& x, std::int64_t num_rest) const {
    Array valid = is_valid();
    for (std::int64_t i = 0; i < num_rest; ++i) valid = expand_dims(valid, -1);
    return is_floating(x.dtype()) ? where(valid, x, kNaN) : x;
  }
  std::int64_t event_rank() const { return event_shape().rank(); }

  Array sample(const Key& key, const Shape& shape) const override {
    return where_valid(inner.rules().sample(key, shape), event_rank());
  }
  Array log_prob(const Array& x) const override {
    return named(where_valid(inner.rules().log_prob(x), 0), name_of_density());
  }
  Array cdf(const Array& x) const override { return where_valid(inner.cdf(x), 0); }
  Array log_cdf(const Array& x) const override { return where_valid(inner.log_cdf(x), 0); }
  Array survival_function(const Array& x) const override {
    return where_valid(inner.survival_function(x), 0);
  }
  Array log_survival_function(const Array& x) const override {
    return where_valid(inner.log_survival_function(x), 0);
  }
  Array quantile(const Array& p) const override {
    return where_valid(inner.quantile(p), event_rank());
  }
  Array quantile_complement(const Array& q) const override {
    return where_valid(inner.quantile_complement(q), event_rank());
  }
  Array mean() const override { return where_valid(inner.mean(), event_rank()); }
  Array variance() const override { return where_valid(inner.variance(), event_rank()); }
  Array stddev() const override { return where_valid(inner.stddev(), event_rank()); }
  Array mode() const override { return where_valid(inner.mode(), event_rank()); }
  Array covariance() const override { return where_valid(inner.covariance(), 2 * event_rank()); }
  Array entropy() const override { return where_valid(inner.entropy(), 0); }
};

}  // namespace

constinit const Family Validated::family{.name = "Validated"};

Validated::Validated(const ValidatedParameters& parameters)
    : Distribution(make_ref<ValidatedRules>(parameters.distribution)) {}

}  // namespace aleator::distributions
