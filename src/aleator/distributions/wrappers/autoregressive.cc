// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/wrappers/autoregressive.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {
namespace {

Distribution first_distribution(const AutoregressiveParameters& p) {
  if (!p.distribution_fn)
    throw ValueError("Autoregressive: distribution_fn is required: write {.distribution_fn = ...}");
  return p.distribution_fn(p.sample0.value_or(strong_scalar(0.)));
}

struct AutoregressiveRules final : DistributionRules {
  AutoregressiveRules(const AutoregressiveParameters& p, const Distribution& first)
      : DistributionRules(Autoregressive::family, first.batch_shape(), first.dtype(),
                          first.rules().parameters()),
        distribution_fn(p.distribution_fn),
        first(first),
        start(p.sample0.value_or(strong_scalar(0.))),
        num_steps(p.num_steps.value_or(first.event_shape().size())) {
    if (num_steps < 0)
      throw ValueError(text("Autoregressive: num_steps must not be negative, got ", num_steps));
  }
  const Callable<Distribution(const Array&)> distribution_fn;
  const Distribution first;
  const Array start;
  const std::int64_t num_steps;

  Shape event_shape() const override { return first.event_shape(); }
  bool is_reparameterized() const override { return first.rules().is_reparameterized(); }
  bool is_discrete() const override { return first.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return first.rules().inside(); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return first.rules().default_event_space_bijector();
  }

  // The same key at every step: a coordinate whose distribution stays is drawn again as it was.
  Array sample(const Key& key, const Shape& shape) const override {
    const Shape full = shape + event_shape();
    const auto step = [&](const Array&, const Array& x) {
      return broadcast_to(astype(draws_for(distribution_fn(x), key, shape), dtype()), full);
    };
    return fori_loop(0, num_steps, step, broadcast_to(astype(start, dtype()), full));
  }
  Array log_prob(const Array& x) const override { return distribution_fn(x).log_prob(x); }
};

}  // namespace

constinit const Family Autoregressive::family{.name = "Autoregressive"};

Autoregressive::Autoregressive(const AutoregressiveParameters& parameters)
    : Distribution(make_ref<AutoregressiveRules>(parameters, first_distribution(parameters))) {}

}  // namespace aleator::distributions
