// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/pathfinder.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/optimize/pathfinder.h"
#include "aleator/random/random.h"
#include "aleator/stats/psis.h"
#include "aleator/transforms/transforms.h"
#include "aleator/vi/parts.h"

#include <cmath>
#include <ostream>

namespace aleator::vi {
namespace {

constexpr const char* kWho = "fit_pathfinder";

void check(const FitPathfinderOptions& o) {
  for (const auto& [name, value] :
       {std::pair("num_paths", o.num_paths), std::pair("num_draws_per_path", o.num_draws_per_path),
        std::pair("num_draws", o.num_draws)}) {
    if (value < 1) throw ValueError(text(kWho, ": ", name, " must be at least 1, got ", value));
  }
}

optimize::PathfinderResults run_paths(const LogDensity& target, const Parts& parts,
                                      const FitPathfinderOptions& o, const Key& key) {
  const Array middle = parts.start(kWho, o.initial_state, {}, 0);
  const auto path = [&](const Array& number) {
    const auto keys = split<2>(fold_in(key, number));
    const Array start = middle + 4. * random::uniform(keys[0], {parts.size()}) - 2.;
    return optimize::pathfinder(
        [&](const Array& x) { return parts.log_prob(target, x); }, start, keys[1],
        {.max_iterations = o.max_iterations, .num_draws = static_cast<int>(o.num_draws_per_path)});
  };
  return vmap(path)(arange(o.num_paths, int64));
}

/// Rows of draws that count, with their log ratios: those of paths that succeeded.
struct Pool {
  std::vector<std::int64_t> rows;
  std::vector<double> log_ratios;
};
Pool pool_of(const optimize::PathfinderResults& paths, std::int64_t per_path) {
  const auto has_succeeded = paths.has_succeeded.values<bool>();
  const auto ratios = (paths.target_log_prob - paths.log_density).values();
  Pool pool;
  for (std::size_t i = 0; i < ratios.size(); ++i) {
    const bool counts = has_succeeded[i / static_cast<std::size_t>(per_path)];
    if (!counts || std::isnan(ratios[i]) || ratios[i] == INFINITY) continue;
    pool.rows.push_back(static_cast<std::int64_t>(i));
    pool.log_ratios.push_back(ratios[i]);
  }
  return pool;
}

}  // namespace

const Array& PathfinderFit::operator[](const std::string& name) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return draws[i];
  }
  throw ValueError(text("PathfinderFit: there is no part '", name, "', there are ", names));
}

std::string PathfinderFit::to_string() const {
  return text(num_paths, " paths\n", quality.to_string());
}

std::ostream& operator<<(std::ostream& out, const PathfinderFit& fit) {
  return out << fit.to_string() << '\n';
}

PathfinderFit fit_pathfinder(const LogDensity& target, const FitPathfinderOptions& options) {
  check(options);
  const Parts parts(kWho, target);
  const auto [path_key, choice_key] = split<2>(options.key.value_or(Key(0)));
  const optimize::PathfinderResults paths = run_paths(target, parts, options, path_key);
  eval(paths.position, paths.log_density, paths.target_log_prob, paths.has_succeeded);
  const Pool pool = pool_of(paths, options.num_draws_per_path);
  PathfinderFit fit{.names = parts.names, .draws = {}, .num_paths = 0, .quality = {}};
  for (const bool is_good : paths.has_succeeded.values<bool>()) fit.num_paths += is_good;
  if (!pool.rows.empty()) fit.quality = assess_log_ratios(pool.log_ratios);
  if (pool.rows.empty() || !std::isfinite(fit.quality.log_evidence)) {
    throw ValueError(text(kWho, ": none of ", options.num_paths,
                          " paths found an approximation; give initial_state, or look where the "
                          "log density is finite"));
  }
  const Array log_weights = array(stats::psis(pool.log_ratios).log_weights);
  const Array chosen = random::categorical(choice_key, log_weights, {options.num_draws});
  const Array all = reshape(paths.position, {-1, parts.size()});
  fit.draws = parts.constrain(take(all, take(array(pool.rows), chosen)));
  eval(fit.draws);
  return fit;
}

}  // namespace aleator::vi
