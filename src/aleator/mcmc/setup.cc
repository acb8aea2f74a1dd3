// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/setup.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/identity.h"
#include "aleator/mcmc/adaptation/trajectory_length.h"
#include "aleator/mcmc/adaptation/windowed.h"
#include "aleator/mcmc/kernels/jittered_hmc.h"
#include "aleator/mcmc/kernels/nuts.h"
#include "aleator/mcmc/kernels/transformed.h"
#include "aleator/mcmc/start.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

namespace aleator::mcmc {
namespace {

constexpr int kMaxTries = 100;  // points per chain, until log density and gradient are finite
constexpr double kSpread = 2;

[[noreturn]] void fail(const std::string& what) { throw ValueError(text("sample: ", what)); }

void check_options(const SampleOptions& o) {
  const auto at_least = [](const char* name, std::int64_t value, std::int64_t least) {
    if (value < least) fail(text(name, " must be at least ", least, ", got ", value));
  };
  at_least("num_chains", o.num_chains, 1);
  at_least("num_warmup", o.num_warmup, 0);
  at_least("num_draws", o.num_draws, 1);
  at_least("num_threads", o.num_threads, 1);
}

/// 0 in the unconstrained space, for parts whose shapes the target knows.
Arrays middle(const LogDensity& target, const Bijectors& bijectors) {
  if (target.shapes().empty()) {
    fail(
        "current_state is required: a function of Arrays does not tell their shapes; give one draw "
        "of each part");
  }
  Arrays state;
  for (std::size_t i = 0; i < target.shapes().size(); ++i) {
    const Bijector& b = bijectors[bijectors.size() == 1 ? 0 : i];
    state.push_back(b.forward(zeros(b.inverse_event_shape(target.shapes()[i]))));
  }
  return state;
}

SampledParts parts_of(const LogDensity& target, const SampleOptions& o) {
  SampledParts parts;
  parts.names = o.names.empty() ? target.names() : o.names;
  parts.bijectors = o.bijector.empty() ? target.bijectors() : o.bijector;
  if (parts.bijectors.empty()) parts.bijectors = {bijectors::Identity()};
  parts.state = o.current_state.empty() ? middle(target, parts.bijectors) : o.current_state;
  const int num_parts = target.log_prob_fn().num_parts();
  if (num_parts >= 0 && num_parts != static_cast<int>(parts.state.size())) {
    fail(text("the log density takes ", num_parts, " Arrays, current_state has ",
              parts.state.size(), " parts"));
  }
  return parts;
}

/// Which chains have a finite log density and gradient at their positions.
Array is_finite_start(const Target& target, const Array& positions) {
  const auto finite = [&](const Array& position) {
    const auto [value, gradient] = target.value_and_gradient(position);
    return logical_and(is_finite(value), all(is_finite(gradient)));
  };
  const Array result = vmap(finite)(positions);
  eval(Arrays{result});
  return result;
}

/// A point for each chain, spread around the middle; tries again where the density is not finite,
/// and at last takes the middle itself.
Array starting_points(const Target& target, const Array& center, const Key& key,
                      std::int64_t num_chains) {
  const Shape shape = Shape{num_chains} + center.shape();
  Array positions = broadcast_to(center, shape);
  Array is_found = broadcast_to(Array(false), {num_chains});
  for (int attempt = 0; attempt < kMaxTries && !all(is_found).item<bool>(); ++attempt) {
    const Array spread = (2. * random::uniform(fold_in(key, attempt), shape, center.dtype()) - 1.);
    const Array candidates = center + astype(kSpread * spread, center.dtype());
    const Array is_new = logical_and(logical_not(is_found), is_finite_start(target, candidates));
    positions = where(expand_dims(is_new, 1), candidates, positions);
    is_found = logical_or(is_found, is_new);
    eval(Arrays{positions, is_found});
  }
  if (!all(is_found).item<bool>()) check_start("sample", target, center);
  return positions;
}

SampleOptions with_seed(SampleOptions options) {
  check_options(options);
  if (!options.seed) options.seed = entropy_seed();
  return options;
}

Kernel kernel_of(const LogDensity& target, const SampleOptions& o, const Bijectors& bijectors) {
  const TargetLogProbFn& log_prob = target.log_prob_fn();
  const auto transformed = [&](const Kernel& inner) {
    return TransformedTransitionKernel({.inner_kernel = inner, .bijector = bijectors});
  };
  if (o.algorithm == ChEES) {
    return GradientBasedTrajectoryLengthAdaptation(
        {.inner_kernel = transformed(JitteredHamiltonianMonteCarlo(
             {.target_log_prob_fn = log_prob, .trajectory_length = 1., .step_size = 0.1})),
         .num_adaptation_steps = o.num_warmup,
         .target_accept_prob = o.target_accept_prob.value_or(0.651)});
  }
  return WindowedAdaptation(
      {.inner_kernel = transformed(NoUTurnSampler(
           {.target_log_prob_fn = log_prob, .step_size = 0.1, .max_tree_depth = o.max_tree_depth})),
       .num_adaptation_steps = o.num_warmup,
       .target_accept_prob = o.target_accept_prob.value_or(0.8)});
}

}  // namespace

Setup::Setup(const LogDensity& log_density, const SampleOptions& given)
    : options(with_seed(given)),
      parts(parts_of(log_density, options)),
      kernel(kernel_of(log_density, options, parts.bijectors)),
      start(start_of("sample", parts.state, parts.names, kernel.rules())),
      target(kernel.rules().target(), start.second),
      program(kernel, target, start.second),
      plan{.names = start.second.names,
           .num_chains = options.num_chains,
           .num_warmup = options.num_warmup,
           .num_draws = options.num_draws,
           .num_threads = options.num_threads,
           .show_progress = options.show_progress,
           .seed = *options.seed,
           .min_ess = options.min_ess,
           .keeps_draws_on_interrupt = options.keeps_draws_on_interrupt,
           .report = log_density.report()} {}

Key Setup::run_key() const { return split<2>(Key(*options.seed))[1]; }

Array Setup::positions() const {
  return starting_points(target, start.first, split<2>(Key(*options.seed))[0], options.num_chains);
}

}  // namespace aleator::mcmc
