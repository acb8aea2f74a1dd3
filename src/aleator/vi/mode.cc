// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/mode.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/multivariate/multivariate_normal_tril.h"
#include "aleator/optimize/lbfgs.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"
#include "aleator/vi/parts.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <ostream>

namespace aleator::vi {
namespace {

/// A log density of the unconstrained vector.
using FlatDensity = Callable<Array(const Array&)>;

struct Search {
  Array position, value, largest_slope;  // of the log density
  bool is_converged = false;
  std::int64_t num_iterations = 0;
};

Array starts_of(const char* who, const Parts& parts, const ModeOptions& o) {
  if (o.num_starts < 1)
    throw ValueError(text(who, ": num_starts must be at least 1, got ", o.num_starts));
  const Array first = parts.start(who, o.initial_state, {}, 0);
  const Array noise =
      4. * random::uniform(o.key.value_or(Key(0)), {o.num_starts, parts.size()}) - 2.;
  const Array is_other = astype(arange(o.num_starts, int64) > 0, float64);
  return first + expand_dims(is_other, -1) * noise;
}

/// The best of the searches from all starts.
Search search(const char* who, const FlatDensity& log_prob, const Parts& parts,
              const ModeOptions& o) {
  const auto from = [&](const Array& start) {
    return optimize::lbfgs_minimize(value_and_grad([&](const Array& x) { return -log_prob(x); }),
                                    start, {.max_iterations = o.max_iterations});
  };
  const optimize::LbfgsResults all = vmap(from)(starts_of(who, parts, o));
  const Array values = where(is_finite(all.objective_value), all.objective_value, INFINITY);
  const std::int64_t best = argmin(values).item<std::int64_t>();
  Search result{.position = all.position[best],
                .value = -values[best],
                .largest_slope = max(abs(all.objective_gradient[best]))};
  if (!std::isfinite(result.value.item())) {
    throw ValueError(text(who, ": the log density is finite at none of ", o.num_starts,
                          " starting points; give initial_state"));
  }
  // The slope that rounding of a value of this size may leave.
  const double rounding = std::min(1e-3, 1e-8 * (1 + std::abs(result.value.item())));
  result.is_converged = all.converged[best].item<bool>() || result.largest_slope.item() <= rounding;
  result.num_iterations = all.num_iterations[best].item<std::int64_t>();
  return result;
}

/// Steps of Newton's method: what L-BFGS leaves is far below a standard deviation.
Array polished(const FlatDensity& log_prob, Array position) {
  for (int i = 0; i < 2; ++i) {
    const Array slope = grad(log_prob)(position), curvature = -hessian(log_prob)(position);
    const Array next = position + cholesky_solve(cholesky(curvature), slope);
    const Array is_better = all(is_finite(next));
    position = where(is_better, next, position);
    eval(position);
  }
  return position;
}

}  // namespace

const Array& MaximumAPosteriori::operator[](const std::string& name) const {
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == name) return parts[i];
  }
  throw ValueError(text("MaximumAPosteriori: there is no part '", name, "', there are ", names));
}

std::string MaximumAPosteriori::to_string() const {
  std::string out = text("log density ", log_prob, " after ", num_iterations, " iterations",
                         is_converged ? "" : ", not converged: the density may have no maximum");
  for (std::size_t i = 0; i < names.size(); ++i)
    append_text(out, text("\n", names[i], ": ", parts[i].to_string()));
  return out;
}

std::ostream& operator<<(std::ostream& out, const MaximumAPosteriori& result) {
  return out << result.to_string() << '\n';
}

MaximumAPosteriori maximum_a_posteriori(const LogDensity& target, const ModeOptions& options) {
  const Parts parts("maximum_a_posteriori", target);
  const auto log_prob = [&](const Array& x) { return target(parts.constrain(x)); };
  const Search best = search("maximum_a_posteriori", log_prob, parts, options);
  MaximumAPosteriori result{.names = parts.names,
                            .parts = parts.constrain(best.position),
                            .log_prob = best.value.item(),
                            .is_converged = best.is_converged,
                            .num_iterations = best.num_iterations};
  eval(result.parts);
  return result;
}

std::string LaplaceFit::to_string() const {
  return text("log evidence ", log_evidence, " by Laplace's approximation\n", quality.to_string());
}

std::ostream& operator<<(std::ostream& out, const LaplaceFit& fit) {
  return out << fit.to_string() << '\n';
}

LaplaceFit laplace_approximation(const LogDensity& target, const ModeOptions& options) {
  constexpr const char* who = "laplace_approximation";
  const Parts parts(who, target);
  const FlatDensity log_prob = [&](const Array& x) { return parts.log_prob(target, x); };
  const Search best = search(who, log_prob, parts, options);
  const Array position = polished(log_prob, best.position);
  const Array factor = cholesky(-hessian(log_prob)(position));  // NaN unless positive definite
  const bool has_maximum = all(is_finite(factor)).item<bool>() && best.is_converged;
  if (!has_maximum) {
    throw ValueError(text(who,
                          ": the log density has no strict maximum where the search ended "
                          "(largest slope ",
                          best.largest_slope.item(),
                          "): it is improper, flat in some direction, or needs more than ",
                          options.max_iterations, " iterations"));
  }
  const Array covariance = cholesky_solve(factor, eye(parts.size()));
  const Array scale = cholesky(covariance);
  const SurrogatePosterior surrogate = surrogate_of(
      distributions::MultivariateNormalTriL({.loc = position, .scale_tril = scale}), parts);
  const double log_volume =
      sum(log(diagonal(scale))).item() +
      0.5 * static_cast<double>(parts.size()) * std::log(2 * std::numbers::pi);
  return {.surrogate = surrogate,
          .mode = parts.constrain(position),
          .covariance = covariance,
          .log_evidence = log_prob(position).item() + log_volume,
          .quality = assess_surrogate(target, surrogate,
                                      {.key = fold_in(options.key.value_or(Key(0)), 1)})};
}

}  // namespace aleator::vi
