// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/time_series/linear_gaussian_state_space_model.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/time_series/kalman.h"
#include "aleator/distributions/wrappers/parts.h"

namespace aleator::distributions {
namespace {

constexpr char kName[] = "LinearGaussianStateSpaceModel";
using Parameters = LinearGaussianStateSpaceModelParameters;

/// The parts of a model at its first step, whose shapes those at the others share.
struct FirstStep {
  Array transition_matrix, observation_matrix;
  Distribution transition_noise, observation_noise;
};

FirstStep first_step(const Parameters& p) {
  if (p.num_timesteps < 1)
    throw ValueError(text(kName, ": num_timesteps must be at least 1, got ", p.num_timesteps));
  const Array t = strong_scalar(p.initial_step);
  return {p.transition_matrix(t), p.observation_matrix(t), p.transition_noise(t),
          p.observation_noise(t)};
}

void check_matrix(const char* name, const Array& m, std::int64_t rows, std::int64_t columns) {
  if (m.rank() < 2 || m.dim(-2) != rows || m.dim(-1) != columns)
    throw ShapeError(text(kName, ": ", name, " must have shape [..., ", rows, ", ", columns,
                          "], got ", m.shape()));
}
void check_vector(const char* name, const Distribution& d, std::int64_t n) {
  if (d.event_shape() != Shape{n})
    throw ShapeError(text(kName, ": ", name, " must be of vectors of length ", n, ", got ", d));
}

Shape joint_batch(const Parameters& p) {
  const FirstStep s = first_step(p);
  if (p.initial_state_prior.event_shape().rank() != 1 ||
      s.observation_noise.event_shape().rank() != 1)
    throw ShapeError(text(kName,
                          ": initial_state_prior and observation_noise must be of vectors, "
                          "got ",
                          p.initial_state_prior, " and ", s.observation_noise));
  const std::int64_t d = p.initial_state_prior.event_shape()[0];
  const std::int64_t k = s.observation_noise.event_shape()[0];
  check_matrix("transition_matrix", s.transition_matrix, d, d);
  check_matrix("observation_matrix", s.observation_matrix, k, d);
  check_vector("transition_noise", s.transition_noise, d);
  Shape joint =
      joint_batch_shape(kName, {p.initial_state_prior, s.transition_noise, s.observation_noise});
  for (const Array& m : {s.transition_matrix, s.observation_matrix})
    joint = broadcast_shapes(joint, m.shape().slice(0, m.rank() - 2), kName);
  if (!p.mask) return joint;
  if (p.mask->dtype() != boolean || p.mask->rank() < 1 || p.mask->dim(-1) != p.num_timesteps)
    throw ShapeError(text(kName, ": mask must be bools of shape [..., ", p.num_timesteps, "], got ",
                          p.mask->dtype(), " of shape ", p.mask->shape()));
  return broadcast_shapes(joint, p.mask->shape().slice(0, p.mask->rank() - 1), kName);
}

std::vector<NamedArray> all_parameters(const Parameters& p) {
  Distributions parts{p.initial_state_prior};
  const FirstStep s = first_step(p);
  if (p.transition_noise.is_constant()) parts.push_back(s.transition_noise);
  if (p.observation_noise.is_constant()) parts.push_back(s.observation_noise);
  std::vector<NamedArray> all = joint_parameters(parts);
  if (p.transition_matrix.is_constant()) all.push_back({"transition_matrix", s.transition_matrix});
  if (p.observation_matrix.is_constant())
    all.push_back({"observation_matrix", s.observation_matrix});
  return all;
}

struct StateSpaceRules final : DistributionRules {
  explicit StateSpaceRules(const Parameters& p)
      : DistributionRules(LinearGaussianStateSpaceModel::family, joint_batch(p),
                          p.initial_state_prior.dtype(), all_parameters(p)),
        p(p),
        num_states(p.initial_state_prior.event_shape()[0]),
        num_observed(first_step(p).observation_noise.event_shape()[0]) {}
  const Parameters p;
  const std::int64_t num_states, num_observed;

