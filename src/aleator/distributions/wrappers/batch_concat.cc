// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/batch_concat.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/interval.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/wrappers/batch_broadcast.h"
#include "aleator/distributions/wrappers/batch_reshape.h"

#include <algorithm>

namespace aleator::distributions {
namespace {

constexpr char kName[] = "BatchConcat";

/// Members whose batches differ along the axis at most, and the axis counted from the end.
struct Members {
  Distributions all = {};
  std::int64_t axis = -1;
  Dims sizes = {};
  Shape batch_shape = {};
};

Members members_of(const BatchConcatParameters& p) {
  check_not_empty(kName, "distributions", p.distributions);
  check_same_event_shape(kName, p.distributions);
  std::int64_t rank = 0;
  for (const Distribution& d : p.distributions) rank = std::max(rank, d.batch_shape().rank());
  if (p.axis < -rank || p.axis >= rank)
    throw ValueError(text(kName, ": axis must be one of the ", rank, " batch axes, got ", p.axis));
  Members members{.axis = p.axis < 0 ? p.axis : p.axis - rank};
  Shape others;
  for (const Distribution& d : p.distributions) {
    Shape batch = d.batch_shape();
    const std::int64_t at = batch.rank() + members.axis;
    members.sizes.push_back(at < 0 ? 1 : batch[at]);
    if (at >= 0) batch[at] = 1;
    others = broadcast_shapes(others, batch, kName);
  }
  std::int64_t total = 0;
  for (std::size_t i = 0; i < p.distributions.size(); ++i) {
    Shape batch = others;
    batch[rank + members.axis] = members.sizes[i];
    total += members.sizes[i];
    members.all.push_back(BatchBroadcast({.distribution = p.distributions[i], .to_shape = batch}));
  }
  members.batch_shape = others;
  members.batch_shape[rank + members.axis] = total;
  return members;
}

struct BatchConcatRules final : DistributionRules {
  explicit BatchConcatRules(const Members& members)
      : DistributionRules(BatchConcat::family, members.batch_shape, joint_dtype(members.all),
                          joint_parameters(members.all)),
        all(members.all),
        axis(members.axis),
        sizes(members.sizes) {}
  const Distributions all;
  const std::int64_t axis;  ///< of the batch, from its end
  const Dims sizes;

