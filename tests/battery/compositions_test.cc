// SPDX-License-Identifier: Apache-2.0
// Tests transforms and their nestings on random programs of smooth operations and control flow.
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/verify.h"

#include <random>

#include <gtest/gtest.h>

#include "tests/battery/checks.h"

namespace aleator::battery {
namespace {

constexpr std::int64_t kLength = 3;  ///< of every vector in a program
constexpr unsigned kNumPrograms = 60;

/// Grows a program step by step from one vector argument. The same seed makes the same program, as
/// often as it is called: tracing calls it many times.
class RandomProgram {
 public:
  explicit RandomProgram(unsigned seed) : seed_(seed) {}

  /// Vector to scalar.
  Array operator()(const Array& x) const {
    std::mt19937 bits(seed_);
    Arrays values{x};
    const auto num_steps = 5 + bits() % 6;
    for (std::size_t i = 0; i < num_steps; ++i) values.push_back(step(bits, values));
    return sum(tanh(values.back()) * values[values.size() / 2]) + mean(values.back());
  }

 private:
  /// Any earlier value, rather a late one.
  static Array pick(std::mt19937& bits, const Arrays& values) {
    const std::size_t n = values.size();
    return bits() % 2 == 0 ? values.back() : values[bits() % n];
  }

  static Array step(std::mt19937& bits, const Arrays& values) {
    const Array a = pick(bits, values), b = pick(bits, values);
    const auto kind = static_cast<unsigned>(bits() % 16);
    if (kind < 6) return unary(kind, a);
    if (kind < 10) return binary(kind, a, b);
    return kind < 13 ? reduction(kind, a, b) : control(kind, a, b);
  }

  static Array unary(unsigned kind, const Array& a) {
    switch (kind) {
      case 0: return sin(a);
      case 1: return exp(-square(a));
      case 2: return sigmoid(a);
      case 3: return log1p(square(a));
      case 4: return reverse(a, {0}) * 0.7;
      default: return sqrt(1.5 + cos(a));
    }
  }

  static Array binary(unsigned kind, const Array& a, const Array& b) {
    switch (kind) {
      case 6: return a * b - 0.3;
      case 7: return a / (2. + square(b));
      case 8: return where(a > b, sin(a) * b, b - 0.5 * a);
      default: return power(1.2 + sigmoid(a), b / (1. + abs(b)));
    }
  }

  static Array reduction(unsigned kind, const Array& a, const Array& b) {
    switch (kind) {
      case 10: return a - mean(b);
      case 11: return cumulative_sum(a) * 0.5 + max(b);
      default: {
        const Array outer = expand_dims(a, 1) * expand_dims(b, 0);
        return sum(tanh(outer), {.axes = {1}});
      }
    }
  }

  static Array control(unsigned kind, const Array& a, const Array& b) {
    switch (kind) {
      case 13: {
        const auto next = [&](const Array& carry, const Array& entry) {
          const Array value = sin(carry * entry) + sum(b) * 0.1;
          return std::pair(value, value * carry);
        };
        return scan(next, sum(a), b, {.is_reverse = true}).second;
      }
      case 14:
        return cond(
            sum(a) > sum(b), [&](const Array& x) { return x * b; },
            [](const Array& x) { return cos(x); }, a);
      default:
        return while_loop([](const Array& s) { return sum(square(s)) < 4.; },
                          [&](const Array& s) { return s * 1.2 + 0.3 * sigmoid(b); }, a,
                          {.max_steps = 6});
    }
  }

