// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/empirical.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constinit const Constraint kSample{.description = "a number", .is_discrete = true};

Shape batch_of(const EmpiricalParameters& p) {
  if (p.event_ndims < 0 || p.event_ndims > 2)
    throw ValueError(text("Empirical: event_ndims must be 0, 1 or 2, got ", p.event_ndims));
  const std::int64_t rank = p.samples.rank() - 1 - p.event_ndims;
  if (rank < 0 || p.samples.dim(rank) < 1)
    throw ShapeError(text("Empirical: samples needs an axis of samples before the ", p.event_ndims,
                          " of an event, with at least one, got shape ", p.samples.shape()));
  return p.samples.shape().slice(0, rank);
}

struct EmpiricalRules final : DistributionRules {
  explicit EmpiricalRules(const EmpiricalParameters& p)
      : DistributionRules(Empirical::family, batch_of(p),
                          real_parameter("Empirical", "samples", p.samples).dtype(),
                          {{"samples", as_floating(p.samples)}}),
        samples(as_floating(p.samples)),
        num_event(p.event_ndims),
        num(samples.dim(-1 - p.event_ndims)) {}
  const Array samples;
  const int num_event;
  const std::int64_t num;

  std::int64_t axis() const { return -1 - num_event; }  ///< of the samples
  Shape event_shape() const override {
    return samples.shape().slice(samples.rank() - num_event, samples.rank());
  }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return squeeze(slice_axis(samples, axis(), 0, 1), axis()); }
  Array largest() const override { return max(samples, {.axes = {axis()}}); }
  std::optional<Bijector> default_event_space_bijector() const override { return std::nullopt; }

  Distribution with_batch(const BatchMap& map) const override {
    return Empirical({.samples = map(samples, 1 + num_event), .event_ndims = num_event});
  }
  /// Whether an event is each of the samples: an axis of samples stands for the event's.
  Array is_sample(const Array& x) const {
    const Array same = expand_dims(x, x.rank() - num_event) == samples;
    Dims axes;
    for (int i = 1; i <= num_event; ++i) axes.push_back(-i);
    return axes.empty() ? same : all(same, {.axes = axes});
  }
  Array share(const Array& marks) const {
    return aleator::mean(astype(marks, dtype()), {.axes = {-1}});
  }
  /// The entries of `from`, samples in some order, at positions of shape [..., batch].
  Array taken(const Array& from, const Array& position) const {
    const auto ones = [](std::int64_t n) { return Shape(Dims(static_cast<std::size_t>(n), 1)); };
    const Array index = reshape(position, position.shape() + ones(1 + num_event));
    const Array all = reshape(from, ones(index.rank() - from.rank()) + from.shape());
    return squeeze(take_along_axis(all, index, axis()), axis());
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const Array position = random::randint(key, shape, 0, num);
    return broadcast_to(taken(samples, position), shape + event_shape());
  }
  Array log_prob(const Array& x) const override {
    Dims axes;
    for (int i = 1; i <= num_event; ++i) axes.push_back(-i);
    const Array has_nan = axes.empty() ? is_nan(x) : any(is_nan(x), {.axes = axes});
    return where(has_nan, std::numeric_limits<double>::quiet_NaN(), log(share(is_sample(x))));
  }
  void check_numbers(const char* method) const {
    if (num_event > 0) fail_not_implemented(method);
  }
  Array cdf(const Array& x) const override {
    check_numbers("cdf");
    return share(samples <= expand_dims(x, -1));
  }
  Array survival_function(const Array& x) const override {
    check_numbers("survival_function");
    return share(samples > expand_dims(x, -1));
  }
  // A table has no masses so small that rounding of 1 - q could matter more than their own.
  Array quantile_complement(const Array& q) const override { return quantile(1. - q); }
  Array quantile(const Array& p) const override {
    check_numbers("quantile");
    const double size = static_cast<double>(num);
    // A share that is a multiple of 1 / num is reached by its own sample.
    const Array position = ceil(p * size * (1. - 0x1p-50)) - 1.;
    const Array full =
        broadcast_to(position, broadcast_shapes(p.shape(), batch_shape(), "quantile"));
    return taken(sort(samples), astype(clip(full, 0., size - 1.), int64));
  }
  Array mean() const override { return aleator::mean(samples, {.axes = {axis()}}); }
  Array variance() const override { return aleator::variance(samples, {.axes = {axis()}}); }
  /// Of every sample, how large a share it has.
  Array shares() const {
    const Array first = move_axis(samples, axis(), 0);
    return move_axis(share(is_sample(first)), 0, -1);
  }
  Array mode() const override { return taken(samples, argmax(shares(), -1)); }
  Array entropy() const override { return -aleator::mean(log(shares()), {.axes = {-1}}); }
};

}  // namespace

constinit const Family Empirical::family{
    .name = "Empirical", .support = &kSample, .is_reparameterized = false};

Empirical::Empirical(const EmpiricalParameters& parameters)
    : Distribution(make_ref<EmpiricalRules>(parameters)) {}

std::int64_t Empirical::compute_num_samples() const {
  const Array& samples = rules().parameters()[0].value;
  return samples.dim(-1 - event_shape().rank());
}

}  // namespace aleator::distributions
