// SPDX-License-Identifier: Apache-2.0
// Tests loops that stop at the diagonal: Gaussian processes, whose covariance and its adjoint are
// needed below the diagonal only, and functions that need more of them.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/describe.h"
#include "aleator/lowering/prepare.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <cmath>
#include <string>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

constexpr std::int64_t kLanes = 5;

Array points(Dtype dtype, std::int64_t n) {
  return astype(sin(1.7 * astype(arange(n), float64)) * 3., dtype);
}

Array covariance(const Array& q, std::int64_t n) {
  const Array x = points(q.dtype(), n), distance = expand_dims(x, 1) - expand_dims(x, 0);
  return exp(2. * q[1]) * exp(-0.5 * square(distance / exp(q[0]))) +
         exp(2. * q[2]) * eye(n, n, 0, q.dtype());
}

/// The log density of a Gaussian process and `more` of its covariance and factor.
using More = Array (*)(const Array& covariance, const Array& factor);
Function process(Dtype dtype, std::int64_t n, More more) {
  const ArrayTypes types{{.dtype = dtype, .shape = {3}}};
  const Function density = trace_closed("density", types, [&](const Arrays& q) {
    const Array k = covariance(q[0], n), factor = cholesky(k);
    const Array white = solve_triangular(factor, points(dtype, n));
    return Arrays{-0.5 * sum(square(white)) - sum(log(diagonal(factor))) + more(k, factor)};
  });
  return over_lanes(value_and_gradient_function(density, 0), 1, kLanes);
}

Array nothing(const Array&, const Array& factor) { return zeros({}, factor.dtype()); }

std::string loops_of(const Function& f) { return describe(make_plan(prepare(f, true), true)); }

std::size_t num_triangles(const std::string& loops) {
  std::size_t count = 0;
  for (std::size_t at = 0; (at = loops.find("up to the diagonal", at)) != std::string::npos; ++at)
    ++count;
  return count;
}

void expect_reference(const Function& f, double tolerance, const std::string& where) {
  const ArrayType type = f.parameter_types()[0];
  Buffer q(type.dtype, type.shape);
  for (std::int64_t i = 0; i < q.size(); ++i) {
    const double x = 0.3 * std::sin(static_cast<double>(1 + i) * 2.3);
    if (type.dtype == float32) q.mutable_data<float>()[i] = static_cast<float>(x);
    else q.mutable_data<double>()[i] = x;
  }
  const std::vector<Buffer> expected = interpret(f, {q}), found = llvm::Program::make(f)->run({q});
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const auto x = constant(expected[i]).values(), y = constant(found[i]).values();
    for (std::size_t k = 0; k < x.size(); ++k)
      EXPECT_NEAR(y[k], x[k], tolerance * (1 + std::abs(x[k]))) << where << " at " << k;
  }
}

TEST(Triangles, CovarianceFactorAndAdjointStopAtTheDiagonal) {
  const std::string loops = loops_of(process(float64, 12, nothing));
  EXPECT_EQ(num_triangles(loops), 4u) << loops;
}

TEST(Triangles, ValuesAreThoseOfWholeMatrices) {
  for (const Dtype dtype : {float64, float32}) {
    for (const std::int64_t n : {2, 8, 9, 11, 12, 21, 40})
      expect_reference(process(dtype, n, nothing), dtype == float32 ? 2e-3 : 1e-10,
                       text(dtype, " ", n));
  }
}

TEST(Triangles, WhatIsReadAboveTheDiagonalIsThere) {
  const More all[] = {
      [](const Array& k, const Array&) { return sum(k * reshape(arange(k.size()), k.shape())); },
      [](const Array& k, const Array&) { return sum(sin(upper_triangle(k, 1))); },
      [](const Array& k, const Array& l) { return sum(cos(k) * l) + sum(exp(swap_axes(l, 0, 1))); },
      [](const Array& k, const Array& l) { return sum(lower_triangle(k, 1)) + sum(max(l)); },
      [](const Array& k, const Array& l) {
        return sum(lower_triangle(exp(k), -2)) + sum(square(matmul(l, swap_axes(l, 0, 1)) - k));
      },
      [](const Array& k, const Array& l) {
        return sum(solve_triangular(l, swap_axes(k, 0, 1), {.is_transposed = true}));
      }};
  for (const More more : all) {
    for (const std::int64_t n : {9, 14})
      expect_reference(process(float64, n, more), 1e-9,
                       text("case ", static_cast<std::int64_t>(&more - all), ", n = ", n));
  }
}

TEST(Triangles, OutputsAreWhole) {
  const Function f = trace_closed("f", {{.dtype = float64, .shape = {3}}}, [](const Arrays& q) {
    const Array k = covariance(q[0], 10);
    return Arrays{k, cholesky(k), grad([](const Array& a) { return sum(cholesky(a)); })(k)};
  });
  expect_reference(over_lanes(f, 1, kLanes), 1e-11, "outputs");
}

}  // namespace
}  // namespace aleator::lowering
