// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/elimination.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <limits>

namespace aleator::ppl {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::int64_t axis(std::size_t i) { return static_cast<std::int64_t>(i); }

std::vector<bool> plates_of(const TableAxes& axes, const SummedChoice& choice) {
  std::vector<bool> lies_in;
  for (const Plate& plate : axes.plates) lies_in.push_back(choice.plates.contains(plate.name));
  return lies_in;
}

bool is_part_of(const std::vector<bool>& some, const std::vector<bool>& all) {
  for (std::size_t i = 0; i < some.size(); ++i) {
    if (some[i] && !all[i]) return false;
  }
  return true;
}

/// What is impossible, as a number: the slope of a sum none of whose terms is possible, as of
/// states that no path has reached yet, is then 0.
constexpr double kImpossible = -1e30;
Array bounded(const Array& x) { return maximum(x, kImpossible); }

/// Another choice of the same terms must lie in no plates but those of this one, unless it has been
/// summed out.
void check_nested(const TableAxes& axes, const Factor& factor, std::size_t choice) {
  const std::vector<bool> own = plates_of(axes, axes.choices[choice]);
  for (std::size_t j = choice + 1; j < axes.choices.size(); ++j) {
    if (!factor.depends[j] || is_part_of(plates_of(axes, axes.choices[j]), own)) continue;
    throw ValueError(text("site '", factor.site, "' depends on '", axes.choices[choice].name,
                          "' (plates ", axes.choices[choice].plates, ") and '",
                          axes.choices[j].name, "' (plates ", axes.choices[j].plates,
                          "), neither of whose plates lie in the other's: their sum has no form "
                          "member by member"));
  }
}

}  // namespace

Elimination::Elimination(const TableAxes& axes, const FactorTables& tables, const Arrays& shifts)
    : axes_(axes), factors_(tables.factors), paths_(tables.paths), shifts_(shifts) {}

Array Elimination::summed_over_plates(const Factor& factor, const std::vector<bool>& kept) const {
  Array table = factor.table;
  for (std::size_t g = 0; g < axes_.plates.size(); ++g) {
    if (!factor.lies_in[g] || kept[g]) continue;
    const std::int64_t at = axis(axes_.choices.size() + g);
    const Plate& plate = axes_.plates[g];
    if (plate.weights) {
      Dims shape(static_cast<std::size_t>(axes_.num_axes()), 1);
      shape[static_cast<std::size_t>(at)] = plate.size;
      table = table * reshape(*plate.weights, Shape(shape));
    }
    table = sum(table, {.axes = {at}, .keep_dims = true});
  }
  return table;
}

void Elimination::check_scale(const Factor& factor, std::size_t choice) const {
  if (!factor.scale) return;
  throw ValueError(text("site '", factor.site, "' has a scale and depends on the discrete choice '",
                        axes_.choices[choice].name,
                        "'; give its plate weights instead, which count members after the sum"));
}

/// The sum of the terms that depend on a choice, over all plates but the choice's.
Elimination::Joined Elimination::take_terms_of(std::size_t choice) {
  const std::vector<bool> own_plates = plates_of(axes_, axes_.choices[choice]);
  Joined joined{.table = 0., .depends = std::vector<bool>(axes_.choices.size(), false)};
  std::vector<Factor> others;
  for (const Factor& factor : factors_) {
    if (!factor.depends[choice]) {
      others.push_back(factor);
      continue;
    }
    check_scale(factor, choice);
    check_nested(axes_, factor, choice);
    joined.table = joined.table + summed_over_plates(factor, own_plates);
    const std::vector<std::string> sites =
        factor.joined.empty() ? std::vector{factor.site} : factor.joined;
    joined.sites.insert(joined.sites.end(), sites.begin(), sites.end());
    for (std::size_t j = 0; j < factor.depends.size(); ++j)
      joined.depends[j] = joined.depends[j] || factor.depends[j];
  }
  factors_ = others;
  if (!shifts_.empty()) joined.table = joined.table + shifts_[choice];
  joined.depends[choice] = false;
  return joined;
}

