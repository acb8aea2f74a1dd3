// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/time_series/markov_chain.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {
namespace {

const MarkovChainParameters& checked(const MarkovChainParameters& p) {
  if (!p.transition_fn)
    throw ValueError("MarkovChain: transition_fn is required: write {.transition_fn = ...}");
  if (p.num_steps < 1)
    throw ValueError(text("MarkovChain: num_steps must be at least 1, got ", p.num_steps));
  return p;
}

struct MarkovChainRules final : DistributionRules {
  explicit MarkovChainRules(const MarkovChainParameters& p)
      : DistributionRules(MarkovChain::family, p.initial_state_prior.batch_shape(),
                          p.initial_state_prior.dtype(),
                          p.initial_state_prior.rules().parameters()),
        prior(p.initial_state_prior),
        transition_fn(p.transition_fn),
        num(p.num_steps) {}
  const Distribution prior;
  const Callable<Distribution(const Array&, const Array&)> transition_fn;
  const std::int64_t num;

  std::int64_t state_rank() const { return prior.event_shape().rank(); }
  Shape event_shape() const override { return Shape{num} + prior.event_shape(); }
  bool is_reparameterized() const override { return prior.rules().is_reparameterized(); }
  bool is_discrete() const override { return prior.rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return expand_dims(prior.rules().inside(), -1 - state_rank()); }
  /// That of the first state, if it is the same for the whole batch.
  std::optional<Bijector> default_event_space_bijector() const override {
    const std::optional<Bijector> onto = prior.rules().default_event_space_bijector();
    if (onto && !onto->rules().parameters().empty())
      fail_not_implemented("default_event_space_bijector (of states whose support has parameters)");
    return onto;
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_first, key_next] = split<2>(key);
    const Shape full = shape + prior.event_shape();
    const auto draw = [&](const Distribution& d, const Key& k) {
      return broadcast_to(astype(draws_for(d, k, shape), dtype()), full);
    };
    const Array first = draw(prior, key_first);
    const auto step = [&](const Array& state, const Array& t) {
      const Array next = draw(transition_fn(t, state), fold_in(key_next, t));
      return std::pair(next, next);
    };
    const Array others = scan(step, first, arange(num - 1)).second;
    return move_axis(concatenate({expand_dims(first, 0), others}), 0, shape.rank());
  }
  Array log_prob(const Array& x) const override {
    const std::int64_t lead = x.rank() - 1 - state_rank();
    const Array states = move_axis(x, lead, 0);
    const Array before = slice_axis(states, 0, 0, num - 1), after = slice_axis(states, 0, 1, num);
    const Array first = prior.log_prob(squeeze(slice_axis(states, 0, 0, 1), 0));
    if (num == 1) return first;
    const Array steps =
        reshape(arange(num - 1), Shape{num - 1} + Shape(Dims(static_cast<std::size_t>(lead), 1)));
    const Array each = transition_fn(steps, before).log_prob(after);
    return first + sum(each, {.axes = {0}});
  }
};

}  // namespace

constinit const Family MarkovChain::family{.name = "MarkovChain"};

MarkovChain::MarkovChain(const MarkovChainParameters& parameters)
    : Distribution(make_ref<MarkovChainRules>(checked(parameters))) {}

}  // namespace aleator::distributions
