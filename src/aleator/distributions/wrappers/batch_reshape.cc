// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/batch_reshape.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/batch_map.h"

namespace aleator::distributions {
namespace {

/// With -1 replaced.
Shape resolved(const Distribution& d, Shape wanted) {
  const std::int64_t size = d.batch_shape().size();
  std::int64_t known = 1, num_free = 0;
  for (const std::int64_t dim : wanted.dims()) {
    num_free += dim == -1;
    known *= dim == -1 ? 1 : dim;
  }
  for (std::int64_t axis = 0; axis < wanted.rank(); ++axis) {
    if (wanted[axis] == -1 && num_free == 1 && known > 0) wanted[axis] = size / known;
  }
  bool is_valid = true;
  for (const std::int64_t dim : wanted.dims()) is_valid = is_valid && dim >= 0;
  if (!is_valid || wanted.size() != size)
    throw ShapeError(text("BatchReshape: batch_shape must have the ", size, " members of ", d,
                          ", got ", wanted));
  return wanted;
}

/// [..., from, rest] to [..., to, rest], where rest are the last `num_rest` axes.
Array exchanged(const Array& x, const Shape& from, const Shape& to, std::int64_t num_rest) {
  const std::int64_t start = x.rank() - num_rest - from.rank();
  const Shape shape = x.shape();
  return reshape(x, shape.slice(0, start) + to + shape.slice(x.rank() - num_rest, x.rank()));
}

/// The bijector of the inner batch on arrays of the outer one.
struct ReshapedBijectorRules final : BijectorRules {
  ReshapedBijectorRules(const Bijector& inner, const Shape& from, const Shape& to)
      : inner(inner), from(from), to(to) {}
  const Bijector inner;
  const Shape from, to;  ///< batch shapes, inner and outer

  std::string_view name() const override { return inner.name(); }
  int forward_min_event_ndims() const override { return inner.forward_min_event_ndims(); }
  int inverse_min_event_ndims() const override { return inner.inverse_min_event_ndims(); }
  Shape forward_event_shape(const Shape& s) const override { return inner.forward_event_shape(s); }
  Shape inverse_event_shape(const Shape& s) const override { return inner.inverse_event_shape(s); }
  bool is_constant_jacobian() const override { return inner.rules().is_constant_jacobian(); }
  std::optional<bool> is_increasing() const override { return inner.rules().is_increasing(); }
  Arrays parameters() const override { return inner.rules().parameters(); }

  /// f of x, [..., outer batch, event], by the inner batch; `num_left` event axes are left of it.
  template <class F>
  Array apply(F f, const Array& x, int num_event, int num_left) const {
    const Shape shape = x.shape();
    const Shape event = shape.slice(x.rank() - num_event, x.rank());
    const Shape batch =
        broadcast_shapes(shape.slice(0, x.rank() - num_event), to, "BatchReshape bijector");
    const Array inner_value = f(exchanged(broadcast_to(x, batch + event), to, from, num_event));
    return exchanged(inner_value, from, to, num_left);
  }
  int x_ndims() const { return forward_min_event_ndims(); }
  int y_ndims() const { return inverse_min_event_ndims(); }
  Array forward(const Array& x) const override {
    return apply([&](const Array& v) { return inner.forward(v); }, x, x_ndims(), y_ndims());
  }
  Array inverse(const Array& y) const override {
    return apply([&](const Array& v) { return inner.inverse(v); }, y, y_ndims(), x_ndims());
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    return apply([&](const Array& v) { return full_ldj(inner.forward_log_det_jacobian(v), v); }, x,
                 x_ndims(), 0);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return apply([&](const Array& v) { return full_ldj_inverse(inner, v); }, y, y_ndims(), 0);
  }
  /// A constant log determinant may have fewer axes than what it is of.
  Array full_ldj(const Array& ldj, const Array& v) const {
    return broadcast_to(ldj, v.shape().slice(0, v.rank() - x_ndims()));
  }
  Array full_ldj_inverse(const Bijector& b, const Array& v) const {
    return broadcast_to(b.inverse_log_det_jacobian(v), v.shape().slice(0, v.rank() - y_ndims()));
  }
};

struct BatchReshapeRules final : DistributionRules {
  BatchReshapeRules(const Distribution& d, const Shape& shape)
      : DistributionRules(BatchReshape::family, resolved(d, shape), d.dtype(),
                          d.rules().parameters()),
        inner(d) {}
  const Distribution inner;

