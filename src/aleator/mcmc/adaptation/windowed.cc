// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/adaptation/windowed.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/adaptation/step_size.h"
#include "aleator/mcmc/parts/directions.h"
#include "aleator/mcmc/parts/pooling.h"

#include <algorithm>
#include <cmath>

namespace aleator::mcmc {
namespace {

/// What a chain gathers within a window.
struct Gathered {
  DualAveraging::State step_size;
  Moments log_density, position, gradient;
  SpreadDraws draws;
};

class WindowedRules final : public AdaptationRules {
 public:
  explicit WindowedRules(const WindowedAdaptation& options)
      : windows_(window_lengths(options.num_adaptation_steps)),
        uses_gradients_(options.uses_gradients),
        num_directions_(options.max_num_directions) {
    averaging_.target_accept_prob = options.target_accept_prob;
    averaging_.check("WindowedAdaptation");
  }

  std::vector<std::int64_t> epochs() const override { return windows_; }

  Tuning start(const Parameters& parameters, const ArrayType& position) const override {
    Tuning tuning{parameters, {strong_scalar(std::int64_t{0})}};
    tuning.parameters.inverse_metric =
        broadcast_to(astype(parameters.inverse_metric, position.dtype), position.shape);
    if (num_directions_ > 0)
      tuning.parameters.directions = no_directions(position, num_directions_);
    limit_trees(tuning.parameters, 0);
    return tuning;
  }

  Arrays begin_epoch(const Tuning& tuning, const ArrayType& position) const override {
    const auto window = static_cast<std::size_t>(tuning.memory[0].item<std::int64_t>());
    // Large steps are tried first, since they are cheap; later the step size is about right.
    const double shrinkage = window == 0 ? 10 : 2;
    const Array like = zeros(position.shape, position.dtype);
    return flatten<Array>(Gathered{averaging_.start(window < windows_.size(), shrinkage),
                                   no_moments(zeros({}, position.dtype)), no_moments(like),
                                   no_moments(like), no_draws(window, position)});
  }

  Arrays observe(const Arrays& statistics, const Observation& seen) const override {
    const Gathered g = unflatten<Array>(Gathered{}, statistics);
    return flatten<Array>(Gathered{averaging_.observe(g.step_size, seen.info.log_accept_ratio),
                                   with(g.log_density, seen.log_density),
                                   with(g.position, seen.position), with(g.gradient, seen.gradient),
                                   with(g.draws, g.position.count, seen.position, seen.gradient)});
  }

  Parameters tuned(const Parameters& parameters, const Arrays& statistics) const override {
    return DualAveraging::tuned(parameters, unflatten<Array>(Gathered{}, statistics).step_size);
  }

  Tuning update(const Tuning& tuning, const Arrays& all_chains) const override {
    const Gathered g = unflatten<Array>(Gathered{}, all_chains);
    const std::int64_t window = tuning.memory[0].item<std::int64_t>();
    Tuning next{DualAveraging::pooled(tuning.parameters, g.step_size), {strong_scalar(window + 1)}};
    limit_trees(next.parameters, window + 1);
    const bool is_last = window + 1 >= static_cast<std::int64_t>(windows_.size());
    if (is_last) return next;
    const Array chosen = chosen_chains(g);
    const Moments position = pooled(g.position, chosen), gradient = pooled(g.gradient, chosen);
    next.parameters.inverse_metric = metric(tuning.parameters.inverse_metric, position, gradient);
    if (window == 0) next.parameters.step_size = first_step_size(next.parameters);
    if (num_directions_ == 0) return next;
    // What fits the mass holds a chain back that is still in another place.
    const bool is_there = window > 0 && all(chosen).item<bool>();
    next.parameters.directions =
        is_there ? find_directions(centered(g.draws, chosen, {position.mean, gradient.mean}),
                                   next.parameters.inverse_metric, num_directions_)
                 : no_directions(position_type(next.parameters), num_directions_);
    return next;
  }

