// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/adaptation/trajectory_length.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/adaptation/step_size.h"
#include "aleator/mcmc/parts/pooling.h"
#include "aleator/transforms/transforms.h"

#include <cmath>

namespace aleator::mcmc {
namespace {

constexpr const char* kWho = "GradientBasedTrajectoryLengthAdaptation";

/// One transition: of a chain, or of all with the chains as axis 0.
struct Seen {
  Array position, gradient, log_density, log_accept_ratio;
  Array start, end, velocity, fraction;
};

/// Running moments over chains and transitions, [size].
struct Running {
  Array mean, variance, gradient_mean, gradient_variance;
  Array direction;  ///< of the largest variance in units of the metric, times that variance
};

struct Length {
  Array log_length, log_average, squares;
};

struct Memory {
  Array num_transitions;
  Array first_step_size;  ///< from which dual averaging counts
  DualAveraging::State step_size;
  Running running;
  Length length;
};

/// Means over the chosen chains.
class ChainMean {
 public:
  explicit ChainMean(const Array& is_chosen)
      : weight_(astype(is_chosen, float64) / maximum(sum(astype(is_chosen, float64)), 1.)) {}
  Array operator()(const Array& x) const {
    const Array w = astype(expand_dims(weight_, 1), x.dtype());
    return sum(where(w > 0., w * x, 0.), {.axes = {0}});
  }

 private:
  Array weight_;
};

/// The variance of a mixture of what was (weight 1 - w) and of the chains now.
std::pair<Array, Array> moved(const Array& mean, const Array& variance, const Array& x,
                              const ChainMean& over_chains, const Array& w) {
  const Array center = over_chains(x), spread = over_chains(square(x - center));
  const Array step = center - mean;
  return {mean + w * step, (1. - w) * (variance + w * square(step)) + w * spread};
}

Running with_transition(const Running& r, const Seen& seen, const Array& unit, const Array& w64,
                        const ChainMean& over_chains) {
  const Array w = astype(w64, r.mean.dtype());
  const auto [mean, variance] = moved(r.mean, r.variance, seen.position, over_chains, w);
  const auto [gradient_mean, gradient_variance] =
      moved(r.gradient_mean, r.gradient_variance, seen.gradient, over_chains, w);
  // A power iteration.
  const Array norm = sqrt(sum(square(r.direction))), x = (seen.position - mean) / unit;
  const Array along = sum(x * r.direction / norm, {.axes = {1}, .keep_dims = true});
  const Array direction = (1. - w) * r.direction + w * over_chains(x * along);
  const Array is_direction = logical_and(all(is_finite(direction)), sum(square(direction)) > 0.);
  return {mean, variance, gradient_mean, gradient_variance,
          where(is_direction, direction, r.direction)};
}

class TrajectoryRules final : public AdaptationRules {
 public:
  explicit TrajectoryRules(const GradientBasedTrajectoryLengthAdaptation& options)
      : num_steps_(options.num_adaptation_steps),
        rate_(options.adaptation_rate),
        max_leapfrog_steps_(options.max_leapfrog_steps),
        criterion_(options.criterion_fn) {
    averaging_.target_accept_prob = options.target_accept_prob;
    averaging_.check(kWho);
  }

  std::vector<std::int64_t> epochs() const override {
    return std::vector<std::int64_t>(static_cast<std::size_t>(num_steps_), 1);
  }
  bool mixes_chains() const override { return true; }

  Tuning start(const Parameters& parameters, const ArrayType& position) const override {
    Tuning tuning{parameters, {}};
    tuning.parameters.inverse_metric =
        broadcast_to(astype(parameters.inverse_metric, position.dtype), position.shape);
    const Array zero = zeros(position.shape, position.dtype), one = ones_like(zero);
    const Array log_length = astype(log(parameters.trajectory_length), float64);
    tuning.memory = flatten<Array>(Memory{strong_scalar(0.),
                                          parameters.step_size,
                                          averaging_.start(true, kShrinkage),
                                          {zero, one, zero, one, one},
                                          {log_length, log_length, strong_scalar(0.)}});
    return tuning;
  }

  Arrays begin_epoch(const Tuning&, const ArrayType& position) const override {
    const Array zero = zeros(position.shape, position.dtype), number = strong_scalar(0.);
    return flatten<Array>(Seen{zero, zero, number, number, zero, zero, zero, number});
  }

  Arrays observe(const Arrays&, const Observation& seen) const override {
    const Proposal& p = seen.info.proposal;
    if (p.end.rank() == 0) {
      throw ValueError(text(kWho,
                            ": inner_kernel must be a JitteredHamiltonianMonteCarlo, or wrap one; "
                            "the kernel given has no trajectories of jittered length"));
    }
    const auto number = [](const Array& x) { return astype(x, float64); };
    return flatten<Array>(Seen{seen.position, seen.gradient, number(seen.log_density),
                               number(seen.info.log_accept_ratio), p.start, p.end, p.velocity,
                               number(p.fraction)});
  }

