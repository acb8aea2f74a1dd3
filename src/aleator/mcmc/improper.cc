// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/improper.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/transforms/inspect.h"

#include <algorithm>
#include <cmath>

namespace aleator::mcmc {
namespace {

constexpr std::int64_t kMostDraws = 50;  // per chain
constexpr double kLeastFall = -1. / 3;   // of the mean that is -1 for a proper density
constexpr std::size_t kMostNames = 4;

/// Whether the sampler follows gradients: elsewhere coordinates may be discrete.
bool has_energy(const stats::Posterior& posterior) {
  const std::vector<double> energy = posterior.sample_stat("energy").values();
  return std::any_of(energy.begin(), energy.end(), [](double e) { return e != 0; });
}

bool is_suspicious(const stats::Posterior& posterior) {
  const auto has_failed = [](const stats::Check& check) {
    return !check.passed &&
           (check.id.starts_with("ALEATOR-D02") || check.id.starts_with("ALEATOR-D07"));
  };
  const auto& checks = posterior.diagnosis().checks;
  return std::any_of(checks.begin(), checks.end(), has_failed) && has_energy(posterior);
}

/// Positions and gradients at draws of all chains, [draws, size] each.
Arrays positions_and_gradients(const Target& target, const KernelRules& rules,
                               const std::vector<stats::NamedDraws>& quantities) {
  const std::int64_t num_draws = quantities[0].draws.dim(1),
                     count = std::min(kMostDraws, num_draws);
  Arrays parts;
  for (const stats::NamedDraws& quantity : quantities) {
    const Array some = take(quantity.draws, arange(count, int64) * Array(num_draws / count), 1);
    parts.push_back(reshape(some, Shape{some.dim(0) * count} + some.shape().slice(2, some.rank())));
  }
  eval(parts);
  ArrayTypes types = strong_types_of(parts);
  for (ArrayType& type : types) type.shape = type.shape.without(0);
  const ClosedFunction one = close("check_improper", types, [&](const Arrays& x) {
    const Array position = target.layout().ravel(rules.unconstrain(x));
    return Arrays{position, target.value_and_gradient(position).gradient};
  });
  const Function lanes = over_lanes(one.function, parts.size(), parts[0].dim(0));
  const Arrays results = call_function(lanes, joined({parts, one.captures}));
  eval(results);
  return results;
}

/// What the draws say of one coordinate.
struct Direction {
  bool is_without_gradient = true;
  double fall = 0;  // mean of (x - mean) times the derivative; draws that overflow say nothing
};

std::vector<Direction> directions_of(const Array& positions, const Array& gradients) {
  const auto num_draws = static_cast<std::size_t>(positions.dim(0)),
             size = static_cast<std::size_t>(positions.dim(1));
  const std::vector<double> x = positions.values(), g = gradients.values();
  std::vector<Direction> directions(size);
  for (std::size_t i = 0; i < size; ++i) {
    double mean = 0, count = 0, sum = 0;
    const auto each = [&](const auto& f) {
      for (std::size_t n = 0; n < num_draws; ++n) {
        const std::size_t at = n * size + i;
        if (std::isfinite(x[at]) && std::isfinite(g[at])) f(x[at], g[at]);
      }
    };
    each([&](double value, double) {
      count += 1;
      mean += (value - mean) / count;
    });
    each([&](double value, double slope) {
      directions[i].is_without_gradient = directions[i].is_without_gradient && slope == 0;
      sum += (value - mean) * slope;
    });
    directions[i].fall = count > 0 ? sum / count : 0;
  }
  return directions;
}

std::string listed(const std::vector<std::string>& names) {
  std::vector<std::string> first(
      names.begin(),
      names.begin() + static_cast<std::ptrdiff_t>(std::min(names.size(), kMostNames)));
  if (names.size() > kMostNames) first.push_back(text(names.size() - kMostNames, " more"));
  return join_words(first);
}

}  // namespace

std::optional<stats::Check> check_improper(const Target& target, const KernelRules& rules,
                                           const std::vector<stats::NamedDraws>& parts,
                                           const stats::Posterior& posterior) {
  if (parts.empty() || !is_suspicious(posterior)) return std::nullopt;
  const Arrays found = positions_and_gradients(target, rules, parts);
  const std::vector<Direction> directions = directions_of(found[0], found[1]);
  std::vector<std::string> unused, open;
  for (std::size_t i = 0; i < directions.size(); ++i) {
    const std::string name = target.layout().name_of(static_cast<std::int64_t>(i));
    if (directions[i].is_without_gradient) unused.push_back(name);
    else if (!(directions[i].fall < kLeastFall)) open.push_back(name);
  }
  if (unused.empty() && open.empty()) return std::nullopt;
  std::vector<std::string> words;
  if (!unused.empty()) words.push_back(text("is constant along ", listed(unused)));
  if (!open.empty()) words.push_back(text("does not fall off along ", listed(open)));
  return stats::Check{
      "ALEATOR-D08 improper", false,
      text("the log density ", join_words(words),
           " where the draws are: it may have no finite integral, and then draws "
           "drift without end and mean nothing."),
      "give every parameter a proper prior, and check that the log density uses it; "
      "if the prior is proper, lengthen num_warmup and num_draws."};
}

}  // namespace aleator::mcmc
