// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/coordinate_descent.h"

#include "aleator/glm/factor.h"
#include "aleator/kernels/tall_matrices.h"
#include "aleator/kernels/workspace.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

class Descent {
 public:
  Descent(const PenalizedQuadratic& f, const DescentOptions& options)
      : f_(f), options_(options), kept_(f.kept ? *f.kept : own_), z_(f.start), slope_(f.gradient) {}

  DescentResult run() {
    DescentResult result;
    const std::size_t n = z_.size();
    std::vector<std::size_t> all(n), active;
    for (std::size_t j = 0; j < n; ++j) all[j] = j;
    for (std::int64_t sweep = 0; sweep < options_.max_sweeps && !result.is_converged; ++sweep) {
      const double gain = sweep_over(all);
      if (sweep == 0) tolerance_ = std::max(options_.tolerance, options_.part_of_first * gain);
      result.is_converged = gain <= tolerance_;
      active.clear();
      for (std::size_t j = 0; j < n; ++j) {
        if (z_[j] != 0 || f_.l1[j] == 0) active.push_back(j);
      }
      if (!result.is_converged) sweep += settle(active, options_.max_sweeps - sweep - 1);
    }
    result.z = z_;
    result.num_updates = num_updates_;
    return result;
  }

 private:
  /// The largest gain of one coordinate, twice.
  double sweep_over(const std::vector<std::size_t>& variables) {
    double largest = 0;
    for (const std::size_t j : variables) largest = std::max(largest, update(j));
    num_updates_ += static_cast<std::int64_t>(variables.size());
    return largest;
  }

  /// Sweeps over variables that are not 0 until they settle; returns how many. Where that is slow,
  /// they are solved for.
  std::int64_t settle(const std::vector<std::size_t>& active, std::int64_t max_sweeps) {
    // A factor costs about as much as so many sweeps; with it, a solution as much as one.
    auto next_solution =
        is_factorized(active)
            ? 1
            : std::max<std::int64_t>(8, static_cast<std::int64_t>(active.size() / 40));
    for (std::int64_t sweep = 0; sweep < max_sweeps; ++sweep) {
      if (sweep_over(active) <= tolerance_) return sweep + 1;
      if (sweep + 1 != next_solution || options_.learning_rate != 1) continue;
      next_solution *= 4;
      solve(active);
    }
    return max_sweeps;
  }

  /// Goes to the minimum over the active variables, as long as none changes its sign; one that
  /// would becomes 0, and the others go on.
  void solve(std::vector<std::size_t> active) {
    constexpr int kMostZeros = 30;
    for (int count = 0; count < kMostZeros; ++count) {
      std::erase_if(active, [&](std::size_t j) { return z_[j] == 0 && f_.l1[j] > 0; });
      const std::vector<double> step = newton_step(active);
      if (step.empty()) return;
      double part = 1;
      std::size_t first = active.size();
      for (std::size_t i = 0; i < active.size(); ++i) {
        const double old = z_[active[i]];
        if (f_.l1[active[i]] == 0 || old * (old + part * step[i]) > 0) continue;
        part = -old / step[i];
        first = i;
      }
      for (std::size_t i = 0; i < active.size(); ++i)
        move(active[i], i == first ? 0. : z_[active[i]] + part * step[i]);
      if (first == active.size()) return;
    }
  }

  /// To the minimum over some variables where they keep their signs; nothing if there is none.
  std::vector<double> newton_step(const std::vector<std::size_t>& active) {
    const std::size_t m = active.size();
    if (!factorize(active)) return {};
    const double* factor = kept_.factor.data();
    std::vector<double> step(m);
    for (std::size_t i = 0; i < m; ++i) {
      const std::size_t j = active[i];
      const double kink = z_[j] > 0 ? f_.l1[j] : z_[j] < 0 ? -f_.l1[j] : 0.;
      step[i] = -(slope_[j] + kink);
    }
    // Both by rows of the factor, as they lie in memory.
    for (std::size_t i = 0; i < m; ++i) {
      const double* row = factor + i * m;
      step[i] = (step[i] - kernels::dot(row, step.data(), static_cast<std::int64_t>(i))) / row[i];
    }
    for (std::size_t i = m; i-- > 0;) {
      const double* row = factor + i * m;
      step[i] /= row[i];
      if (!std::isfinite(step[i])) return {};
      kernels::add_multiple(-step[i], row, static_cast<std::int64_t>(i), step.data());
    }
    return step;
  }

  bool is_factorized(const std::vector<std::size_t>& active) const {
    return !active.empty() && kept_.variables == active;
  }

  /// Whether the matrix of these variables is positive definite; its factor is kept.
  bool factorize(const std::vector<std::size_t>& active) {
    if (is_factorized(active)) return true;
    const std::size_t m = active.size(), n = z_.size();
    // Lower triangles of large matrices: pages are kept, and nothing is cleared.
    kernels::Workspace matrix(std::max<std::int64_t>(1, static_cast<std::int64_t>(m * m)));
    double* a = matrix.data();
    for (std::size_t i = 0; i < m; ++i) {
      const std::size_t j = active[i];
      for (std::size_t k = 0; k <= i; ++k) a[i * m + k] = f_.gram[j * n + active[k]];
      a[i * m + i] += f_.l2[j];
    }
    kept_.factor.resize(m * m);
    const bool is_definite =
        factor_positive_definite(a, static_cast<std::int64_t>(m), kept_.factor.data());
    kept_.variables = is_definite ? active : std::vector<std::size_t>{};
    return is_definite;
  }

  void move(std::size_t j, double to) {
    const auto n = static_cast<std::int64_t>(z_.size());
    const double change = to - z_[j];
    z_[j] = to;
    slope_[j] += f_.l2[j] * change;
    kernels::add_multiple(change, f_.gram + static_cast<std::int64_t>(j) * n, n, slope_.data());
  }

  double update(std::size_t j) {
    const double curvature = f_.gram[j * z_.size() + j] + f_.l2[j];
    if (!(curvature > 0)) return 0;
    const double old = z_[j], target = curvature * old - slope_[j];
    const double shrunk = std::abs(target) - f_.l1[j];
    const double best = shrunk > 0 ? std::copysign(shrunk, target) / curvature : 0.;
    const double change = options_.learning_rate * (best - old);
    if (change == 0) return 0;
    // Exactly 0 where that is the minimum.
    move(j, options_.learning_rate == 1 ? best : old + change);
    return curvature * change * change;
  }

  const PenalizedQuadratic& f_;
  const DescentOptions& options_;
  KeptFactor own_;
  KeptFactor& kept_;
  double tolerance_ = 0;
  std::vector<double> z_, slope_;
  std::int64_t num_updates_ = 0;
};

}  // namespace

DescentResult descend(const PenalizedQuadratic& f, const DescentOptions& options) {
  return Descent(f, options).run();
}

}  // namespace aleator::glm
