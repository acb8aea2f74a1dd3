// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/time_series/hidden_markov_model.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/time_series/hidden_markov_recursions.h"
#include "aleator/distributions/wrappers/parts.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "HiddenMarkovModel";

/// The batch shape of a part without its last axis, the state, and the one before it, the step.
Shape without_steps(const HiddenMarkovModelParameters& p, const char* name, const Distribution& d,
                    bool is_varying, std::int64_t num_steps) {
  const Shape batch = d.batch_shape();
  const std::int64_t num_states =
      categorical_log_probs(p.initial_distribution, kName, "initial_distribution").dim(-1);
  const std::int64_t num_own = is_varying ? 2 : 1;
  if (batch.rank() < num_own || batch[batch.rank() - 1] != num_states ||
      (is_varying && batch[batch.rank() - 2] != num_steps))
    throw ShapeError(text(kName, ": the batch of ", name, " must end with ",
                          is_varying ? text(num_steps, " steps and ") : std::string(), num_states,
                          " states, got ", d));
  return batch.slice(0, batch.rank() - num_own);
}

Shape joint_batch(const HiddenMarkovModelParameters& p) {
  if (p.num_steps < 1)
    throw ValueError(text(kName, ": num_steps must be at least 1, got ", p.num_steps));
  const Shape transition = without_steps(p, "transition_distribution", p.transition_distribution,
                                         p.time_varying_transition_distribution, p.num_steps - 1);
  const Shape observation = without_steps(p, "observation_distribution", p.observation_distribution,
                                          p.time_varying_observation_distribution, p.num_steps);
  const Shape joint = broadcast_shapes(
      transition, broadcast_shapes(observation, p.initial_distribution.batch_shape(), kName),
      kName);
  if (!p.mask) return joint;
  if (p.mask->dtype() != boolean || p.mask->rank() < 1 || p.mask->dim(-1) != p.num_steps)
    throw ShapeError(text(kName, ": mask must be bools of shape [..., ", p.num_steps, "], got ",
                          p.mask->dtype(), " of shape ", p.mask->shape()));
  return broadcast_shapes(joint, p.mask->shape().slice(0, p.mask->rank() - 1), kName);
}

struct HiddenMarkovRules final : DistributionRules {
  explicit HiddenMarkovRules(const HiddenMarkovModelParameters& p)
      : DistributionRules(HiddenMarkovModel::family, joint_batch(p),
                          p.observation_distribution.dtype(),
                          joint_parameters({p.initial_distribution, p.transition_distribution,
                                            p.observation_distribution})),
        p(p),
        log_initial(categorical_log_probs(p.initial_distribution, kName, "initial_distribution")),
        log_transitions(
            categorical_log_probs(p.transition_distribution, kName, "transition_distribution")),
        num_states(log_initial.dim(-1)) {
    if (log_transitions.dim(-1) != num_states)
      throw ShapeError(text(kName, ": transition_distribution must have the ", num_states,
                            " categories of initial_distribution, got ", log_transitions.dim(-1)));
  }
  const HiddenMarkovModelParameters p;
  const Array log_initial, log_transitions;
  const std::int64_t num_states;

  const Distribution& observed() const { return p.observation_distribution; }
  std::int64_t observation_rank() const { return observed().event_shape().rank(); }
  Shape event_shape() const override { return Shape{p.num_steps} + observed().event_shape(); }
  bool is_reparameterized() const override { return false; }
  /// States, and the steps of what varies, stay behind the batch.
  Distribution with_batch(const BatchMap& map) const override {
    HiddenMarkovModelParameters q = p;
    const auto behind = [&](bool is_varying, std::int64_t num_steps) {
      return map.before(is_varying ? Shape{num_steps, num_states} : Shape{num_states});
    };
    q.initial_distribution = p.initial_distribution.rules().with_batch(map);
    q.transition_distribution = p.transition_distribution.rules().with_batch(
        behind(p.time_varying_transition_distribution, p.num_steps - 1));
    q.observation_distribution = p.observation_distribution.rules().with_batch(
        behind(p.time_varying_observation_distribution, p.num_steps));
    if (p.mask) q.mask = map(*p.mask, 1);
    return HiddenMarkovModel(q);
  }
  bool is_discrete() const override { return observed().rules().is_discrete(); }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  /// Of the first state.
  Array inside() const override {
    const Distribution& d = observed();
    const Array all = broadcast_to(d.rules().inside(), d.batch_shape() + d.event_shape());
    const Array one = slice_axis(all, -1 - observation_rank(), 0, 1);
    return p.time_varying_observation_distribution ? squeeze(one, -1 - observation_rank()) : one;
  }
  std::optional<Bijector> default_event_space_bijector() const override {
    const std::optional<Bijector> onto = observed().rules().default_event_space_bijector();
    if (onto && !onto->rules().parameters().empty())
      fail_not_implemented("default_event_space_bijector (of supports with parameters)");
    return onto;
  }

