// SPDX-License-Identifier: Apache-2.0
// Tests products, cholesky and triangular systems.
#include <limits>

#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::check_derivatives;
using testing::check_vmap;
using testing::check_vmap_of_gradient;
using testing::expect_near;
using testing::message_of;
using testing::Oracle;
using testing::wiggle;

Array positive_definite(const Shape& batch, std::int64_t n) {
  const Array x = wiggle(batch + Shape{n, n});
  return matmul(x, swap_axes(x, -1, -2)) + 2. * eye(n);
}

TEST(Product, MatchesNumpy) {
  const Oracle o("products");
  const Array a = o("a"), b = o("b"), v = o("v"), c = o("c");
  expect_near(matmul(a, b), o("a_b"));
  expect_near(matmul(a, v), o("a_v"));
  expect_near(matmul(v, b), o("v_b"));
  expect_near(matmul(c, b), o("c_b"));
  expect_near(matmul(a, transpose(c)), o("a_ct"));
  expect_near(dot(a, b), o("dot"));
  expect_near(tensordot(a, c), o("tensordot"));
  expect_near(tensordot(a, c, {-2, -1}, {0, 1}), o("tensordot"));
  expect_near(outer(v, c), o("outer"));
  expect_near(einsum("xyij, zjk -> zki", a, b), o("einsum"));
  expect_near(einsum("ij,jk", c, transpose(c)), matmul(c, transpose(c)));
  expect_near(einsum("ij->j", c), sum(c, {.axes = {0}}));
  EXPECT_EQ(dot(v, v).item(), sum(v * v).item());
}

TEST(Product, OfOtherDtypes) {
  const Array x = arange(6, int32), y = reshape(arange(6, int32), {3, 2});
  const Array z = matmul(reshape(x, {2, 3}), y);
  EXPECT_EQ(z.dtype(), int32);
  EXPECT_EQ(z.values(), (std::vector<double>{10, 13, 28, 40}));
  EXPECT_EQ(matmul(array({true, true}), array({true, true})).item(), 2);
  // 1 + 2^-30 2^30 terms would be lost in a float32 accumulator.
  const Array ones32 = ones({1 << 12}, float32), small = full({1 << 12}, astype(1e-9, float32));
  EXPECT_EQ(dot(concatenate({ones({1}, float32), ones32}), concatenate({ones({1}, float32), small}))
                .item<float>(),
            1.F + 4096 * 1e-9F);
}

TEST(Product, DerivativesAndVmap) {
  const auto product = [](const Arrays& a) { return matmul(a[0], a[1]); };
  const auto einsum_of = [](const Arrays& a) { return einsum("bij,kbj->ikb", a[0], a[1]); };
  check_derivatives(product, {wiggle({2, 3}), wiggle({3, 4}, 1)});
  check_derivatives(product, {wiggle({2, 1, 2, 3}), wiggle({2, 3, 2}, 1)});
  check_derivatives(einsum_of, {wiggle({2, 2, 3}), wiggle({2, 2, 3}, 1)});
  check_vmap(product, {wiggle({3, 2, 3}), wiggle({3, 3, 4}, 1)});
  check_vmap(einsum_of, {wiggle({3, 2, 2, 3}), wiggle({3, 4, 2, 3}, 1)});
  check_vmap_of_gradient(einsum_of, {wiggle({3, 2, 2, 3}), wiggle({3, 4, 2, 3}, 1)});
}

TEST(Product, Hessian) {
  // x'A x has the Hessian A + A'.
  const Array a = wiggle({3, 3});
  const Array h = hessian([&](Array x) { return dot(x, matmul(a, x)); })(array({1., 2., 3.}));
  expect_near(h, a + transpose(a));
}

TEST(Triangular, MatchesScipy) {
  const Oracle o("triangles");
  const Array s = o("s"), b = o("b");
  expect_near(cholesky(s), o("factor"));
  expect_near(cholesky_solve(cholesky(s), b), o("solved"));
  for (int bits = 0; bits < 8; ++bits) {
    const bool is_lower = bits & 4, is_transposed = bits & 2, is_unit = bits & 1;
    const std::string name = text(static_cast<int>(is_lower), static_cast<int>(is_transposed),
                                  static_cast<int>(is_unit));
    const SolveTriangularOptions options{is_lower, is_transposed, is_unit};
    expect_near(solve_triangular(s, b, options), o(name));
    expect_near(solve_triangular(s[0], b[{0, Slice(), 0}], options), o(name)[{0, Slice(), 0}]);
  }
  const Array factor = o("factor")[0];
  const auto f = [&](Array x) { return sum(sin(cholesky(x[0] + transpose(x[0]))) * factor); };
  expect_near(grad(f)(s)[0], o("gradient"));
}