  Shape event_shape() const override { return {p.num_timesteps, num_observed}; }
  /// At every step, of what has batch axes of its own; of all, where nothing has.
  Distribution with_batch(const BatchMap& map) const override {
    const bool is_single = batch_shape().rank() == 0;
    const auto of = [=](const Distribution& d) {
      return is_single || d.batch_shape().rank() > 0 ? d.rules().with_batch(map) : d;
    };
    const auto matrix = [=](const Array& m) { return is_single || m.rank() > 2 ? map(m, 2) : m; };
    Parameters q = p;
    q.transition_matrix = mapped(p.transition_matrix, matrix);
    q.observation_matrix = mapped(p.observation_matrix, matrix);
    q.transition_noise = mapped(p.transition_noise, of);
    q.observation_noise = mapped(p.observation_noise, of);
    q.initial_state_prior = of(p.initial_state_prior);
    if (p.mask) q.mask = map(*p.mask, 1);
    return LinearGaussianStateSpaceModel(q);
  }
  template <class T, class Change>
  static OfTime<T> mapped(const OfTime<T>& value, const Change& change) {
    if (value.is_constant()) return change(value(0));
    return OfTime<T>([=](const Array& step) { return change(value(step)); });
  }
  std::optional<Array> is_in_support(const Array&) const override { return std::nullopt; }
  Array inside() const override { return zeros({p.num_timesteps, num_observed}, dtype()); }

  /// The moments of step t = 0, 1, ...
  LinearGaussianStep step_at(const Array& t) const {
    const Array step = t + p.initial_step;
    const Distribution q = p.transition_noise(step), r = p.observation_noise(step);
    return {.transition_matrix = astype(p.transition_matrix(step), dtype()),
            .transition_mean = q.mean(),
            .transition_cov = q.covariance(),
            .observation_matrix = astype(p.observation_matrix(step), dtype()),
            .observation_mean = r.mean(),
            .observation_cov = r.covariance()};
  }
  LinearGaussianSteps steps() const {
    return [this](const Array& t) { return step_at(t); };
  }
  /// The moments of the first state, for `lead` + a batch of means and `cov_lead` of covariances.
  GaussianMoments start(const Shape& mean_lead, const Shape& cov_lead) const {
    return {
        broadcast_to(p.initial_state_prior.mean(), mean_lead + Shape{num_states}),
        broadcast_to(p.initial_state_prior.covariance(), cov_lead + Shape{num_states, num_states})};
  }

  /// Observations and what is missing of them with steps in front, and their lead shapes.
  struct Input {
    Array y, is_missing;
    Shape mean_lead, cov_lead;
  };
  Input input_of(const Array& observations, const std::optional<Array>& given) const {
    const std::optional<Array>& mask = given ? given : p.mask;
    Shape shape = broadcast_shapes(observations.shape(), batch_shape() + event_shape(), kName);
    const Shape steps = mask ? mask->shape() : Shape{p.num_timesteps};
    const Shape lead = broadcast_shapes(shape.slice(0, shape.rank() - 1), steps, kName);
    const Array y = broadcast_to(observations, lead + Shape{num_observed});
    const Array missing = mask ? *mask : full(steps, astype(false, boolean));
    const Shape cov_steps = broadcast_shapes(steps, batch_shape() + Shape{p.num_timesteps}, kName);
    return {move_axis(y, -2, 0), move_axis(broadcast_to(missing, cov_steps), -1, 0),
            lead.slice(0, lead.rank() - 1), cov_steps.slice(0, cov_steps.rank() - 1)};
  }
  KalmanFilterStep filtered(const Input& in) const {
    return kalman_filter(steps(), in.y, in.is_missing, start(in.mean_lead, in.cov_lead));
  }
  Array log_prob(const Array& y) const override {
    return sum(filtered(input_of(y, {})).log_likelihood, {.axes = {0}});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_first, key_next] = split<2>(key);
    const Shape full = shape + Shape{num_states};
    const Array first = broadcast_to(draws_for(p.initial_state_prior, key_first, shape), full);
    const auto step = [&](const Array& x, const Array& t) {
      const auto [key_q, key_r] = split<2>(fold_in(key_next, t));
      const Array at = t + p.initial_step;
      const Array y = matrix_vector(astype(p.observation_matrix(at), dtype()), x) +
                      draws_for(p.observation_noise(at), key_r, shape);
      const Array next = matrix_vector(astype(p.transition_matrix(at), dtype()), x) +
                         draws_for(p.transition_noise(at), key_q, shape);
      return std::pair(broadcast_to(next, full), y);
    };
    const Array draws = scan(step, first, arange(p.num_timesteps)).second;
    return move_axis(draws, 0, -2);
  }