 private:
  /// In the units of a metric that fits, a step size that fits shrinks with the dimension.
  static Array first_step_size(const Parameters& parameters) {
    const double dimension = std::max(1., static_cast<double>(parameters.inverse_metric.size()));
    return astype(broadcast_to(Array(std::pow(dimension, -0.25)), parameters.step_size.shape()),
                  parameters.step_size.dtype());
  }

  /// Chains that are still on their way take small steps, and would take as many as they may while
  /// the others wait: their trajectories are short in the first windows.
  void limit_trees(Parameters& parameters, std::int64_t window) const {
    const bool is_early = window < std::min(kEarlyWindows, std::ssize(windows_) - 1);
    parameters.max_tree_depth = astype(is_early ? kEarlyTreeDepth : Parameters{}.max_tree_depth,
                                       parameters.step_size.dtype());
  }

  static ArrayType position_type(const Parameters& parameters) {
    return {.dtype = parameters.inverse_metric.dtype(), .shape = parameters.inverse_metric.shape()};
  }

  static Array chosen_chains(const Gathered& chains) {
    return is_typical(
        chains.log_density.mean,
        chains.log_density.squares /
            maximum(reshape(chains.log_density.count, chains.log_density.mean.shape()) - 1., 1.));
  }

  /// What few draws say counts little beside the metric before.
  Array metric(const Array& before, const Moments& position, const Moments& gradient) const {
    const Array log_variance = log(variance(position));
    const Array ratio =
        uses_gradients_ ? 0.5 * (log_variance - log(variance(gradient))) : log_variance;
    const Array weight = astype(position.count / (position.count + kPriorCount), before.dtype());
    const Array log_metric = weight * ratio + (1. - weight) * log(before);
    // A coordinate that did not move, or a flat density, says nothing.
    return where(is_finite(ratio), exp(log_metric), before);
  }

  /// Only windows before a new metric keep draws; the first one is still on its way to the mass.
  SpreadDraws no_draws(std::size_t window, const ArrayType& position) const {
    const bool is_keeping = num_directions_ > 0 && window > 0 && window + 1 < windows_.size();
    return spread_draws(position, num_directions_ > 0, is_keeping ? windows_[window] : 0);
  }

  static constexpr double kPriorCount = 5, kEarlyTreeDepth = 7;
  static constexpr std::int64_t kEarlyWindows = 2;
  DualAveraging averaging_;
  const std::vector<std::int64_t> windows_;
  const bool uses_gradients_;
  const std::int64_t num_directions_;
};

class WindowedKernelRules final : public WrapperRules {
 public:
  explicit WindowedKernelRules(const WindowedAdaptation& options)
      : WrapperRules(options.inner_kernel), adaptation_(make_ref<WindowedRules>(options)) {
    if (inner().adaptation())
      throw ValueError("WindowedAdaptation: the inner kernel already adapts; nest one adaptation");
  }
  std::string_view name() const override { return "WindowedAdaptation"; }
  Ref<const AdaptationRules> adaptation() const override { return adaptation_; }

 private:
  Ref<const AdaptationRules> adaptation_;
};

}  // namespace

std::vector<std::int64_t> window_lengths(std::int64_t num_steps) {
  if (num_steps <= 0) return {};
  const std::int64_t last =
      std::min<std::int64_t>(200, std::max<std::int64_t>(1, num_steps * 15 / 100));
  std::int64_t left = num_steps - last;
  std::vector<std::int64_t> lengths;
  for (std::int64_t next = 20; left > 0; next = next < 50 ? (next == 20 ? 30 : 50) : 2 * next) {
    // A remainder too short for a window of its own makes this one longer.
    const std::int64_t length = left < next + next / 2 ? left : next;
    lengths.push_back(length);
    left -= length;
  }
  lengths.push_back(last);
  return lengths;
}

Ref<const KernelRules> WindowedAdaptation::rules() const {
  if (num_adaptation_steps < 0) {
    throw ValueError(text("WindowedAdaptation: num_adaptation_steps must not be negative, got ",
                          num_adaptation_steps));
  }
  if (max_num_directions < 0) {
    throw ValueError(text("WindowedAdaptation: max_num_directions must not be negative, got ",
                          max_num_directions));
  }
  return make_ref<WindowedKernelRules>(*this);
}

}  // namespace aleator::mcmc