/// What the forward recursion runs over: axes [steps, other outcomes..., plates..., states].
HiddenMarkovSteps Elimination::steps_of(std::size_t choice, Joined& joined) const {
  const SummedChoice& path = axes_.choices[choice];
  std::size_t p = 0;
  while (paths_[p].choice != choice) ++p;
  const PathTables& tables = paths_[p];
  // Steps first, states last; the other choices and plates keep their axes.
  const std::int64_t steps_axis = axes_.axis_of(path.plates.list.back().name);
  const Array table = broadcast_to(
      joined.table, broadcast_shapes(joined.table.shape(), axes_.shape_of(choice), "elimination"));
  const Array likelihoods = move_axis(move_axis(table, steps_axis, 0), axis(choice) + 1, -1);
  const auto without_own = [&](const Array& x) {
    return squeeze(squeeze(x, steps_axis), axis(choice));
  };
  const Array initial = without_own(tables.log_initial);
  Array transitions = without_own(tables.log_transitions);
  const std::int64_t num_others = axes_.num_axes() - 2;
  const bool is_varying = transitions.rank() == num_others + 3;
  if (is_varying) transitions = move_axis(transitions, num_others, 0);
  const auto others_of = [&](const Array& x, std::int64_t first) {
    return x.shape().slice(first, first + num_others);
  };
  const Shape others = broadcast_shapes(
      broadcast_shapes(others_of(likelihoods, 1), others_of(initial, 0), "elimination"),
      others_of(transitions, is_varying ? 1 : 0), "elimination");
  for (std::size_t j = 0; j < axes_.choices.size(); ++j)
    joined.depends[j] = joined.depends[j] || tables.depends[j];
  const Shape states{path.num_outcomes};
  return {.log_initial = broadcast_to(bounded(initial), others + states),
          .log_transitions = bounded(transitions),
          .is_varying = is_varying,
          .log_likelihoods =
              broadcast_to(bounded(likelihoods), Shape{likelihoods.dim(0)} + others + states)};
}

Array Elimination::sum_over_paths(std::size_t choice, Joined& joined) const {
  const Array sum = total_log_prob(steps_of(choice, joined));
  const Array total = where(sum > 0.5 * kImpossible, sum, -kInfinity);
  const std::string& steps_plate = axes_.choices[choice].plates.list.back().name;
  return expand_dims(expand_dims(total, axis(choice)), axes_.axis_of(steps_plate));
}

void Elimination::sum_out(std::size_t choice) {
  Joined joined = take_terms_of(choice);
  Factor sum{.site = axes_.choices[choice].name,
             .joined = joined.sites,
             .lies_in = plates_of(axes_, axes_.choices[choice])};
  if (axes_.choices[choice].is_path) {
    sum.table = sum_over_paths(choice, joined);
    const std::int64_t steps = axes_.axis_of(axes_.choices[choice].plates.list.back().name);
    sum.lies_in[static_cast<std::size_t>(steps) - axes_.choices.size()] = false;
  } else {
    sum.table = logsumexp(joined.table, {.axes = {axis(choice)}, .keep_dims = true});
  }
  sum.depends = joined.depends;
  factors_.push_back(sum);
}

std::vector<Factor> Elimination::remaining() {
  for (std::size_t choice = 0; choice < axes_.choices.size(); ++choice) sum_out(choice);
  return factors_;
}

Array Elimination::log_total() {
  Array total = 0.;
  for (const Factor& factor : remaining()) {
    const Array term = summed_over_plates(factor, std::vector<bool>(axes_.plates.size(), false));
    total = total + (factor.scale ? *factor.scale * sum(term) : sum(term));
  }
  return total;
}

OutcomeWeights Elimination::last_weights() {
  const std::size_t last = axes_.choices.size() - 1;
  for (std::size_t choice = 0; choice < last; ++choice) sum_out(choice);
  Joined joined = take_terms_of(last);
  if (!axes_.choices[last].is_path) return {.log_weights = axes_.by_member(joined.table, last)};
  return {.log_weights = {}, .steps = steps_of(last, joined)};
}

}  // namespace aleator::ppl