  Distribution with_batch(const BatchMap& map) const override;
  std::int64_t event_rank() const { return all[0].event_shape().rank(); }
  Shape event_shape() const override { return all[0].event_shape(); }
  bool is_reparameterized() const override {
    return std::all_of(all.begin(), all.end(),
                       [](const Distribution& d) { return d.rules().is_reparameterized(); });
  }
  bool is_discrete() const override { return all[0].rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override {
    return joined(event_rank(), [](const Distribution& d) { return d.rules().inside(); });
  }
  std::optional<Bijector> default_event_space_bijector() const override {
    if (const std::optional<Bijector> common = common_bijector(all)) return common;
    if (event_rank() > 0) fail_not_implemented("default_event_space_bijector");
    Arrays lows, highs;
    for (const Distribution& d : all) {
      const std::optional<SupportEnds> ends = support_ends(d);
      if (!ends) return std::nullopt;
      lows.push_back(ends->low);
      highs.push_back(ends->high);
    }
    return bijectors::Interval({.low = concatenate(lows, axis), .high = concatenate(highs, axis)});
  }

  /// f(d) of all, each broadcast to its batch and `num_rest` axes of events, concatenated.
  template <class F>
  Array joined(std::int64_t num_rest, F f) const {
    Arrays parts;
    for (const Distribution& d : all) {
      const Shape event = num_rest > event_rank() ? event_shape() + event_shape()
                          : num_rest > 0          ? event_shape()
                                                  : Shape{};
      parts.push_back(broadcast_to(f(d), d.batch_shape() + event));
    }
    return concatenate(parts, axis - num_rest);
  }
  /// f(d, the part of x that is d's), concatenated.
  template <class F>
  Array in_parts(const Array& x, F f) const {
    Arrays parts;
    std::int64_t start = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      parts.push_back(f(all[i], slice_axis(x, axis - event_rank(), start, start + sizes[i])));
      start += sizes[i];
    }
    return concatenate(parts, axis);
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const std::vector<Key> keys = split(key, static_cast<int>(all.size()));
    const Shape lead = shape.slice(0, shape.rank() - batch_shape().rank());
    Arrays parts;
    for (std::size_t i = 0; i < all.size(); ++i) parts.push_back(all[i].sample(lead, keys[i]));
    return concatenate(parts, axis - event_rank());
  }
  Array log_prob(const Array& x) const override {
    return in_parts(x, [](const Distribution& d, const Array& part) { return d.log_prob(part); });
  }
  Array cdf(const Array& x) const override {
    return in_parts(x, [](const Distribution& d, const Array& part) { return d.cdf(part); });
  }
  Array log_cdf(const Array& x) const override {
    return in_parts(x, [](const Distribution& d, const Array& part) { return d.log_cdf(part); });
  }
  Array survival_function(const Array& x) const override {
    return in_parts(
        x, [](const Distribution& d, const Array& part) { return d.survival_function(part); });
  }
  Array log_survival_function(const Array& x) const override {
    return in_parts(
        x, [](const Distribution& d, const Array& part) { return d.log_survival_function(part); });
  }
  Array quantile_complement(const Array& q) const override {
    const Array full = broadcast_to(q, broadcast_shapes(q.shape(), batch_shape(), "quantile"));
    return in_parts(
        full, [](const Distribution& d, const Array& part) { return d.quantile_complement(part); });
  }
  Array quantile(const Array& p) const override {
    const Array full = broadcast_to(p, broadcast_shapes(p.shape(), batch_shape(), "quantile"));
    return in_parts(full,
                    [](const Distribution& d, const Array& part) { return d.quantile(part); });
  }
  Array mean() const override {
    return joined(event_rank(), [](const Distribution& d) { return d.mean(); });
  }
  Array variance() const override {
    return joined(event_rank(), [](const Distribution& d) { return d.variance(); });
  }
  Array stddev() const override {
    return joined(event_rank(), [](const Distribution& d) { return d.stddev(); });
  }
  Array mode() const override {
    return joined(event_rank(), [](const Distribution& d) { return d.mode(); });
  }
  Array covariance() const override {
    return joined(2 * event_rank(), [](const Distribution& d) { return d.covariance(); });
  }
  Array entropy() const override {
    return joined(0, [](const Distribution& d) { return d.entropy(); });
  }
};

/// Some positions of the batch of a member, in row-major order, as a batch of one axis.
Distribution members_at(const Distribution& d, const Dims& positions) {
  const Array at = array(positions);
  const Shape batch = d.batch_shape();
  return d.rules().with_batch({batch, [=](const Array& x) {
                                 const Shape rest = x.shape().slice(batch.rank(), x.rank());
                                 return take(reshape(x, Shape{batch.size()} + rest), at);
                               }});
}

/// Where the positions go tells which members they are of: runs of them are concatenated.
Distribution BatchConcatRules::with_batch(const BatchMap& map) const {
  Arrays owners, places;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Shape batch = all[i].batch_shape();
    owners.push_back(full(batch, strong_scalar(static_cast<std::int64_t>(i))));
    places.push_back(reshape(arange(batch.size()), batch));
  }
  const Array owner = map(concatenate(owners, axis), 0), place = map(concatenate(places, axis), 0);
  if (!owner.is_known())
    throw NotImplemented(text(kName, ": members can be selected by known indices only"));
  const std::vector<std::int64_t> of = owner.values<std::int64_t>(),
                                  at = place.values<std::int64_t>();
  Distributions runs;
  for (std::size_t i = 0; i < of.size();) {
    Dims run;
    const std::size_t first = i;
    for (; i < of.size() && of[i] == of[first]; ++i) run.push_back(at[i]);
    runs.push_back(members_at(all[static_cast<std::size_t>(of[first])], run));
  }
  if (runs.empty()) runs.push_back(members_at(all[0], {}));
  const Distribution joint =
      runs.size() == 1 ? runs[0] : BatchConcat({.distributions = runs, .axis = 0});
  return BatchReshape({.distribution = joint, .batch_shape = owner.shape()});
}

}  // namespace

constinit const Family BatchConcat::family{.name = kName};

BatchConcat::BatchConcat(const BatchConcatParameters& parameters)
    : Distribution(make_ref<BatchConcatRules>(members_of(parameters))) {}

}  // namespace aleator::distributions
