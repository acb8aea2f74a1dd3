// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/marginal.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/ppl/elimination.h"
#include "aleator/ppl/handlers.h"
#include "aleator/ppl/start.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>

namespace aleator::ppl {
namespace {

Values without(const Values& values, const std::vector<std::string>& names) {
  Values rest;
  for (const NamedValue& entry : values) {
    if (std::find(names.begin(), names.end(), entry.name) == names.end())
      rest.add(entry.name, entry.value);
  }
  return rest;
}

/// Columns [..., from] of tables [..., from, to], those of the states.
Array columns_of(const Array& tables, const Array& states) {
  const Array is_to = expand_dims(states, -1) == arange(tables.dim(-1));
  return sum(where(expand_dims(is_to, -2), tables, 0.), {.axes = {-1}});
}

/// Paths by their steps' weights, [steps, ...]: the last state, then each before it given the next.
Array draw_paths(const HiddenMarkovSteps& m, const Key& key) {
  const Array forward = forward_log_probs(m);
  const std::int64_t num = forward.dim(0);
  const Shape members = forward.shape().slice(1, forward.rank() - 1);
  const Array last = random::categorical(fold_in(key, num - 1), forward[num - 1], members);
  const auto step = [&](const Array& next, const Array& t) {
    const Array table = m.is_varying ? take(m.log_transitions, t) : m.log_transitions;
    const Array log_weights = take(forward, t) + columns_of(table, next);
    const Array state = random::categorical(fold_in(key, t), log_weights, members);
    return std::pair(state, state);
  };
  const Array before = scan(step, last, arange(num - 1), {.is_reverse = true}).second;
  return concatenate({before, expand_dims(last, 0)});
}

}  // namespace

Marginal::Marginal(const Program& program, const Structure& structure)
    : axes_(summed_choices(structure), structure),
      dependence_(dependence_on(program, axes_.choices)) {
  if (!has_choices()) return;
  check_members_are_independent(program, axes_, dependence_);
  const Trace run = interpret(program, start(Key(0)));
  log_prob(handle(program, replay(without(run.values(), names()))));  // throws if there is no order
}

std::vector<std::string> Marginal::names() const {
  std::vector<std::string> all;
  for (const SummedChoice& choice : axes_.choices) all.push_back(choice.name);
  return all;
}

bool Marginal::depends_on_choices(const std::string& site) const {
  for (const Dependence& d : dependence_) {
    if (d.site == site) return std::find(d.on.begin(), d.on.end(), true) != d.on.end();
  }
  return false;
}

Array Marginal::log_prob(const Program& given, const Arrays& shifts) const {
  return Elimination(axes_, factor_tables(given, axes_, dependence_), shifts).log_total();
}

Array Marginal::log_prob(const Program& given) const { return log_prob(given, {}); }

Values Marginal::probabilities(const Program& given) const {
  Arrays shifts;
  for (std::size_t i = 0; i < axes_.choices.size(); ++i) shifts.push_back(zeros(axes_.shape_of(i)));
  const auto density = [&](const Arrays& x) { return Arrays{log_prob(given, x)}; };
  const Arrays slopes = value_and_grad_arrays("probabilities", density, shifts).gradients;
  Values result;
  for (std::size_t i = 0; i < axes_.choices.size(); ++i)
    result.add(axes_.choices[i].name, axes_.by_member(slopes[i], i));
  return result;
}

namespace {

/// The entries of a table without outcomes, by the plates in which it lies, with their weights.
Array by_plates(const TableAxes& axes, const Factor& factor) {
  Array table = factor.table;
  Dims sizes;
  for (std::size_t g = 0; g < axes.plates.size(); ++g) {
    if (!factor.lies_in[g]) continue;
    const Plate& plate = axes.plates[g];
    sizes.push_back(plate.size);
    if (plate.weights) table = table * axes.over_plates(*plate.weights, Plates({plate}));
  }
  return reshape(factor.scale ? *factor.scale * table : table, Shape(sizes));
}

}  // namespace

Values Marginal::member_log_probs(const Program& given,
                                  const std::vector<std::string>& observed) const {
  Values terms;
  const FactorTables tables = factor_tables(given, axes_, dependence_);
  for (const Factor& factor : Elimination(axes_, tables).remaining()) {
    std::vector<std::string> names;
    for (const std::string& site :
         factor.joined.empty() ? std::vector{factor.site} : factor.joined) {
      if (std::find(observed.begin(), observed.end(), site) != observed.end())
        names.push_back(site);
    }
    if (names.empty()) continue;
    const bool has_members =
        std::find(factor.lies_in.begin(), factor.lies_in.end(), true) != factor.lies_in.end();
    if (!factor.joined.empty() && !has_members)
      throw ValueError(text("log_likelihood: the discrete choice '", factor.site,
                            "' joins all members of ", quoted(names),
                            ", whose densities are not a sum over members"));
    terms.add(join_words(names), by_plates(axes_, factor));
  }
  return terms;
}

/// The last choice first, given those before it in turn.
Values Marginal::draw(const Program& given, const Key& key) const {
  Values drawn;
  TableAxes axes = axes_;
  std::vector<Dependence> dependence = dependence_;
  for (; !axes.choices.empty(); axes.choices.pop_back()) {
    const SummedChoice& choice = axes.choices.back();
    const FactorTables tables = factor_tables(handle(given, replay(drawn)), axes, dependence);
    const OutcomeWeights weights = Elimination(axes, tables).last_weights();
    const Key own = fold_in(key, static_cast<std::int64_t>(axes.choices.size()));
    if (weights.steps) {
      const Array paths = draw_paths(*weights.steps, own);
      const std::int64_t steps = axes.axis_of(choice.plates.list.back().name) - 1;
      const Array by_member = axes.by_member(move_axis(paths, 0, steps), axes.choices.size() - 1);
      drawn.add(choice.name, choice.value_of(squeeze(by_member, -1)));
    } else {
      const Array outcomes = random::categorical(own, weights.log_weights, choice.shape);
      drawn.add(choice.name, choice.value_of(outcomes));
    }
    for (Dependence& d : dependence) d.on.pop_back();
  }
  return drawn;
}

}  // namespace aleator::ppl
