// SPDX-License-Identifier: Apache-2.0
// Helps tests of linear algebra: oracle arrays of tests/data/linear_algebra.json, backward errors.
#pragma once

#include <limits>

#include "tests/array/support.h"

namespace aleator::testing {

inline constexpr double kEpsilon = std::numeric_limits<double>::epsilon();

/// The arrays of one case of tests/data/linear_algebra.json.
inline Oracle linear_oracle(const char* name) { return Oracle(name, "linear_algebra.json"); }

inline Array adjoint(const Array& x) { return swap_axes(x, -2, -1); }
inline double norm(const Array& x) { return std::sqrt(sum(square(x)).item()); }

/// |x - y| / |y| in the Frobenius norm, in units of the spacing of numbers.
inline double relative_error(const Array& x, const Array& y) {
  EXPECT_EQ(x.shape(), y.shape());
  return norm(x - y) / norm(y) / kEpsilon;
}

/// |q' q - 1|, in the same units.
inline double orthogonality_error(const Array& q) {
  const std::int64_t n = q.dim(-1);
  return norm(matmul(adjoint(q), q) - eye(n)) / kEpsilon;
}

/// Deterministic values in (-1, 1) whose matrices have full rank (those of wiggle have rank 2).
inline Array scattered(const Shape& shape, double phase = 0) {
  return sin(square(reshape(arange(shape.size(), float64), shape) + (phase + 0.5)) * 12.9898);
}

/// Symmetric positive definite and well conditioned.
inline Array positive_definite(const Shape& batch, std::int64_t n) {
  const Array x = scattered(batch + Shape{n, n});
  return matmul(x, adjoint(x)) + 2. * eye(n);
}

/// One matrix of a batch of three spoiled by a NaN: the results of the others are those without it.
inline void check_failure_stays(const Operation& f, const Array& batch) {
  const Array spoiled = set_at(batch, {1, 0, 0}, std::nan(""));
  const Array actual = f({spoiled}), expected = f({batch});
  EXPECT_TRUE(std::isnan(sum(actual[1]).item()));
  for (const int i : {0, 2}) EXPECT_EQ(actual[i].values(), expected[i].values()) << i;
  const auto loss = [&](const Array& x) { return sum(f({x})); };
  const Array g = grad(loss)(spoiled), h = grad(loss)(batch);
  for (const int i : {0, 2}) expect_near(g[i], h[i], 1e-12);
}

}  // namespace aleator::testing
