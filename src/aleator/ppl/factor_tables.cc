// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/factor_tables.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/ppl/start.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <cmath>

namespace aleator::ppl {
namespace {

Shape ones_of(std::size_t n) { return Shape(Dims(n, 1)); }

/// The log densities of a run, each over all plates; of paths their tables.
struct RunTables {
  std::vector<Factor> factors;  ///< without tables and dependence
  std::vector<PathTables> paths;
  Arrays arrays;  ///< of the factors, then two of each path
};

/// Without plates axes are added up: they are part of the site.
Array density_over_plates(const Site& site, const TableAxes& axes) {
  const Array x = site.plain_log_prob();
  if (site.plates.list.empty()) return reshape(sum(x), ones_of(axes.plates.size()));
  return axes.over_plates(broadcast_to(x, site.plates.shape()), site.plates);
}

std::vector<bool> plates_of(const Site& site, const TableAxes& axes) {
  std::vector<bool> lies_in;
  for (const Plate& plate : axes.plates) lies_in.push_back(site.plates.contains(plate.name));
  return lies_in;
}

std::size_t choice_number(const TableAxes& axes, const std::string& name) {
  std::size_t i = 0;
  while (i < axes.choices.size() && axes.choices[i].name != name) ++i;
  return i;
}

RunTables run_tables(const Program& program, const TableAxes& axes, const Values& outcomes) {
  RunTables tables;
  const Trace run = score(program, outcomes);
  Arrays of_paths;
  for (const Site& site : run.sites()) {
    if (site.kind == SiteKind::deterministic) continue;
    const std::size_t choice = choice_number(axes, site.name);
    if (site.chain && choice < axes.choices.size()) {
      tables.paths.push_back({.choice = choice, .depends = {}});
      of_paths.push_back(axes.over_plates(site.chain->log_initial, site.plates));
      of_paths.push_back(axes.over_plates(site.chain->log_transitions, site.plates));
      continue;
    }
    tables.factors.push_back(
        {.site = site.name, .depends = {}, .lies_in = plates_of(site, axes), .scale = site.scale});
    tables.arrays.push_back(density_over_plates(site, axes));
  }
  tables.arrays.insert(tables.arrays.end(), of_paths.begin(), of_paths.end());
  return tables;
}

/// Over the outcomes of choices from number `first` on.
Arrays over_outcomes(const TableAxes& axes, const Values& outcomes,
                     const Callable<Arrays(const Values&)>& run) {
  if (outcomes.size() == axes.choices.size()) return run(outcomes);
  const SummedChoice& choice = axes.choices[outcomes.size()];
  const auto one = [&](const Arrays& outcome) {
    Values more = outcomes;
    more.add(choice.name, choice.all_equal(outcome[0]));
    return over_outcomes(axes, more, run);
  };
  return vmap_arrays(one, {arange(choice.num_outcomes)}, {});
}

std::vector<bool> dependence_of(const std::vector<Dependence>& all, const std::string& site,
                                std::size_t num_choices) {
  for (const Dependence& d : all) {
    if (d.site == site) return d.on;
  }
  return std::vector<bool>(num_choices, false);
}

/// One outcome of each choice that it does not depend on.
Array without_copies(Array table, const std::vector<bool>& depends) {
  for (std::size_t i = 0; i < depends.size(); ++i) {
    if (!depends[i]) table = slice_axis(table, static_cast<std::int64_t>(i), 0, 1);
  }
  return table;
}

}  // namespace

TableAxes::TableAxes(const std::vector<SummedChoice>& choices, const Structure& structure)
    : choices(choices) {
  for (const SiteFacts& site : structure.sites) {
    const Plates own = site.chain ? nested(site.plates, Plates({site.chain->steps})) : site.plates;
    for (const Plate& plate : own.list) {
      const auto same = [&](const Plate& p) { return p.name == plate.name; };
      if (std::none_of(plates.begin(), plates.end(), same)) plates.push_back(plate);
    }
  }
}

std::int64_t TableAxes::num_axes() const {
  return static_cast<std::int64_t>(choices.size() + plates.size());
}

std::int64_t TableAxes::axis_of(const std::string& plate) const {
  std::size_t i = 0;
  while (plates[i].name != plate) ++i;
  return static_cast<std::int64_t>(choices.size() + i);
}

Array TableAxes::over_plates(const Array& x, const Plates& own) const {
  Dims order, sizes(plates.size(), 1);
  for (std::size_t g = 0; g < plates.size(); ++g) {
    for (std::size_t i = 0; i < own.list.size(); ++i) {
      if (own.list[i].name != plates[g].name) continue;
      order.push_back(static_cast<std::int64_t>(i));
      sizes[g] = x.dim(order.back());
    }
  }
  const auto num_own = static_cast<std::int64_t>(own.list.size());
  for (std::int64_t axis = num_own; axis < x.rank(); ++axis) order.push_back(axis);
  return reshape(transpose(x, order), Shape(sizes) + x.shape().slice(num_own, x.rank()));
}

Shape TableAxes::shape_of(std::size_t choice) const {
  Dims shape(static_cast<std::size_t>(num_axes()), 1);
  shape[choice] = choices[choice].num_outcomes;
  for (const Plate& plate : choices[choice].plates.list)
    shape[static_cast<std::size_t>(axis_of(plate.name))] = plate.size;
  return Shape(shape);
}

Array TableAxes::by_member(const Array& table, std::size_t choice) const {
  const SummedChoice& c = choices[choice];
  Dims sizes{table.size() / c.plates.shape().size()}, position(plates.size(), 0), order;
  for (std::size_t g = 0; g < plates.size(); ++g) {
    position[g] = static_cast<std::int64_t>(sizes.size());
    if (c.plates.contains(plates[g].name)) sizes.push_back(plates[g].size);
  }
  for (const Plate& plate : c.plates.list)
    order.push_back(position[static_cast<std::size_t>(axis_of(plate.name)) - choices.size()]);
  order.push_back(0);
  return transpose(reshape(table, Shape(sizes)), order);
}

FactorTables factor_tables(const Program& program, const TableAxes& axes,
                           const std::vector<Dependence>& dependence) {
  RunTables last;
  const auto run = [&](const Values& outcomes) {
    last = run_tables(program, axes, outcomes);
    return last.arrays;
  };
  const Arrays tables = over_outcomes(axes, {}, run);
  FactorTables result{last.factors, last.paths};
  const std::size_t num_choices = axes.choices.size();
  std::size_t next = 0;
  for (Factor& factor : result.factors) {
    factor.depends = dependence_of(dependence, factor.site, num_choices);
    const std::size_t own = choice_number(axes, factor.site);
    if (own < num_choices) factor.depends[own] = true;
    factor.table = without_copies(tables[next++], factor.depends);
  }
  for (PathTables& path : result.paths) {
    path.depends = dependence_of(dependence, axes.choices[path.choice].name, num_choices);
    path.depends[path.choice] = false;
    path.log_initial = without_copies(tables[next++], path.depends);
    path.log_transitions = without_copies(tables[next++], path.depends);
  }
  return result;
}

namespace {

/// The entries of a table at the outcomes that its members have in a run.
Array entries_at(const Array& table, const std::vector<bool>& depends, const TableAxes& axes,
                 const Trace& run) {
  Array entries = table;
  const Shape own(Dims(static_cast<std::size_t>(table.rank() - axes.num_axes()), 1));
  for (std::size_t i = 0; i < axes.choices.size(); ++i) {
    if (!depends[i]) continue;
    const SummedChoice& choice = axes.choices[i];
    const Array outcomes =
        axes.over_plates(choice.outcome_of(*run[choice.name].value), choice.plates);
    const Shape shape = ones_of(axes.choices.size()) + outcomes.shape() + own;
    entries = take_along_axis(entries, reshape(outcomes, shape), static_cast<std::int64_t>(i));
  }
  return entries;
}

/// All outcomes are as likely, so that neighbours differ.
Values random_outcomes(const TableAxes& axes, const Key& of_run) {
  Values outcomes;
  for (std::size_t i = 0; i < axes.choices.size(); ++i) {
    const SummedChoice& choice = axes.choices[i];
    const Key key = fold_in(of_run, static_cast<std::int64_t>(i));
    const double num = static_cast<double>(choice.num_outcomes);
    const Array outcome = astype(floor(num * random::uniform(key, choice.shape)), int64);
    outcomes.add(choice.name, choice.value_of(outcome));
  }
  return outcomes;
}

bool are_equal(const Array& a, const Array& b) {
  const std::vector<double> x = a.values(), y = b.values();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const bool is_same = x[i] == y[i] || std::abs(x[i] - y[i]) <= 1e-8 * (1 + std::abs(x[i]));
    if (!is_same && !(std::isnan(x[i]) && std::isnan(y[i]))) return false;
  }
  return true;
}

/// A term of no member, or of members of another plate, cannot depend on a choice in plates.
void check_plates(const std::string& site, const std::vector<bool>& depends,
                  const std::vector<bool>& lies_in, const TableAxes& axes) {
  for (std::size_t i = 0; i < axes.choices.size(); ++i) {
    if (!depends[i]) continue;
    for (const Plate& plate : axes.choices[i].plates.list) {
      const auto g = static_cast<std::size_t>(axes.axis_of(plate.name)) - axes.choices.size();
      if (lies_in[g]) continue;
      throw ValueError(text("site '", site, "' depends on the discrete choice '",
                            axes.choices[i].name, "' and does not lie in its plate '", plate.name,
                            "', so that the choice cannot be summed out member by member; name "
                            "the plate of the site"));
    }
  }
}

/// Throws unless the entries of a table at the outcomes of a run are what the run has.
void check_entries(const std::string& site, const Array& table, const std::vector<bool>& depends,
                   const Array& right, const TableAxes& axes, const Trace& run) {
  const Array found = entries_at(table, depends, axes, run);
  const Shape shape = broadcast_shapes(found.shape(), ones_of(axes.choices.size()) + right.shape(),
                                       "check_members_are_independent");
  if (are_equal(broadcast_to(found, shape), broadcast_to(right, shape))) return;
  throw ValueError(text("site '", site,
                        "' depends on a discrete choice at other members of a plate than its "
                        "own, so that the choice cannot be summed out member by member; write a "
                        "sequence as a markov site"));
}

bool is_any(const std::vector<bool>& depends) {
  return std::find(depends.begin(), depends.end(), true) != depends.end();
}

void check_run(const Program& program, const TableAxes& axes,
               const std::vector<Dependence>& dependence, const Key& key) {
  const Trace run = interpret(handle(program, replay(random_outcomes(axes, key))), start(Key(1)));
  Values others;
  for (const NamedValue& entry : run.values()) {
    if (choice_number(axes, entry.name) == axes.choices.size()) others.add(entry.name, entry.value);
  }
  const FactorTables tables = factor_tables(handle(program, replay(others)), axes, dependence);
  for (const Factor& factor : tables.factors) {
    if (!is_any(factor.depends)) continue;
    check_plates(factor.site, factor.depends, factor.lies_in, axes);
    const Array right = density_over_plates(run[factor.site], axes);
    check_entries(factor.site, factor.table, factor.depends, right, axes, run);
  }
  for (const PathTables& path : tables.paths) {
    if (!is_any(path.depends)) continue;
    const Site& site = run[axes.choices[path.choice].name];
    check_plates(site.name, path.depends, plates_of(site, axes), axes);
    const auto check = [&](const Array& table, const Array& right) {
      check_entries(site.name, table, path.depends, axes.over_plates(right, site.plates), axes,
                    run);
    };
    check(path.log_initial, site.chain->log_initial);
    check(path.log_transitions, site.chain->log_transitions);
  }
}

}  // namespace

void check_members_are_independent(const Program& program, const TableAxes& axes,
                                   const std::vector<Dependence>& dependence) {
  // Few members are often alike, which hides what they depend on.
  std::int64_t num_members = 0;
  for (const SummedChoice& choice : axes.choices) num_members += choice.shape.size();
  const std::uint64_t num_runs = num_members <= 32 ? 6 : 1;
  for (std::uint64_t i = 0; i < num_runs; ++i) check_run(program, axes, dependence, Key(2 + i));
}

}  // namespace aleator::ppl
