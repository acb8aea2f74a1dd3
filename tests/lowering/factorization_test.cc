// SPDX-License-Identifier: Apache-2.0
// Tests factorizations in lanes: the same bits however many lanes go together, those of the
// reference up to rounding, and NaN only where a matrix is not positive definite.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/llvm/program.h"
#include "aleator/transforms/inspect.h"

#include <cmath>
#include <cstring>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

/// Factor, and the adjoint of the sum of its elements times 1, 1/2, 1/3, ...
Function factor_and_adjoint(Dtype dtype, std::int64_t n) {
  return trace_closed("f", {{.dtype = dtype, .shape = {n, n}}}, [&](const Arrays& p) {
    const auto weighted = [&](const Array& a) {
      const Array weights = 1. / astype(arange(n * n) + 1, dtype);
      return sum(cholesky(a) * reshape(weights, {n, n}));
    };
    return Arrays{cholesky(p[0]), grad(weighted)(p[0])};
  });
}

/// Well-conditioned symmetric matrices, another for each lane.
Buffer matrices(Dtype dtype, std::int64_t lanes, std::int64_t n) {
  Buffer buffer(dtype, {lanes, n, n});
  for (std::int64_t k = 0; k < lanes; ++k) {
    for (std::int64_t i = 0; i < n; ++i) {
      for (std::int64_t j = 0; j < n; ++j) {
        const auto distance = static_cast<double>(i - j), lane = static_cast<double>(k);
        const double x = std::exp(-0.1 * distance * distance * (1 + 0.01 * lane)) +
                         (i == j ? 0.3 + 0.05 * static_cast<double>(i) : 0);
        const std::int64_t at = (k * n + i) * n + j;
        if (dtype == float32) buffer.mutable_data<float>()[at] = static_cast<float>(x);
        else buffer.mutable_data<double>()[at] = x;
      }
    }
  }
  return buffer;
}

/// The first `lanes` entries.
Buffer first(const Buffer& all, std::int64_t lanes, std::int64_t n) {
  Buffer part(all.dtype(), {lanes, n, n});
  std::memcpy(part.mutable_bytes(), all.bytes(),
              static_cast<std::size_t>(part.size()) * size_of(all.dtype()));
  return part;
}

void expect_same_bits(const Buffer& few, const Buffer& many, const std::string& where) {
  EXPECT_EQ(std::memcmp(few.bytes(), many.bytes(),
                        static_cast<std::size_t>(few.size()) * size_of(few.dtype())),
            0)
      << where;
}

TEST(Factorization, BitsDoNotDependOnTheNumberOfLanes) {
  constexpr std::int64_t kMost = 16;
  for (const Dtype dtype : {float64, float32}) {
    for (const std::int64_t n : {1, 2, 3, 4, 5, 7, 8, 9, 12, 13, 22}) {
      const Function f = factor_and_adjoint(dtype, n);
      const Buffer all = matrices(dtype, kMost, n);
      const auto expected = llvm::Program::make(over_lanes(f, 1, kMost))->run({all});
      for (const std::int64_t lanes : {2, 4, 8}) {
        const auto found =
            llvm::Program::make(over_lanes(f, 1, lanes))->run({first(all, lanes, n)});
        for (std::size_t i = 0; i < found.size(); ++i)
          expect_same_bits(found[i], expected[i], text("n = ", n, ", lanes = ", lanes));
      }
    }
  }
}

TEST(Factorization, IsTheReferenceUpToRounding) {
  for (const Dtype dtype : {float64, float32}) {
    const double tolerance = dtype == float32 ? 2e-4 : 1e-12;
    for (const std::int64_t n : {1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 16, 18, 50}) {
      const Function f = over_lanes(factor_and_adjoint(dtype, n), 1, 5);
      const Buffer all = matrices(dtype, 5, n);
      const auto expected = interpret(f, {all}), found = llvm::Program::make(f)->run({all});
      for (std::size_t i = 0; i < found.size(); ++i) {
        const auto x = constant(expected[i]).values(), y = constant(found[i]).values();
        for (std::size_t k = 0; k < x.size(); ++k)
          ASSERT_NEAR(y[k], x[k], tolerance * (1 + std::abs(x[k]))) << "n = " << n << " at " << k;
      }
    }
  }
}

TEST(Factorization, OnlyTheIndefiniteLaneIsNan) {
  for (const std::int64_t n : {1, 4, 6, 13}) {
    const Function f = trace_closed("f", {{.dtype = float64, .shape = {n, n}}},
                                    [](const Arrays& p) { return Arrays{cholesky(p[0])}; });
    Buffer all = matrices(float64, 8, n);
    all.mutable_data<double>()[(3 * n + n - 1) * n + n - 1] = -1;
    const auto found = llvm::Program::make(over_lanes(f, 1, 8))->run({all});
    for (std::int64_t k = 0; k < 8; ++k)
      EXPECT_EQ(std::isnan(found[0].data<double>()[k * n * n]), k == 3) << n << " " << k;
  }
}

}  // namespace
}  // namespace aleator::lowering
