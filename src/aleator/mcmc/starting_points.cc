// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/starting_points.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/mcmc/start.h"
#include "aleator/optimize/pathfinder.h"
#include "aleator/random/random.h"
#include "aleator/transforms/inspect.h"

#include <tuple>

namespace aleator::mcmc {
namespace {

constexpr int kMaxTries = 100;  // points per chain, until log density and gradient are finite
constexpr double kSpread = 2;
// Beyond this many units from its start a path has found no mass: the density grows without bound.
constexpr double kFar = 1e8;

/// f over lanes, as one compiled program.
Arrays run_chains(const ArrayTypes& types, const Callable<Arrays(const Arrays&)>& f,
                  const Arrays& mapped) {
  eval(mapped);
  const ClosedFunction one = close("starting_points", types, f);
  const Function lanes = over_lanes(one.function, mapped.size(), mapped[0].dim(0));
  const Arrays results = call_function(lanes, joined({mapped, one.captures}));
  eval(results);
  return results;
}

ArrayType position_type(const Target& target) {
  return {.dtype = target.layout().dtype, .shape = {target.layout().size()}};
}

Array is_finite_at(const Target& target, const Array& position) {
  const auto [value, gradient] = target.value_and_gradient(position);
  return logical_and(is_finite(value), all(is_finite(gradient)));
}

/// Positions and the parts that users know, each [chains, ...].
struct Points {
  Array positions;
  Arrays parts;
};

/// Those of `yes` for the chains that are chosen.
Points choose(const Array& is_chosen, const Points& yes, const Points& no) {
  const auto select = [&](const Array& x, const Array& y) {
    Shape column = is_chosen.shape();
    while (column.rank() < x.rank()) column = column + Shape{1};
    return where(reshape(is_chosen, column), x, y);
  };
  Points result{select(yes.positions, no.positions), {}};
  for (std::size_t i = 0; i < no.parts.size(); ++i)
    result.parts.push_back(select(yes.parts[i], no.parts[i]));
  return result;
}

/// The points themselves and whether density and gradient are finite there, in one program.
std::pair<Array, Points> examined(const Target& target, const KernelRules& rules,
                                  const Array& positions) {
  const auto one = [&](const Arrays& x) {
    return joined({{is_finite_at(target, x[0])}, rules.constrain(target.layout().unravel(x[0]))});
  };
  const Arrays seen = run_chains({position_type(target)}, one, {positions});
  return {seen[0], {positions, rest_of(seen, 1)}};
}

/// Points, each spread around the middle on its own; tries again where the density is not finite,
/// and at last takes the middle itself.
Points uniform_points(const Target& target, const KernelRules& rules, const Array& center,
                      std::int64_t num_points, const Key& key) {
  const Dtype dtype = center.dtype();
  const auto repeated = [&](const Array& x) {
    return broadcast_to(x, Shape{num_points} + x.shape());
  };
  Points points{repeated(center), {}};
  for (const Array& part : rules.constrain(target.layout().unravel(center)))
    points.parts.push_back(repeated(part));
  Array is_found = repeated(Array(false));
  for (int attempt = 0; attempt < kMaxTries && !all(is_found).item<bool>(); ++attempt) {
    const Array uniform = random::uniform(fold_in(key, attempt), points.positions.shape(), dtype);
    const auto [is_usable, candidates] =
        examined(target, rules, center + astype(kSpread * (2. * uniform - 1.), dtype));
    points = choose(logical_and(logical_not(is_found), is_usable), candidates, points);
    is_found = logical_or(is_found, is_usable);
    eval(joined({{points.positions, is_found}, points.parts}));
  }
  if (!all(is_found).item<bool>()) check_start("sample", target, center);
  return points;
}

/// Each point for so many chains, one after the other.
Array each_for(std::int64_t num_chains, const Array& points) {
  if (num_chains == 1) return points;
  Shape shape = points.shape();
  const Shape rest = shape.without(0);
  const Array copies =
      broadcast_to(reshape(points, Shape{shape[0], 1} + rest), Shape{shape[0], num_chains} + rest);
  return reshape(copies, Shape{shape[0] * num_chains} + rest);
}

constexpr const char* kOrigins[] = {
    "a draw of Pathfinder",
    "a uniform point",
    "a uniform point: its path found no approximation with a finite evidence lower bound",
    "a uniform point: its path ran away, as where the log density grows without bound",
    "a uniform point: the log density or its gradient is not finite at the draw of its path",
};

struct Found {
  Array position, origin;  // a place in kOrigins
};

Found follow_path(const Target& target, const Array& start, const Key& key) {
  const auto log_prob = [&](const Array& x) { return target.log_prob(x); };
  const optimize::PathfinderResults path = optimize::pathfinder(log_prob, start, key);
  const Array is_near = all(abs(path.position - start) < kFar);
  const Array origin =
      where(logical_not(path.has_succeeded), 2,
            where(logical_not(is_near), 3, where(is_finite_at(target, path.position), 0, 4)));
  return {where(origin == 0, path.position, start), astype(origin, int64)};
}

/// Paths from these points, all chains in one program.
std::pair<Points, std::vector<std::int64_t>> ends_of_paths(const Target& target,
                                                           const KernelRules& rules,
                                                           const Array& points, const Key& key) {
  const auto follow = [&](const Arrays& x) {
    const Found found = follow_path(target, x[0], fold_in(Key(x[2]), x[1]));
    return joined(
        {{found.position, found.origin}, rules.constrain(target.layout().unravel(found.position))});
  };
  const std::int64_t num_chains = points.dim(0);
  const ArrayTypes types{position_type(target), {.dtype = int64}, {.dtype = uint32, .shape = {2}}};
  const Array keys = broadcast_to(key.words(), {num_chains, 2});
  const Arrays found = run_chains(types, follow, {points, arange(num_chains, int64), keys});
  return {{found[0], rest_of(found, 2)}, found[1].values<std::int64_t>()};
}

}  // namespace

StartingPoints given_point(const Array& position, const Arrays& parts,
                           const std::vector<std::string>& names, std::int64_t num_chains) {
  const auto repeated = [&](const Array& x) {
    return broadcast_to(x, Shape{num_chains} + x.shape());
  };
  StartingPoints result{repeated(position), {}};
  for (std::size_t i = 0; i < parts.size(); ++i)
    result.told.points.push_back({names[i], repeated(parts[i])});
  result.told.origins.assign(static_cast<std::size_t>(num_chains), "current_state");
  return result;
}

StartingPoints starting_points(const Target& target, const KernelRules& rules,
                               const StartingPointOptions& options, const Key& key) {
  // Numbers from 0 belong to the tries of uniform points.
  const Key path_key = fold_in(key, -1);
  const std::int64_t num_points =
      options.num_superchains > 0 ? options.num_superchains : options.num_chains;
  Points points = uniform_points(target, rules, options.center, num_points, key);
  std::vector<std::int64_t> origins(static_cast<std::size_t>(num_points), 1);
  if (options.follows_paths)
    std::tie(points, origins) = ends_of_paths(target, rules, points.positions, path_key);
  const std::int64_t size = options.num_chains / num_points;
  StartingPoints result{each_for(size, points.positions), {}};
  for (std::size_t i = 0; i < points.parts.size(); ++i)
    result.told.points.push_back({target.layout().names[i], each_for(size, points.parts[i])});
  for (std::int64_t c = 0; c < options.num_chains; ++c)
    result.told.origins.emplace_back(kOrigins[origins[static_cast<std::size_t>(c / size)]]);
  return result;
}

}  // namespace aleator::mcmc
