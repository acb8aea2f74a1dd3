// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/transformed_distribution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/chain.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/wrappers/transformed_parts.h"

#include <limits>

namespace aleator::distributions {
namespace {

void check_branches(const Distribution& d, const Bijector& b) {
  if (!b.is_injective() && d.event_shape().rank() != b.forward_min_event_ndims())
    throw ShapeError(text("TransformedDistribution: ", b.to_string(),
                          " is not injective, and "
                          "events must be of rank ",
                          b.forward_min_event_ndims(), "; ", d, " has events of rank ",
                          d.event_shape().rank(),
                          "; transform its numbers and wrap the result in Sample or Independent"));
}

/// The batch shape of both: that of the map's parameters shows in its values.
Shape joint_batch_shape(const Distribution& d, const Bijector& b) {
  const Shape event = d.event_shape();
  if (event.rank() < b.forward_min_event_ndims())
    throw ShapeError(text("TransformedDistribution: ", b.to_string(), " acts on events of rank ",
                          b.forward_min_event_ndims(), ", ", d, " has events of rank ",
                          event.rank(), "; wrap it in Sample or Independent"));
  const Array value = b.forward(broadcast_to(d.rules().inside(), d.batch_shape() + event));
  return value.shape().slice(0, value.rank() - b.forward_event_shape(event).rank());
}

struct TransformedRules final : DistributionRules {
  using Rule = Array (Distribution::*)(const Array&) const;
  TransformedRules(const Distribution& d, const Bijector& b)
      : DistributionRules(TransformedDistribution::family, joint_batch_shape(d, b), d.dtype(),
                          with_bijector(d, b)),
        base(d),
        map(b) {
    check_branches(d, b);
  }
  const Distribution base;
  const Bijector map;

  static std::vector<NamedArray> with_bijector(const Distribution& d, const Bijector& b) {
    std::vector<NamedArray> all = d.rules().parameters();
    for (const Array& parameter : b.rules().parameters()) all.push_back({"bijector", parameter});
    return all;
  }
  int event_ndims() const { return static_cast<int>(event_shape().rank()); }

