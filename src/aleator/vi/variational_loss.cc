// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/variational_loss.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/transforms/inspect.h"
#include "aleator/transforms/transforms.h"

#include <cmath>

namespace aleator::vi {
namespace {

constexpr const char* kWho = "monte_carlo_variational_loss";
using enum GradientEstimator;

Arrays stopped(Arrays arrays) {
  for (Array& x : arrays) x = stop_gradient(x);
  return arrays;
}

/// Log density with gradients through the draws, but not to the parameters.
Array log_prob_with_stopped_parameters(const SurrogatePosterior& q, const Arrays& draws) {
  const ClosedFunction f =
      close(kWho, types_of(draws), [&](const Arrays& x) { return Arrays{q.log_prob(x)}; });
  return call_function(f.function, joined({draws, stopped(f.captures)}))[0];
}

struct Weights {
  Array log_q, log_u;  // [sample_size, importance_sample_size]
};

Weights draw(const LogDensity& target, const SurrogatePosterior& q, const VariationalLossOptions& o,
             GradientEstimator estimator) {
  const Shape sizes{o.sample_size, o.importance_sample_size};
  const Shape all{sizes.size()};
  Arrays parts;
  Array log_q;
  if (estimator == reparameterization) {
    std::tie(parts, log_q) = q.sample_and_log_prob(all, o.key);
  } else {
    parts = q.sample(all, o.key);
    if (estimator != doubly_reparameterized) parts = stopped(parts);
    log_q = estimator == doubly_reparameterized ? log_prob_with_stopped_parameters(q, parts)
                                                : q.log_prob(parts);
  }
  return {reshape(log_q, sizes), reshape(log_prob_of_draws(target, parts) - log_q, sizes)};
}

/// log mean over the last axis.
Array log_mean(const Array& log_u) {
  return logsumexp(log_u, {.axes = {-1}}) - std::log(static_cast<double>(log_u.dim(-1)));
}

/// Adds nothing to the value, and `factor` times the gradient of x to the gradient.
Array with_gradient(const Array& value, const Array& factor, const Array& x) {
  return value + stop_gradient(factor) * (x - stop_gradient(x));
}

/// The mean of the other elements; 0 where there are none.
Array mean_of_others(const Array& x) {
  if (x.size() == 1) return zeros_like(x);
  return (sum(x) - x) / static_cast<double>(x.size() - 1);
}

Array score_loss(const Weights& w, const DiscrepancyFn& f) {
  const Array values = f(log_mean(w.log_u));
  const Array log_q = sum(w.log_q, {.axes = {-1}});
  return with_gradient(values, values - mean_of_others(stop_gradient(values)), log_q);
}

/// In the baseline of draw k the geometric mean of the others stands for u_k.
Array vimco_loss(const Weights& w, const DiscrepancyFn& f) {
  const auto k = static_cast<double>(w.log_u.dim(-1));
  const Array values = f(log_mean(w.log_u)), log_u = stop_gradient(w.log_u);
  const Array others = (sum(log_u, {.axes = {-1}, .keep_dims = true}) - log_u) / (k - 1);
  Arrays baselines;
  for (std::int64_t i = 0; i < log_u.dim(-1); ++i) {
    const Array is_own = arange(log_u.dim(-1), int64) == i;
    baselines.push_back(f(log_mean(where(is_own, others, log_u))));
  }
  const Array signals = expand_dims(values, -1) - stack(baselines, -1);
  return values + sum(stop_gradient(signals) * (w.log_q - stop_gradient(w.log_q)), {.axes = {-1}});
}

/// With l = log mean u and h = f as a function of l, the gradient is (h' - h'') times the sum of
/// the squared normalised weights times the gradients of log u through the draws.
Array doubly_reparameterized_loss(const Weights& w, const DiscrepancyFn& f) {
  const Array l = stop_gradient(log_mean(w.log_u));
  const auto slope = [&](const Array& x) {
    return grad([&](const Array& y) { return sum(f(y)); })(x);
  };
  const Array first = slope(l);
  const Array second = grad([&](const Array& x) { return sum(slope(x)); })(l);
  const Array shares = exp(w.log_u - expand_dims(logsumexp(w.log_u, {.axes = {-1}}), -1));
  const Array factor = expand_dims(first - second, -1) * square(shares);
  const Array moved = stop_gradient(factor) * (w.log_u - stop_gradient(w.log_u));
  return f(l) + sum(moved, {.axes = {-1}});
}

GradientEstimator checked_estimator(const SurrogatePosterior& q, const VariationalLossOptions& o) {
  if (o.sample_size < 1 || o.importance_sample_size < 1) {
    throw ValueError(text(kWho, ": sample_size and importance_sample_size must be at least 1, got ",
                          o.sample_size, " and ", o.importance_sample_size));
  }
  const bool has_paths = q.is_reparameterized();
  const GradientEstimator estimator =
      o.gradient_estimator.value_or(has_paths ? reparameterization : score_function);
  const bool needs_paths = estimator == reparameterization || estimator == doubly_reparameterized;
  if (needs_paths && !has_paths) {
    throw ValueError(text(kWho,
                          ": draws of the surrogate carry no gradients; "
                          "use GradientEstimator::score_function or vimco"));
  }
  if (estimator == vimco && o.importance_sample_size < 2) {
    throw ValueError(
        text(kWho, ": vimco needs importance_sample_size >= 2, got ", o.importance_sample_size));
  }
  return estimator;
}

}  // namespace

Array log_prob_of_draws(const LogDensity& target, const Arrays& draws) {
  const auto one = [&](const Arrays& parts) {
    const Array value = target(parts);
    if (value.rank() != 0) {
      throw ShapeError(text("a target's log density must be a scalar for one draw, got shape ",
                            value.shape(), "; sum over its terms"));
    }
    return Arrays{value};
  };
  return vmap_arrays(one, draws, {})[0];
}

Array monte_carlo_variational_loss(const LogDensity& target_log_prob_fn,
                                   const SurrogatePosterior& surrogate_posterior,
                                   const VariationalLossOptions& options) {
  const GradientEstimator estimator = checked_estimator(surrogate_posterior, options);
  const Weights weights = draw(target_log_prob_fn, surrogate_posterior, options, estimator);
  const DiscrepancyFn& f = options.discrepancy_fn;
  switch (estimator) {
    case score_function: return mean(score_loss(weights, f));
    case vimco: return mean(vimco_loss(weights, f));
    case doubly_reparameterized: return mean(doubly_reparameterized_loss(weights, f));
    case reparameterization: break;
  }
  return mean(f(log_mean(weights.log_u)));
}

}  // namespace aleator::vi
