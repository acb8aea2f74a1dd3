// SPDX-License-Identifier: Apache-2.0
// Tests rounds of loops that go side by side in vectors: folds along and across short axes, against
// the reference backend.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/trace.h"
#include "aleator/runtime/llvm/program.h"

#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kInf = std::numeric_limits<double>::infinity();

/// Numbers of both signs, some equal, with a NaN and infinities far apart.
Buffer numbers(Dtype dtype, const Shape& shape) {
  Buffer buffer(dtype, shape);
  for (std::int64_t i = 0; i < buffer.size(); ++i) {
    double x = std::sin(static_cast<double>(1 + i) * 1.7);
    if (i % 5 == 3) x = 0.25;
    if (i % 1013 == 500) x = kNan;
    if (i % 1013 == 700) x = i % 2 == 0 ? kInf : -kInf;
    visit_dtype(dtype, [&](auto zero) {
      using T = decltype(zero);
      buffer.mutable_data<T>()[i] =
          std::is_floating_point_v<T> ? static_cast<T>(x) : static_cast<T>((i * 7) % 11 > 5);
    });
  }
  return buffer;
}

using Body = Array (*)(const Array&);

void expect_reference(const Body& body, Dtype dtype, const Shape& shape, double tolerance) {
  const Function f = trace_closed("f", {{.dtype = dtype, .shape = shape}},
                                  [&](const Arrays& x) { return Arrays{body(x[0])}; });
  const std::vector<Buffer> arguments{numbers(dtype, shape)};
  const auto a = constant(interpret(f, arguments)[0]).values(),
             b = constant(llvm::Program::make(f)->run(arguments)[0]).values();
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t k = 0; k < a.size(); ++k) {
    if (std::isfinite(a[k])) {
      ASSERT_NEAR(b[k], a[k], tolerance * (1 + std::abs(a[k]))) << "at " << k;
    } else {
      ASSERT_TRUE(std::isnan(a[k]) ? std::isnan(b[k]) : a[k] == b[k]) << "at " << k;
    }
  }
}

Array shares(const Array& x) { return exp(x - logsumexp(x, {.axes = {-1}, .keep_dims = true})); }

/// Sizes that vectors divide, and that leave some over; axes written out, across and along.
const Shape kShapes[] = {{8, 2},  {9, 2},     {61, 3},   {64, 8},    {33, 13},
                         {7, 16}, {120, 16},  {19, 64},  {3, 1025},  {2, 37, 5},
                         {5, 4},  {21, 3, 4}, {2, 2100}, {40, 2, 16}};

TEST(VectorRounds, FoldsAlongTheLastAxis) {
  const Body bodies[] = {
      [](const Array& x) { return max(x, {.axes = {-1}}); },
      [](const Array& x) { return min(x, {.axes = {-1}}); },
      [](const Array& x) { return product(1 + 0.01 * x, {.axes = {-1}}); },
      [](const Array& x) { return logsumexp(x, {.axes = {-1}}); },
      [](const Array& x) { return shares(x); },
      [](const Array& x) { return exp(x) / sum(exp(x), {.axes = {-1}, .keep_dims = true}); },
      [](const Array& x) { return cumulative_sum(exp(where(is_finite(x), x, 0.)), -1); },
      [](const Array& x) { return max(x) + sum(where(is_finite(x), x, 0.)); },
      [](const Array& x) { return sum(logsumexp(where(is_finite(x), x, 0.), {.axes = {-1}})); },
      [](const Array& x) { return max(reverse(x, {0}), {.axes = {-1}}); },
      [](const Array& x) {
        return max(pad(reshape(x, {1, -1}), {.low = {1, 0}}), {.axes = {-1}});
      },
      [](const Array& x) {
        return concatenate({shares(x), x, 2 * x}, 0);
      },
  };
  for (const Shape& shape : kShapes) {
    for (std::size_t i = 0; i < std::size(bodies); ++i) {
      SCOPED_TRACE(text(shape, ", body ", i));
      expect_reference(bodies[i], float64, shape, 1e-12);
      expect_reference(bodies[i], float32, shape, 2e-5);
    }
  }
}