  Tuning update(const Tuning& tuning, const Arrays& all_chains) const override {
    const Seen seen = unflatten<Array>(Seen{}, all_chains);
    Memory m = unflatten<Array>(Memory{}, tuning.memory);
    const Array unit = sqrt(tuning.parameters.inverse_metric);
    const Array is_chosen = chosen(seen);
    const Array age = floor(m.num_transitions / 8.) + 1.;
    m.running = with_transition(m.running, seen, unit, 1. / age, ChainMean(is_chosen));
    m.num_transitions = m.num_transitions + 1.;
    m.step_size = averaging_.observe(m.step_size, harmonic_mean(seen, is_chosen));
    const Array is_last = m.num_transitions >= static_cast<double>(num_steps_);
    const Array log_factor = where(is_last, m.step_size.log_average, m.step_size.log_factor);
    Tuning next = tuning;
    next.parameters.step_size =
        m.first_step_size * astype(exp(log_factor), m.first_step_size.dtype());
    m.length = longer(m, ascent(m.running, seen, unit, is_chosen), next.parameters.step_size);
    next.parameters.trajectory_length =
        astype(exp(where(is_last, m.length.log_average, m.length.log_length)),
               tuning.parameters.trajectory_length.dtype());
    const Array num_seen = age * sum(astype(is_chosen, float64));
    next.parameters.inverse_metric = where(
        is_last, tuning.parameters.inverse_metric,
        metric(tuning.parameters.inverse_metric, m.running, num_seen / (num_seen + kPriorCount)));
    next.memory = flatten<Array>(m);
    return next;
  }

 private:
  static constexpr double kShrinkage = 10;  // tries large steps first, which are cheap
  static constexpr double kPriorCount = 5;  // what few draws say counts little
  static constexpr double kMemory = 0.95;   // of Adam's second moment (the paper's)

  /// Chains where most are; log densities of a Gaussian vary by half its dimension.
  static Array chosen(const Seen& seen) {
    const double spread = 0.5 * static_cast<double>(seen.position.dim(1));
    return is_typical(seen.log_density, full(seen.log_density.shape(), spread));
  }

  /// Its logarithm, of acceptance probabilities.
  static Array harmonic_mean(const Seen& seen, const Array& is_chosen) {
    const Array weight = astype(is_chosen, float64);
    const Array inverse = where(is_chosen, exp(-minimum(0., seen.log_accept_ratio)), 0.);
    return -log(sum(inverse) / maximum(sum(weight), 1.));
  }

  /// The derivative of the criterion in the logarithm of the length, up to that factor which all
  /// chains share: the mean over proposals, weighted by acceptance.
  Array ascent(const Running& running, const Seen& seen, const Array& unit,
               const Array& is_chosen) const {
    const Array direction = running.direction / sqrt(sum(square(running.direction)));
    const auto along = [&](Array start, Array end, Array velocity) {
      const auto criterion = [&](Array x) { return criterion_(start, x, direction); };
      return jvp(criterion, end, velocity).second;
    };
    const Array start = (seen.start - running.mean) / unit, end = (seen.end - running.mean) / unit;
    const Array slope =
        seen.fraction * astype(vmap(along)(start, end, seen.velocity / unit), float64);
    const Array weight = where(logical_and(is_chosen, is_finite(slope)),
                               exp(minimum(0., seen.log_accept_ratio)), 0.);
    return sum(where(weight > 0., weight * slope, 0.)) / maximum(sum(weight), 1e-300);
  }

  /// One step of Adam without momentum, within a step and the most steps; and the average.
  Length longer(const Memory& m, const Array& slope, const Array& step_size) const {
    const Array derivative = slope * exp(m.length.log_length);
    const Array squares = kMemory * m.length.squares + (1. - kMemory) * square(derivative);
    const Array unbiased = squares / (1. - exp(std::log(kMemory) * m.num_transitions));
    const Array change = rate_ * derivative / sqrt(maximum(unbiased, 1e-300));
    const Array shortest = astype(log(max(step_size)), float64);
    const Array log_length =
        clip(m.length.log_length + where(is_finite(change), change, 0.), shortest,
             shortest + std::log(static_cast<double>(max_leapfrog_steps_)));
    const Array weight = rsqrt(m.num_transitions);
    return {log_length, weight * log_length + (1. - weight) * m.length.log_average, squares};
  }

  static Array metric(const Array& before, const Running& r, const Array& trust) {
    const Array ratio = 0.5 * (log(r.variance) - log(r.gradient_variance));
    const Array weight = astype(trust, before.dtype());
    // A coordinate that did not move, or a flat density, says nothing.
    return where(is_finite(ratio), exp(weight * ratio + (1. - weight) * log(before)), before);
  }

  const std::int64_t num_steps_;
  const double rate_;
  const int max_leapfrog_steps_;
  const TrajectoryCriterion criterion_;
  DualAveraging averaging_;
};

class TrajectoryKernelRules final : public WrapperRules {
 public:
  explicit TrajectoryKernelRules(const GradientBasedTrajectoryLengthAdaptation& options)
      : WrapperRules(options.inner_kernel), adaptation_(make_ref<TrajectoryRules>(options)) {
    if (inner().adaptation())
      throw ValueError(text(kWho, ": the inner kernel already adapts; nest one adaptation"));
  }
  std::string_view name() const override { return kWho; }
  Ref<const AdaptationRules> adaptation() const override { return adaptation_; }

 private:
  Ref<const AdaptationRules> adaptation_;
};

}  // namespace

Array chees_criterion(const Array& start, const Array& end, const Array&) {
  return 0.25 * square(sum(square(end)) - sum(square(start)));
}

Array snaper_criterion(const Array& start, const Array& end, const Array& direction) {
  return 0.25 * square(square(sum(direction * end)) - square(sum(direction * start)));
}

Ref<const KernelRules> GradientBasedTrajectoryLengthAdaptation::rules() const {
  if (num_adaptation_steps < 0) {
    throw ValueError(
        text(kWho, ": num_adaptation_steps must not be negative, got ", num_adaptation_steps));
  }
  if (!(adaptation_rate > 0))
    throw ValueError(text(kWho, ": adaptation_rate must be positive, got ", adaptation_rate));
  if (max_leapfrog_steps < 1) {
    throw ValueError(
        text(kWho, ": max_leapfrog_steps must be at least 1, got ", max_leapfrog_steps));
  }
  return make_ref<TrajectoryKernelRules>(*this);
}

}  // namespace aleator::mcmc
