// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/scope.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/time_series/markov_chain.h"

namespace aleator::ppl {
namespace {

/// A table with an axis for each plate before its last `num_own` axes.
Array with_plates(const Array& table, const Shape& plates, std::int64_t num_own) {
  const Shape own = table.shape().slice(table.rank() - num_own, table.rank());
  const Shape given = table.shape().slice(0, table.rank() - num_own);
  const Dims missing(static_cast<std::size_t>(plates.rank() - given.rank()), 1);
  return reshape(table, Shape(missing) + given + own);
}

/// The axes of a table of transitions that are no plates: [from, to], or with steps before them.
std::int64_t num_own_axes(const std::string& who, const Shape& table, const Shape& plates,
                          std::int64_t num_steps) {
  const auto are_plates = [&](const Shape& axes) {
    return axes.rank() == 0 || (axes.rank() == plates.rank() && fits(axes, plates));
  };
  const Shape rest = table.slice(0, table.rank() - 2);
  const std::int64_t last = rest.rank() > 0 ? rest[rest.rank() - 1] : 0;
  const bool is_shared = are_plates(rest);
  const bool is_varying =
      rest.rank() > 0 && last == num_steps - 1 && are_plates(rest.slice(0, rest.rank() - 1));
  if (is_shared && is_varying && last != 1) {
    throw ShapeError(text(who, ": transition_distribution has the batch shape ",
                          table.slice(0, table.rank() - 1), ", whose axis of length ", last,
                          " may be that of a plate or of the steps but the first; give all axes, ",
                          plates + Shape{num_steps - 1, table[table.rank() - 1]}));
  }
  return is_shared ? 2 : is_varying ? 3 : 0;
}

StateChain chain_of(const std::string& name, const MarkovOptions& options, const Plates& plates) {
  const std::string who = text("site '", name, "'");
  const auto log_probs = [&](const Distribution& d, const char* what) {
    return distributions::categorical_log_probs(d, who.c_str(), what);
  };
  const Array initial = log_probs(options.initial_distribution, "initial_distribution");
  const Array transitions = log_probs(options.transition_distribution, "transition_distribution");
  const std::int64_t states = initial.dim(-1), steps = options.steps.size;
  const Shape members = plates.shape(), shape = transitions.shape();
  const std::int64_t rank = shape.rank();
  const bool is_table = rank >= 2 && shape[rank - 1] == states && shape[rank - 2] == states;
  const std::int64_t num_own = is_table ? num_own_axes(who, shape, members, steps) : 0;
  if (!fits(initial.shape().slice(0, initial.rank() - 1), members) || num_own == 0) {
    const char* after_plates = plates.list.empty() ? "" : ", after axes of plates or none";
    throw ShapeError(text(who, ": initial_distribution has the batch shape ",
                          options.initial_distribution.batch_shape(), ", which must be ",
                          plates.list.empty() ? "" : "[] or ", members,
                          "; transition_distribution has ",
                          options.transition_distribution.batch_shape(), ", which must be ",
                          Shape{states}, " or ", Shape{steps - 1, states}, after_plates));
  }
  return {with_plates(initial, members, 1), with_plates(transitions, members, num_own)};
}

/// Rows [..., to] of tables [..., from, to], those of the states.
Array rows_of(const Array& tables, const Array& states) {
  const Array is_from = expand_dims(states, -1) == arange(tables.dim(-1));
  return sum(where(expand_dims(is_from, -1), tables, 0.), {.axes = {-2}});
}

/// The tables at some steps: of one step [plates..., from, to]; of several, [steps, 1, ..., 1],
/// with as many further axes before the plates.
Array tables_at(const Array& tables, const Array& step, std::int64_t num_plates) {
  const Array by_step = move_axis(tables, num_plates, 0);
  if (step.rank() == 0) return take(by_step, step, 0);
  const Array some = take(by_step, ravel(step), 0);
  const Dims between(static_cast<std::size_t>(step.rank() - 1 - num_plates), 1);
  const Shape& shape = some.shape();
  return reshape(some, shape.slice(0, 1) + Shape(between) + shape.slice(1, shape.rank()));
}

/// The path as one event.
Distribution path_distribution(const StateChain& chain, const Plates& plates,
                               std::int64_t num_steps) {
  const Array tables = chain.log_transitions;
  const std::int64_t num_plates = plates.shape().rank();
  const auto next = [tables, num_plates](const Array& step, const Array& number) -> Distribution {
    const bool is_varying = tables.rank() == num_plates + 3;
    const Array now = is_varying ? tables_at(tables, step, num_plates) : tables;
    return distributions::Categorical({.logits = rows_of(now, astype(number, int64))});
  };
  const Array initial =
      broadcast_to(chain.log_initial, plates.shape() + Shape{chain.log_initial.dim(-1)});
  return distributions::MarkovChain(
      {.initial_state_prior = distributions::Categorical({.logits = initial}),
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
  nested(plates_, Plates({options.steps})).check(name);
  if (options.steps.size < 1)
    throw ValueError(text("site '", name, "': a path has at least 1 step"));
  if (options.steps.weights)
    throw ValueError(text("site '", name, "': steps of a path cannot have weights"));
  Site site{.name = name,
            .kind = SiteKind::sample,
            .plates = plates_,
            .chain = chain_of(name, options, plates_)};
  site.distribution = path_distribution(*site.chain, plates_, options.steps.size);
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
