// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/sample_chain.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/run.h"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace aleator::mcmc {
namespace {

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

void check_names(const std::vector<std::string>& names, std::size_t num_parts) {
  if (!names.empty() && names.size() != num_parts)
    throw ValueError(
        text("sample_chain: ", names.size(), " names for ", num_parts, " parts of current_state"));
  for (auto name = names.begin(); name != names.end(); ++name) {
    if (std::find(names.begin(), name, *name) != name)
      throw ValueError(
          text("sample_chain: the name '", *name, "' is given to two parts; names must differ"));
  }
}

void check_options(const SampleChainOptions& o, const TargetLogProbFn& target) {
  const auto fail = [](auto... pieces) { throw ValueError(text("sample_chain: ", pieces...)); };
  if (o.num_results < 1) fail("num_results must be at least 1, got ", o.num_results);
  if (o.num_burnin_steps < 0)
    fail("num_burnin_steps must not be negative, got ", o.num_burnin_steps);
  if (o.num_steps_between_results < 0)
    fail("num_steps_between_results must not be negative, got ", o.num_steps_between_results);
  if (o.num_chains < 1) fail("num_chains must be at least 1, got ", o.num_chains);
  if (o.num_threads < 1) fail("num_threads must be at least 1, got ", o.num_threads);
  if (o.current_state.empty()) fail("current_state must have at least one part");
  const auto num_parts = static_cast<int>(o.current_state.size());
  if (target.num_parts() >= 0 && target.num_parts() != num_parts) {
    fail("target_log_prob_fn takes ", target.num_parts(), " Arrays, current_state has ", num_parts,
         " parts");
  }
  check_names(o.names, o.current_state.size());
  if (!o.kernel.rules().is_calibrated())
    fail("the kernel ", o.kernel.rules().name(),
         " is a proposal without a Metropolis decision; wrap it in MetropolisHastings");
  // Kept draws come from a fixed kernel, and from blocks of chains that know nothing of each other.
  const auto adaptation = o.kernel.rules().adaptation();
  if (adaptation && adaptation->num_steps() > o.num_burnin_steps)
    fail("num_adaptation_steps must be at most num_burnin_steps, got ", adaptation->num_steps(),
         " and ", o.num_burnin_steps);
}

std::vector<std::string> names_of(const SampleChainOptions& o) {
  if (!o.names.empty()) return o.names;
  std::vector<std::string> names;
  for (std::size_t i = 0; i < o.current_state.size(); ++i) names.push_back(text("x", i));
  return names;
}

bool is_all_finite(const Array& x) {
  for (const double value : x.values()) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

/// The starting point in the sampler's space, with the layout of its parts.
std::pair<Array, Layout> start_of(const SampleChainOptions& o) {
  Layout layout{names_of(o), {}, float64};
  Dtype dtype = float64;
  bool is_weak = true;
  for (const Array& part : o.current_state) {
    const PromotedDtype joined =
        promote(dtype, is_weak, as_floating(part).dtype(), part.is_weak(), "sample_chain");
    dtype = joined.dtype;
    is_weak = joined.is_weak;
  }
  layout.dtype = dtype;
  Arrays user;
  for (const Array& part : o.current_state) user.push_back(astype(as_floating(part), dtype));
  const Arrays parts = o.kernel.rules().unconstrain(user);
  for (std::size_t i = 0; i < parts.size(); ++i) {
    layout.shapes.push_back(parts[i].shape());
    if (!is_all_finite(parts[i])) {
      throw ValueError(text("sample_chain: current_state of '", layout.names[i], "' is ",
                            o.current_state[i],
                            ", which lies outside the range of its bijector or is not finite"));
    }
  }
  return {layout.ravel(parts), layout};
}

void check_start(const Target& target, const Array& position) {
  const auto [value, gradient] = target.value_and_gradient(position);
  if (!std::isfinite(value.item())) {
    throw ValueError(text("sample_chain: the log density at current_state is ", value, ": ",
                          target.explain_not_finite(position),
                          "; start where every term is finite"));
  }
  if (!is_all_finite(gradient))
    throw ValueError(text("sample_chain: the gradient of the log density at current_state is ",
                          gradient, "; start where it is finite"));
}

std::uint64_t seed_of(const Key& key) {
  const std::vector<std::uint32_t> words = key.words().values<std::uint32_t>();
  return static_cast<std::uint64_t>(words[0]) << 32 | words[1];
}

}  // namespace

stats::Posterior sample_chain(const SampleChainOptions& options) {
  const double start = seconds();
  const TargetLogProbFn log_prob = options.kernel.rules().target();
  if (!log_prob) throw ValueError("sample_chain: the kernel has no target_log_prob_fn");
  check_options(options, log_prob);
  const Key key = options.key ? *options.key : Key(entropy_seed());
  const auto [position, layout] = start_of(options);
  const Target target(log_prob, layout);
  check_start(target, position);
  const ChainProgram program(options.kernel, target, layout);
  const Plan plan{.names = layout.names,
                  .num_chains = options.num_chains,
                  .num_warmup = options.num_burnin_steps,
                  .num_draws = options.num_results,
                  .stride = options.num_steps_between_results + 1,
                  .num_threads = options.num_threads,
                  .show_progress = options.show_progress};
  const Array positions = broadcast_to(position, Shape{options.num_chains} + position.shape());
  Run run(plan, options.kernel, program, key, positions);
  const double compiled = seconds();
  run.warm_up();
  const double warmed_up = seconds();
  run.sample();
  const double sampled = seconds();
  stats::Posterior posterior({.quantities = run.store().quantities(),
                              .sample_stats = run.store().sample_stats(),
                              .facts = run.store().facts(),
                              .seed = seed_of(key),
                              .timing = {.compile = compiled - start,
                                         .warmup = warmed_up - compiled,
                                         .sampling = sampled - warmed_up}});
  posterior.set_total_seconds(seconds() - start);
  return posterior;
}

}  // namespace aleator::mcmc