TEST(VectorRounds, FoldsOfIntegersAndTruth) {
  const Body bodies[] = {
      [](const Array& x) { return max(x, {.axes = {-1}}); },
      [](const Array& x) { return any(x > 0, {.axes = {-1}}); },
      [](const Array& x) { return all(x > 0, {.axes = {-1}}); },
      [](const Array& x) { return product(x + 1, {.axes = {-1}}); },
      [](const Array& x) { return all(x < 2); },
  };
  for (const Shape& shape : kShapes) {
    for (std::size_t i = 0; i < std::size(bodies); ++i) {
      SCOPED_TRACE(text(shape, ", body ", i));
      expect_reference(bodies[i], int64, shape, 0);
      expect_reference(bodies[i], int32, shape, 0);
    }
  }
}

TEST(VectorRounds, GradientsOfFolds) {
  const Body body = [](const Array& x) {
    const auto density = [](const Array& y) {
      return sum(square(logsumexp(where(is_finite(y), y, 0.), {.axes = {-1}})));
    };
    return grad(density)(x);
  };
  for (const Shape& shape : kShapes) {
    SCOPED_TRACE(text(shape));
    expect_reference(body, float64, shape, 1e-11);
  }
}

/// Beside rows of the same length, which must not join them, and with sums of their own.
TEST(VectorRounds, SumsDownColumns) {
  const Body bodies[] = {
      [](const Array& x) { return sum(x, {.axes = {0}}); },
      [](const Array& x) { return 2 * sum(where(is_finite(x), x, 0.), {.axes = {0}}) - 1; },
      [](const Array& x) {
        const Array y = where(x > 0, x, 0.);
        return concatenate({sum(y, {.axes = {0}}), sum(square(y), {.axes = {0}}),
                            sum(y, {.axes = {-1}}) + 1, ravel(exp(-y))});
      },
      [](const Array& x) {
        const Array y = where(is_finite(x), x, 0.), center = mean(y, {.axes = {0}});
        return y - center / sqrt(mean(square(y - center), {.axes = {0}}) + 1.);
      },
      [](const Array& x) { return sum(tanh(x), {.axes = {0}}) * max(x, {.axes = {0}}); },
      [](const Array& x) { return sum(transpose(x), {.axes = {0}}); },
      [](const Array& x) {
        return sum(reshape(where(is_finite(x), x, 0.), {-1, 2, x.dim(1)}), {.axes = {0, 1}});
      },
  };
  for (const Shape& shape :
       {Shape{34, 16}, Shape{100, 17}, Shape{64, 64}, Shape{512, 40}, Shape{40, 31},
        Shape{36, 1000}, Shape{1100, 33}, Shape{16, 128}, Shape{50, 3}}) {
    for (std::size_t i = 0; i < std::size(bodies); ++i) {
      SCOPED_TRACE(text(shape, ", body ", i));
      expect_reference(bodies[i], float32, shape, 2e-6);
      expect_reference(bodies[i], float64, shape, 1e-12);
    }
  }
}

/// The last part of a concatenation is written in the round that reads it: stores and loads of
/// rounds that go together must keep their order.
TEST(VectorRounds, ReadWhatTheyHaveWritten) {
  const auto parts = [](const Array& x) {
    const auto step = [](const Array& left, const Array& share) {
      const Array part = floor(left * share);
      return std::pair(left - part, part);
    };
    const auto [rest, stacked] = scan(step, floor(abs(x) * 1e3), array({0.3, 0.6}));
    const Array all = move_axis(concatenate({stacked, expand_dims(rest, 0)}, 0), 0, -1);
    const Array centered = where(is_finite(all), all, 0.) - 2.;
    return stack({mean(centered, {.axes = {0}}), variance(centered, {.axes = {0}})});
  };
  expect_reference(parts, float64, {3000, 2, 2}, 1e-12);
}

/// A product over two axes adds up in memory, where the rounds of one of them are written out.
TEST(VectorRounds, AddSeveralTimesToOneElement) {
  const auto product = [](const Array& x) {
    const std::int64_t n = x.dim(0);
    const Array left = broadcast_to(expand_dims(where(is_finite(x), x, 0.), 2), {n, n, 3});
    const Array right = reshape(cos(arange(6 * n, float64)), {3, n, 2});
    return tensordot(left, right, Dims{0, 2}, Dims{1, 0});
  };
  for (const std::int64_t n : {9, 17, 40}) expect_reference(product, float64, {n, n}, 1e-13);
}

}  // namespace
}  // namespace aleator::lowering
