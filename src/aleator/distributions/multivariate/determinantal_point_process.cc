// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/determinantal_point_process.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/linalg/solve.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

struct DeterminantalPointProcessRules final : DistributionRules {
  explicit DeterminantalPointProcessRules(const DeterminantalPointProcessParameters& p)
      : DistributionRules(DeterminantalPointProcess::family,
                          {{"eigenvalues", p.eigenvalues}, {"eigenvectors", p.eigenvectors}}),
        values(parameter("eigenvalues")),
        vectors(parameter("eigenvectors")),
        n(values.dim(-1)) {
    if (vectors.rank() < 2 || vectors.dim(-1) != n || vectors.dim(-2) != n)
      throw ShapeError(text("DeterminantalPointProcess: eigenvectors must be [..., ", n, ", ", n,
                            "] for ", n, " eigenvalues, got shape ", vectors.shape()));
  }
  const Array values, vectors;
  const std::int64_t n;

  Shape event_shape() const override { return {n}; }
  Array inside() const override { return zeros({n}, dtype()); }

  /// eigenvectors diag(weights) eigenvectors'.
  Array matrix_with(const Array& weights) const {
    return matmul(vectors * expand_dims(weights, -2), swap_axes(vectors, -1, -2));
  }
  /// Probabilities that items i and j are both there are its 2 by 2 minors.
  Array marginal_kernel() const { return matrix_with(values / (1. + values)); }

  /// Item i is there with probability K[i, i], and what was decided conditions the rest of K: a
  /// factorization whose pivots are K[i, i], or K[i, i] - 1 where it is not.
  Array sample(const Key& key, const Shape& shape) const override {
    const Array uniforms = random::uniform(key, Shape{n} + shape, dtype());
    const auto decide = [&](const Array& kernel, const std::pair<Array, Array>& entry) {
      const auto& [i, u] = entry;
      const Array is_own = astype(arange(n) == i, dtype());
      const Array column = sum(kernel * is_own, {.axes = {-1}});
      const Array chance = sum(column * is_own, {.axes = {-1}});
      const Array is_there = u < chance;
      const Array pivot = where(is_there, chance, chance - 1.);
      const Array scaled = column / expand_dims(pivot, -1);
      const Array outer = expand_dims(scaled, -1) * expand_dims(column, -2);
      return std::pair(kernel - outer, astype(is_there, dtype()));
    };
    const Array start = broadcast_to(marginal_kernel(), shape + Shape{n, n});
    const Array decisions = scan(decide, start, std::pair(arange(n), uniforms)).second;
    return move_axis(decisions, 0, -1);
  }
  /// L where both items are there, and the identity elsewhere.
  Array log_prob(const Array& x) const override {
    const Array both = expand_dims(x, -1) * expand_dims(x, -2);
    const Array rest = diagonal_matrix(1. - x);
    const Array chosen = matrix_with(values) * both + rest;
    return linalg::slogdet(chosen).log_abs_determinant - sum(log1p(values), {.axes = {-1}});
  }
  Array mean() const override { return diagonal(marginal_kernel()); }
  Array variance() const override { return mean() * (1. - mean()); }
  Array covariance() const override {
    const Array kernel = marginal_kernel();
    return diagonal_matrix(diagonal(kernel)) - square(kernel);
  }
};

}  // namespace

constinit const Family DeterminantalPointProcess::family{
    .name = "DeterminantalPointProcess",
    .parameters = {{{.name = "eigenvalues", .constraint = &kPositive, .event_rank = 1},
                    {.name = "eigenvectors", .event_rank = 2, .is_trainable = false}}},
    .support = &kBinary,
    .event_rank = 1,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return DeterminantalPointProcess({.eigenvalues = p[0].value, .eigenvectors = p[1].value});
    },
};

DeterminantalPointProcess::DeterminantalPointProcess(
    const DeterminantalPointProcessParameters& parameters)
    : Distribution(make_ref<DeterminantalPointProcessRules>(parameters)) {}

}  // namespace aleator::distributions
