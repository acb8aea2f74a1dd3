// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/scope.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/time_series/markov_chain.h"

namespace aleator::ppl {
namespace {

StateChain chain_of(const std::string& name, const MarkovOptions& options) {
  const std::string who = text("site '", name, "'");
  const auto log_probs = [&](const Distribution& d, const char* what) {
    return distributions::categorical_log_probs(d, who.c_str(), what);
  };
  const StateChain chain{log_probs(options.initial_distribution, "initial_distribution"),
                         log_probs(options.transition_distribution, "transition_distribution")};
  const std::int64_t states = chain.log_initial.dim(-1), steps = options.steps.size;
  const Shape& shape = chain.log_transitions.shape();
  if (chain.log_initial.rank() != 1 ||
      (shape != Shape{states, states} && shape != Shape{steps - 1, states, states})) {
    throw ShapeError(text(who, ": initial_distribution has the batch shape ",
                          options.initial_distribution.batch_shape(),
                          ", which must be []; transition_distribution has ",
                          options.transition_distribution.batch_shape(), ", which must be ",
                          Shape{states}, " or ", Shape{steps - 1, states}));
  }
  return chain;
}

/// The path as one event.
Distribution path_distribution(const StateChain& chain, std::int64_t num_steps) {
  const Array& table = chain.log_transitions;
  const auto next = [table](const Array& step, const Array& number) -> Distribution {
    const Array state = astype(number, int64);
    const Array rows = table.rank() == 2 ? take(table, state) : table[{step, state}];
    return distributions::Categorical({.logits = rows});
  };
  return distributions::MarkovChain(
      {.initial_state_prior = distributions::Categorical({.logits = chain.log_initial}),
       .transition_fn = next,
       .num_steps = num_steps});
}

}  // namespace

Site Scope::started(const std::string& name, SiteKind kind, const SiteOptions& options) const {
  if (name.empty()) throw ValueError("Scope: a site needs a name, got \"\"");
  const Plates plates = nested(plates_, options.plate);
  plates.check(name);
  return {.name = name, .kind = kind, .plates = plates};
}

void Scope::pass_on(Site& site) const {
  handler_(site, [this](Site& passed) {
    if (outer_) outer_->pass_on(passed);
  });
}

Array Scope::pass(Site site) const {
  pass_on(site);
  return *site.value;
}

Array Scope::sample(const std::string& name, const Distribution& distribution,
                    const SiteOptions& options) {
  Site site = started(name, SiteKind::sample, options);
  site.distribution = distribution;
  site.check_plates();
  return pass(site);
}

Array Scope::observe(const std::string& name, const Distribution& distribution, const Array& value,
                     const SiteOptions& options) {
  Site site = started(name, SiteKind::sample, options);
  site.distribution = distribution;
  site.check_plates();
  site.value = value;
  site.is_observed = true;
  site.check_value();
  return pass(site);
}

Array Scope::deterministic(const std::string& name, const Array& value,
                           const SiteOptions& options) {
  Site site = started(name, SiteKind::deterministic, options);
  site.value = value;
  return pass(site);
}

void Scope::factor(const std::string& name, const Array& log_density, const SiteOptions& options) {
  Site site = started(name, SiteKind::factor, options);
  site.value = log_density;
  pass(site);
}

Array Scope::markov(const std::string& name, const MarkovOptions& options) {
  if (!plates_.list.empty())
    throw ValueError(text("site '", name, "': a markov site cannot lie in plates, here ", plates_));
  Plates({options.steps}).check(name);
  if (options.steps.size < 1)
    throw ValueError(text("site '", name, "': a path has at least 1 step"));
  Site site{.name = name, .kind = SiteKind::sample, .chain = chain_of(name, options)};
  site.distribution = path_distribution(*site.chain, options.steps.size);
  site.chain->steps = options.steps;
  return pass(site);
}

Scope Scope::plate(const Plates& plates) const {
  return Scope([](Site& site, const Rest& rest) { rest(site); }, this, nested(plates_, plates));
}

Handler Scope::prefixed(const std::string& name) {
  return [name](Site& site, const Rest& rest) {
    const std::string inner = site.name;
    site.name = text(name, "/", inner);
    rest(site);
    site.name = inner;  // for the handlers of the part
  };
}

Program handle(const Program& program, const Handler& handler) {
  return [program, handler](Scope& scope) {
    Scope inner = scope.with(handler);
    program(inner);
  };
}

}  // namespace aleator::ppl