  /// The moments of the observations before anything is observed, steps in front.
  GaussianMoments prior_moments() const {
    const auto step = [&](const GaussianMoments& state, const Array& t) {
      const LinearGaussianStep s = step_at(t);
      const GaussianMoments next = next_moments(s, state);
      return std::pair(GaussianMoments{broadcast_to(next.mean, state.mean.shape()),
                                       broadcast_to(next.cov, state.cov.shape())},
                       observed_moments(s, state));
    };
    return scan(step, start(batch_shape(), batch_shape()), arange(p.num_timesteps)).second;
  }
  Array mean() const override { return move_axis(prior_moments().mean, 0, -2); }
  Array mode() const override { return mean(); }
  Array variance() const override { return move_axis(diagonal(prior_moments().cov), 0, -2); }
};

const StateSpaceRules& rules_of(const LinearGaussianStateSpaceModel& model) {
  return dynamic_cast<const StateSpaceRules&>(model.rules());
}
Array steps_of_vectors(const Array& x) { return move_axis(x, 0, -2); }
Array steps_of_matrices(const Array& x) { return move_axis(x, 0, -3); }

}  // namespace

constinit const Family LinearGaussianStateSpaceModel::family{.name = kName, .event_rank = 2};

LinearGaussianStateSpaceModel::LinearGaussianStateSpaceModel(const Parameters& parameters)
    : Distribution(make_ref<StateSpaceRules>(parameters)) {}

KalmanFilterResults LinearGaussianStateSpaceModel::forward_filter(
    const Array& observations, const std::optional<Array>& mask) const {
  const StateSpaceRules& rules = rules_of(*this);
  const KalmanFilterStep all = rules.filtered(rules.input_of(observations, mask));
  return {.log_likelihoods = move_axis(all.log_likelihood, 0, -1),
          .filtered_means = steps_of_vectors(all.filtered.mean),
          .filtered_covs = steps_of_matrices(all.filtered.cov),
          .predicted_means = steps_of_vectors(all.predicted.mean),
          .predicted_covs = steps_of_matrices(all.predicted.cov),
          .observation_means = steps_of_vectors(all.observed.mean),
          .observation_covs = steps_of_matrices(all.observed.cov)};
}

SmoothedStates LinearGaussianStateSpaceModel::posterior_marginals(
    const Array& observations, const std::optional<Array>& mask) const {
  const StateSpaceRules& rules = rules_of(*this);
  const StateSpaceRules::Input in = rules.input_of(observations, mask);
  const GaussianMoments all =
      kalman_smoother(rules.steps(), in.y, in.is_missing, rules.filtered(in));
  return {steps_of_vectors(all.mean), steps_of_matrices(all.cov)};
}

SmoothedStates LinearGaussianStateSpaceModel::latents_to_observations(
    const SmoothedStates& states) const {
  const StateSpaceRules& rules = rules_of(*this);
  struct Entry {
    Array mean, cov, number;
  };
  const auto step = [&](const Array& none, const Entry& e) {
    return std::pair(none, observed_moments(rules.step_at(e.number), {e.mean, e.cov}));
  };
  const Entry entries{move_axis(states.means, -2, 0), move_axis(states.covs, -3, 0),
                      arange(states.means.dim(-2))};
  const GaussianMoments all = scan(step, zeros({}), entries).second;
  return {steps_of_vectors(all.mean), steps_of_matrices(all.cov)};
}

}  // namespace aleator::distributions