TEST(Triangular, DerivativesAndVmap) {
  for (int bits = 0; bits < 8; ++bits) {
    const auto f = [&](const Arrays& a) {
      return solve_triangular(a[0] + 2. * eye(3), a[1],
                              {(bits & 4) != 0, (bits & 2) != 0, (bits & 1) != 0});
    };
    check_derivatives(f, {wiggle({3, 3}), wiggle({3, 2}, 1)});
    check_vmap(f, {wiggle({3, 3, 3}), wiggle({3, 3, 2}, 1)});
    check_vmap_of_gradient(f, {wiggle({3, 3, 3}), wiggle({3, 3, 2}, 1)});
  }
}

TEST(Triangular, Hessian) {
  const Array b = wiggle({3}, 1), like = 2. * eye(3) + wiggle({3, 3});
  const auto f = [&](Array a) { return sum(square(solve_triangular(a, b))); };
  const Array step = 1e-5 * reshape(one_hot(array<std::int64_t>({3}), 9), {3, 3});
  expect_near(hessian(f)(like)[{Slice(), Slice(), 1, 0}],
              (grad(f)(like + step) - grad(f)(like - step)) / 2e-5, 1e-8);
}

TEST(Cholesky, DerivativesAndVmap) {
  const auto f = [](const Arrays& a) { return cholesky(a[0]); };
  check_derivatives(f, {positive_definite({2}, 3)}, 1e-7);
  check_vmap(f, {positive_definite({3, 2}, 3)});
  check_vmap_of_gradient(f, {positive_definite({3}, 3)});
  const auto log_det = [](Array x) {
    const Array s = x + transpose(x);
    return 2. * sum(log(diagonal(cholesky(s))));
  };
  // The Hessian of log det along one entry, by differences of the gradient.
  const Array x = positive_definite({}, 3);
  const Array h = hessian(log_det)(x);
  const Array step = 1e-5 * reshape(one_hot(array<std::int64_t>({5}), 9), {3, 3});
  expect_near(h[{Slice(), Slice(), 1, 2}],
              (grad(log_det)(x + step) - grad(log_det)(x - step)) / 2e-5, 1e-8);
}

TEST(Cholesky, FailsForOneMemberOnly) {
  Array x = positive_definite({3}, 2);
  x = set_at(x, {1, 0, 0}, -1.);
  const auto values = cholesky(x).values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const bool is_expected = i / 4 == 1 && i % 4 != 1;  // zeros above the diagonal stay
    EXPECT_EQ(std::isnan(values[i]), is_expected) << i;
  }
  const Array g = grad([](Array y) { return sum(cholesky(y)); })(x);
  EXPECT_TRUE(std::isnan(g[{1, 0, 0}].item()));
  EXPECT_FALSE(std::isnan(g[{0, 0, 0}].item()));
  EXPECT_FALSE(std::isnan(g[{2, 1, 1}].item()));
}

TEST(Linear, Errors) {
  EXPECT_EQ(message_of<ShapeError>([] {
              matmul(zeros({2, 3}), zeros({2, 3}));
            }),
            "matmul: shapes [2, 3] and [2, 3] do not fit");
  EXPECT_EQ(message_of<ShapeError>([] {
              matmul(1., zeros({2, 3}));
            }),
            "matmul: needs at least vectors, got shapes [] and [2, 3]; scalars multiply with *");
  EXPECT_EQ(message_of<ShapeError>([] {
              cholesky(zeros({2, 3}));
            }),
            "cholesky: needs square matrices, got shape [2, 3]");
  EXPECT_EQ(message_of<ShapeError>([] { solve_triangular(eye(3), zeros({2})); }),
            "solve_triangular: shapes [3, 3] and [2] do not fit");
  EXPECT_EQ(message_of<ValueError>([] { einsum("ii,ij->j", eye(3), eye(3)); }),
            "einsum: \"ii,ij->j\" repeats 'i' in one operand; use diagonal");
  EXPECT_EQ(message_of<ValueError>([] { einsum("ij,jk->ix", eye(3), eye(3)); }),
            "einsum: \"ij,jk->ix\" must have 'x' of the result once there and in an operand");
}

}  // namespace
}  // namespace aleator