  Shape event_shape() const override { return map.forward_event_shape(base.event_shape()); }
  bool is_reparameterized() const override { return base.rules().is_reparameterized(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override {
    return map.forward(base.rules().inside() + zeros(base.event_shape(), dtype()));
  }
  std::optional<Bijector> default_event_space_bijector() const override {
    const auto inner = base.rules().default_event_space_bijector();
    if (!inner || !map.is_injective()) return std::nullopt;
    return bijectors::Chain({map, *inner});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return map.forward(base.rules().sample(key, shape));
  }
  /// The members of a batch of maps are not known to the map.
  Distribution with_batch(const BatchMap& change) const override {
    const Shape event = base.event_shape();
    const Array value = map.forward(full(event, astype(0.5, dtype())));
    if (value.rank() > map.forward_event_shape(event).rank())
      throw NotImplemented(text("TransformedDistribution: members of a batch of bijectors (",
                                map.to_string(),
                                ") cannot be selected; select from its "
                                "parameters and make it of them"));
    return TransformedDistribution(base.rules().with_batch(change), map);
  }
  /// The density of y by the x that it was made of, without an inverse.
  std::optional<std::pair<Array, Array>> sample_and_log_prob(const Key& key,
                                                             const Shape& shape) const override {
    if (!map.is_injective()) return std::nullopt;
    const auto known = base.rules().sample_and_log_prob(key, shape);
    const Array draw = known ? known->first : base.rules().sample(key, shape);
    const Array x = broadcast_to(draw, shape + base.event_shape());
    const Array volume =
        map.forward_log_det_jacobian(x, static_cast<int>(base.event_shape().rank()));
    return std::pair{map.forward(x), (known ? known->second : base.log_prob(x)) - volume};
  }
  /// Of an elementwise map y is outside its range where there is no finite x: where that is, the
  /// formula sees a member of the support, so that neither value nor slope is spoilt. Maps of
  /// vectors, whose networks would run at that member too, say nothing about their range.
  Array log_prob_of_numbers(const Array& y) const {
    const Array is_inside = is_finite(map.inverse(stop_gradient(y)));
    const Array member = where(is_inside, y, inside());
    const auto over_event = [&](Array (*reduce)(const Array&, const ReduceOptions&),
                                const Array& of_numbers) {
      Dims axes;
      for (int axis = 1; axis <= event_ndims(); ++axis) axes.push_back(-axis);
      return axes.empty() ? of_numbers : reduce(of_numbers, {.axes = axes});
    };
    const Array log_density =
        base.log_prob(map.inverse(member)) + map.inverse_log_det_jacobian(member, event_ndims());
    const Array otherwise =
        where(over_event(any, is_nan(y)), std::numeric_limits<double>::quiet_NaN(),
              -std::numeric_limits<double>::infinity());
    return where(over_event(all, is_inside), log_density, otherwise);
  }
  /// The densities of all x of y add up.
  Array log_prob(const Array& y) const override {
    if (map.is_injective() && map.forward_min_event_ndims() == 0) return log_prob_of_numbers(y);
    const Arrays x = map.inverse_branches(y),
                 log_det = map.inverse_log_det_jacobian_branches(y, event_ndims());
    Array total = base.log_prob(x[0]) + log_det[0];
    for (std::size_t i = 1; i < x.size(); ++i)
      total = log_add_exp(total, base.log_prob(x[i]) + log_det[i]);
    return total;
  }
  /// A tail of y by the same or the other tail of x.
  Array tail(const char* method, Rule same, Rule other, const Array& y) const {
    const std::optional<bool> increases = map.rules().is_increasing();
    if (event_ndims() > 0 || !increases) fail_not_implemented(method);
    return (base.*(*increases ? same : other))(map.inverse(y));
  }
  Array cdf(const Array& y) const override {
    return tail("cdf", &Distribution::cdf, &Distribution::survival_function, y);
  }
  Array survival_function(const Array& y) const override {
    return tail("survival_function", &Distribution::survival_function, &Distribution::cdf, y);
  }
  Array log_cdf(const Array& y) const override {
    return tail("log_cdf", &Distribution::log_cdf, &Distribution::log_survival_function, y);
  }
  Array log_survival_function(const Array& y) const override {
    return tail("log_survival_function", &Distribution::log_survival_function,
                &Distribution::log_cdf, y);
  }
  Array quantile(const Array& p) const override {
    const std::optional<bool> increases = map.rules().is_increasing();
    if (event_ndims() > 0 || !increases) fail_not_implemented("quantile");
    return map.forward(*increases ? base.quantile(p) : base.quantile_complement(p));
  }
  Array quantile_complement(const Array& q) const override {
    const std::optional<bool> increases = map.rules().is_increasing();
    if (event_ndims() > 0 || !increases) fail_not_implemented("quantile_complement");
    return map.forward(*increases ? base.quantile_complement(q) : base.quantile(q));
  }

  /// Of the distributions before one and the same map: it does not change divergences.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const TransformedRules*>(&other);
    if (!q || &q->map.rules() != &map.rules() || !map.is_injective() ||
        !base.has_kl_divergence(q->base))
      return std::nullopt;
    return base.kl_divergence(q->base);
  }

  void check_affine(const char* method) const {
    if (!map.rules().is_constant_jacobian()) fail_not_implemented(method);
  }
  Array mean() const override {
    check_affine("mean");
    return map.forward(base.mean());
  }
  Array mode() const override {
    check_affine("mode");
    return map.forward(base.mode());
  }
  bool is_of_vectors() const {
    return map.forward_min_event_ndims() == 1 && base.event_shape().rank() == 1 &&
           event_shape().rank() == 1;
  }
  Array stddev() const override {
    check_affine("stddev");
    if (is_of_vectors()) return sqrt(variance());
    if (map.forward_min_event_ndims() > 0) fail_not_implemented("stddev");
    return base.stddev() * exp(map.forward_log_det_jacobian(base.mean(), 0));
  }
  Array variance() const override {
    return is_of_vectors() ? diagonal(covariance()) : square(stddev());
  }
  /// A C A' with A the linear part of the map, which is applied to the rows of C, then to the
  /// columns.
  Array covariance() const override {
    check_affine("covariance");
    if (base.event_shape().rank() != 1 || event_shape().rank() != 1)
      fail_not_implemented("covariance");
    const Array of_rows = linear_part(base.covariance());
    return linear_part(swap_axes(of_rows, -1, -2));
  }
  /// A x for vectors x along the last axis, of which a batch of maps has several: [..., k, n].
  Array linear_part(const Array& x) const {
    const auto apply = [&](const Array& row) { return map.forward(row); };
    const Array origin = map.forward(zeros(base.event_shape(), dtype()));
    if (origin.rank() == 1) return apply(x) - origin;
    Arrays rows;
    for (std::int64_t i = 0; i < x.dim(-2); ++i)
      rows.push_back(apply(squeeze(slice_axis(x, -2, i, i + 1), -2)) - origin);
    return stack(rows, -2);
  }
  Array entropy() const override {
    check_affine("entropy");
    const Array middle =
        base.rules().inside() + zeros(base.batch_shape() + base.event_shape(), dtype());
    return base.entropy() +
           map.forward_log_det_jacobian(middle, static_cast<int>(base.event_shape().rank()));
  }
};

}  // namespace

constinit const Family TransformedDistribution::family{.name = "TransformedDistribution"};

TransformedDistribution::TransformedDistribution(const Distribution& distribution,
                                                 const Bijector& bijector)
    : Distribution(make_ref<TransformedRules>(distribution, bijector)) {}

}  // namespace aleator::distributions

namespace aleator {

std::optional<TransformedParts> transformed_parts(const Distribution& distribution) {
  const auto* rules = dynamic_cast<const distributions::TransformedRules*>(&distribution.rules());
  if (!rules) return std::nullopt;
  return TransformedParts{rules->base, rules->map};
}

}  // namespace aleator