  unsigned seed_;
};

Array point(unsigned seed) {
  std::mt19937 bits(seed);
  std::vector<double> x;
  for (int i = 0; i < kLength; ++i) x.push_back(static_cast<double>(bits()) * 0x1p-31 - 1.);
  return array(x);
}

Array rows(unsigned seed) { return stack({point(seed), point(seed + 1), point(seed + 2)}); }

/// f of every row.
template <class F>
Array looped(const F& f, const Array& x) {
  Arrays results;
  for (std::int64_t i = 0; i < x.dim(0); ++i)
    results.push_back(f(squeeze(slice_axis(x, 0, i, i + 1), 0)));
  return stack(results);
}

/// Runs a check of each program; says which one failed.
template <class Check>
void for_programs(const Check& check) {
  for (unsigned seed = 1; seed <= kNumPrograms; ++seed) {
    const RandomProgram f(seed);
    check(f, seed);
    if (!testing::Test::HasFailure()) continue;
    const auto program = [&](const Arrays& x) { return Arrays{f(x[0])}; };
    FAIL() << "seed " << seed << ", program\n" << function_of(program, {point(seed)}).to_string();
  }
}

TEST(Compositions, DerivativesMatchDifferences) {
  for_programs([](const RandomProgram& f, unsigned seed) {
    const auto program = [&](const Arrays& x) { return Arrays{f(x[0])}; };
    const Function function = function_of(program, {point(seed)});
    check_derivatives(function, {point(seed)}, {.order = 2, .seed = seed});
  });
}

TEST(Compositions, VmapOfGradIsALoop) {
  for_programs([](const RandomProgram& f, unsigned seed) {
    const Array x = rows(seed);
    const Array expected = looped(grad(f), x);
    EXPECT_TRUE(is_near(vmap(grad(f))(x), expected, 1e-12));
    EXPECT_TRUE(is_near(jit(vmap(grad(f)))(x), expected, 1e-12));
    EXPECT_TRUE(is_near(vmap(jit(grad(f)))(x), expected, 1e-12));
    EXPECT_TRUE(is_near(vmap(grad(jit(f)))(x), expected, 1e-12));
    EXPECT_TRUE(is_near(vmap(grad(f), {.axis = Axis::Lanes})(x), expected, 1e-12));
  });
}

TEST(Compositions, GradOfVmapIsALoop) {
  for_programs([](const RandomProgram& f, unsigned seed) {
    const Array x = rows(seed);
    const Array expected = looped(grad(f), x);
    const auto total = [&](const Array& a) { return sum(vmap(f)(a)); };
    EXPECT_TRUE(is_near(grad(total)(x), expected, 1e-12));
    EXPECT_TRUE(is_near(jit(grad(total))(x), expected, 1e-12));
    const auto lanes = [&](const Array& a) { return sum(vmap(f, {.axis = Axis::Lanes})(a)); };
    EXPECT_TRUE(is_near(grad(lanes)(x), expected, 1e-12));
  });
}

TEST(Compositions, ScanOfGradAndGradOfScan) {
  for_programs([](const RandomProgram& f, unsigned seed) {
    const auto descend = [&](const Array& x) {
      return fori_loop(
          0, 2, [&](const Array&, const Array& s) { return s - 0.1 * grad(f)(s); }, x);
    };
    const auto unrolled = [&](const Array& x) {
      const Array once = x - 0.1 * grad(f)(x);
      return once - 0.1 * grad(f)(once);
    };
    const auto after = [&](const auto& g) { return [&](const Array& x) { return f(g(x)); }; };
    const Array x = point(seed);
    EXPECT_TRUE(is_near(descend(x), unrolled(x), 1e-12));
    const Array expected = grad(after(unrolled))(x);
    EXPECT_TRUE(is_near(grad(after(descend))(x), expected, 1e-10));
    EXPECT_TRUE(
        is_near(vmap(grad(after(descend)))(stack({x, x})), stack({expected, expected}), 1e-10));
  });
}

TEST(Compositions, HessianIsSymmetricAndJacobiansAgree) {
  for_programs([](const RandomProgram& f, unsigned seed) {
    const Array x = point(seed);
    const Array h = hessian(f)(x);
    EXPECT_TRUE(is_near(h, transpose(h), 1e-10));
    EXPECT_TRUE(is_near(jacobian(grad(f))(x), h, 1e-10));
    const Array v = point(seed + 7);
    EXPECT_TRUE(is_near(hvp(f)(x, v), sum(h * v, {.axes = {1}}), 1e-10));
    // A tall function is differentiated forwards, a wide one backwards.
    const auto tall = [&](const Array& a) { return concatenate({a * f(a), sin(a)}); };
    const auto wide = [&](const Array& a) {
      return sum(reshape(tall(a), {2, kLength}), {.axes = {1}});
    };
    const Array blocks = reshape(jacobian(tall)(x), {2, kLength, kLength});
    EXPECT_TRUE(is_near(jacobian(wide)(x), sum(blocks, {.axes = {1}}), 1e-10));
  });
}

}  // namespace
}  // namespace aleator::battery