  std::int64_t event_rank() const { return inner.event_shape().rank(); }
  Shape event_shape() const override { return inner.event_shape(); }
  bool is_reparameterized() const override { return inner.rules().is_reparameterized(); }
  bool is_discrete() const override { return inner.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return events(inner.rules().inside()); }
  Array largest() const override {
    return outer(broadcast_to(inner.rules().largest(), inner.batch_shape()), 0);
  }
  std::optional<Bijector> default_event_space_bijector() const override {
    const std::optional<Bijector> onto = inner.rules().default_event_space_bijector();
    if (!onto || onto->rules().parameters().empty()) return onto;
    return Bijector(make_ref<ReshapedBijectorRules>(*onto, inner.batch_shape(), batch_shape()));
  }

  /// To the inner batch and from it.
  Array to_inner(const Array& x) const {
    return exchanged(x, batch_shape(), inner.batch_shape(), event_rank());
  }
  Array outer(const Array& x, std::int64_t num_rest) const {
    return exchanged(x, inner.batch_shape(), batch_shape(), num_rest);
  }
  /// A statistic of events, of which the inner rule may give less than the full shape.
  Array events(const Array& x) const {
    return outer(broadcast_to(x, inner.batch_shape() + event_shape()), event_rank());
  }

  /// Through a change that reshapes first.
  Distribution with_batch(const BatchMap& map) const override {
    const Shape from = inner.batch_shape(), to = batch_shape();
    const auto reshaped_first = [from, to, map](const Array& x) {
      const Shape rest = x.shape().slice(from.rank(), x.rank());
      return map(reshape(x, to + rest), rest.rank());
    };
    return inner.rules().with_batch({from, reshaped_first});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    const Shape lead = shape.slice(0, shape.rank() - batch_shape().rank());
    return outer(inner.sample(lead, key), event_rank());
  }
  Array log_prob(const Array& x) const override { return outer(inner.log_prob(to_inner(x)), 0); }
  Array cdf(const Array& x) const override { return outer(inner.cdf(to_inner(x)), 0); }
  Array log_cdf(const Array& x) const override { return outer(inner.log_cdf(to_inner(x)), 0); }
  Array survival_function(const Array& x) const override {
    return outer(inner.survival_function(to_inner(x)), 0);
  }
  Array log_survival_function(const Array& x) const override {
    return outer(inner.log_survival_function(to_inner(x)), 0);
  }
  Array quantile(const Array& p) const override {
    const Array full = broadcast_to(p, broadcast_shapes(p.shape(), batch_shape(), "quantile"));
    return outer(inner.quantile(to_inner(full)), 0);
  }
  Array quantile_complement(const Array& q) const override {
    const Array full = broadcast_to(q, broadcast_shapes(q.shape(), batch_shape(), "quantile"));
    return outer(inner.quantile_complement(to_inner(full)), 0);
  }
  Array mean() const override { return events(inner.mean()); }
  Array variance() const override { return events(inner.variance()); }
  Array stddev() const override { return events(inner.stddev()); }
  Array mode() const override { return events(inner.mode()); }
  Array covariance() const override { return outer(inner.covariance(), 2 * event_rank()); }
  Array entropy() const override { return outer(inner.entropy(), 0); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const BatchReshapeRules*>(&other);
    if (!q || q->batch_shape() != batch_shape() || q->inner.batch_shape() != inner.batch_shape() ||
        !inner.has_kl_divergence(q->inner))
      return std::nullopt;
    return outer(inner.kl_divergence(q->inner), 0);
  }
};

}  // namespace

constinit const Family BatchReshape::family{.name = "BatchReshape"};

BatchReshape::BatchReshape(const BatchReshapeParameters& p)
    : Distribution(make_ref<BatchReshapeRules>(p.distribution, p.batch_shape)) {}

}  // namespace aleator::distributions