  /// Steps of [..., steps, rest], where rest has `num_rest` axes, in front.
  Array steps_first(const Array& x, std::int64_t num_rest) const {
    return move_axis(x, -1 - num_rest, 0);
  }
  /// Transitions with their steps, if they vary, in front.
  Array transitions() const {
    return p.time_varying_transition_distribution ? steps_first(log_transitions, 2)
                                                  : log_transitions;
  }
  /// Logarithms of what observations, [..., steps, event], have by state: [steps, ..., states].
  Array log_likelihoods(const Array& x, const std::optional<Array>& mask) const {
    const Array by_state = expand_dims(x, x.rank() - observation_rank());
    // The observations' batch has steps in front of the states, or knows nothing of steps.
    const Array each = p.time_varying_observation_distribution
                           ? steps_first(observed().log_prob(by_state), 1)
                           : observed().log_prob(steps_first(by_state, 1 + observation_rank()));
    if (!mask) return each;
    const Shape shape = broadcast_shapes(mask->shape(), batch_shape() + Shape{p.num_steps}, kName);
    return where(expand_dims(steps_first(broadcast_to(*mask, shape), 0), -1), 0., each);
  }
  /// The recursions' view of observations, with all of their batch axes.
  HiddenMarkovSteps steps_of(const Array& observations, const std::optional<Array>& mask) const {
    const Array x = broadcast_to(
        observations, broadcast_shapes(observations.shape(), batch_shape() + event_shape(), kName));
    const Array each = log_likelihoods(x, mask ? mask : p.mask);
    const Shape one = broadcast_shapes(each.shape().slice(1, each.rank()),
                                       batch_shape() + Shape{num_states}, kName);
    return {.log_initial = log_initial,
            .log_transitions = transitions(),
            .is_varying = p.time_varying_transition_distribution,
            .log_likelihoods = broadcast_to(each, Shape{p.num_steps} + one)};
  }

  Array log_prob(const Array& x) const override { return total_log_prob(steps_of(x, {})); }

  /// The states of draws: [steps] + shape.
  Array sample_states(const Key& key, const Shape& shape) const {
    const auto [key_first, key_next] = split<2>(key);
    const Array first = random::categorical(key_first, log_initial, shape);
    const Array all = transitions();
    const auto step = [&](const Array& state, const Array& t) {
      const Array rows = p.time_varying_transition_distribution ? take(all, t, 0) : all;
      const Array is_state = expand_dims(state, -1) == arange(num_states);
      const Array row = sum(where(expand_dims(is_state, -1), rows, 0.), {.axes = {-2}});
      const Array next = random::categorical(fold_in(key_next, t), row, shape);
      return std::pair(next, next);
    };
    const Array others = scan(step, first, arange(p.num_steps - 1)).second;
    return concatenate({expand_dims(first, 0), others});
  }
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_states, key_draws] = split<2>(key);
    const Array states = move_axis(sample_states(key_states, shape), 0, -1);
    const bool is_varying = p.time_varying_observation_distribution;
    const Shape by_state = is_varying ? shape + Shape{p.num_steps, num_states}
                                      : Shape{p.num_steps} + shape + Shape{num_states};
    const Array raw = draws_for(observed(), key_draws, by_state);
    const Array all = is_varying ? raw : move_axis(raw, 0, shape.rank());
    Array mark = expand_dims(states, -1) == arange(num_states);
    mark = with_event_axes(mark, observation_rank());
    return sum(where(mark, all, zeros_like(all)), {.axes = {-1 - observation_rank()}});
  }

  /// Logarithms of the probabilities of the states: batch + [steps, states].
  Array log_prior_marginals() const {
    const Shape one = batch_shape() + Shape{num_states};
    HiddenMarkovSteps m{.log_initial = log_initial,
                        .log_transitions = transitions(),
                        .is_varying = p.time_varying_transition_distribution,
                        .log_likelihoods = zeros(Shape{p.num_steps} + one, dtype())};
    return move_axis(forward_log_probs(m), 0, -2);
  }
  /// A statistic of the observations by state, batch + [steps, states] + event.
  Array by_step(const Array& statistic) const {
    const bool is_varying = p.time_varying_observation_distribution;
    return is_varying ? statistic : expand_dims(statistic, -2 - observation_rank());
  }
  Array mixed(const Array& statistic) const {
    const Array weights = with_event_axes(exp(log_prior_marginals()), observation_rank());
    return sum(weights * statistic, {.axes = {-1 - observation_rank()}});
  }
  Array mean() const override { return mixed(by_step(observed().mean())); }
  Array variance() const override {
    const Array between =
        square(by_step(observed().mean()) - expand_dims(mean(), -1 - observation_rank()));
    return mixed(by_step(observed().variance()) + between);
  }
};

const HiddenMarkovRules& rules_of(const HiddenMarkovModel& model) {
  return dynamic_cast<const HiddenMarkovRules&>(model.rules());
}

}  // namespace

constinit const Family HiddenMarkovModel::family{.name = kName, .is_reparameterized = false};

HiddenMarkovModel::HiddenMarkovModel(const HiddenMarkovModelParameters& parameters)
    : Distribution(make_ref<HiddenMarkovRules>(parameters)) {}

Distribution HiddenMarkovModel::prior_marginals() const {
  return Categorical({.logits = rules_of(*this).log_prior_marginals()});
}

Distribution HiddenMarkovModel::posterior_marginals(const Array& observations,
                                                    const std::optional<Array>& mask) const {
  const HiddenMarkovSteps steps = rules_of(*this).steps_of(observations, mask);
  return Categorical(
      {.logits = move_axis(forward_log_probs(steps) + backward_log_probs(steps), 0, -2)});
}

Array HiddenMarkovModel::posterior_mode(const Array& observations,
                                        const std::optional<Array>& mask) const {
  return move_axis(most_probable_states(rules_of(*this).steps_of(observations, mask)), 0, -1);
}

}  // namespace aleator::distributions
