// SPDX-License-Identifier: Apache-2.0
// Tests products and factors of matrices that are large enough for a library: every arrangement of
// axes, interpreted and compiled, in batches with failures, with derivatives.
#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;

/// Integers from -3 to 3: sums of their products are exact in float32 too.
Array small_integers(const Shape& shape, double phase, Dtype dtype) {
  return astype(round(3. * scattered(shape, phase)), dtype);
}

Array computed(const Array& x) {
  eval(x);
  return x;
}

/// The product by multiplication and summation, which no library does.
Array product_by_sum(const Array& x, const Array& y) {
  return sum(expand_dims(x, -1) * expand_dims(y, -3), {.axes = {-2}});
}

TEST(LargeProducts, OfEveryArrangementAreExact) {
  for (const Dtype dtype : {float64, float32}) {
    const Array x = small_integers({70, 80}, 1, dtype), y = small_integers({80, 90}, 2, dtype);
    const Array expected = product_by_sum(x, y);
    const Array xt = computed(transpose(x)), yt = computed(transpose(y));
    const std::vector<std::pair<const char*, Arrays>> cases{{"ik,kj->ij", {x, y}},
                                                            {"ki,kj->ij", {xt, y}},
                                                            {"ik,jk->ij", {x, yt}},
                                                            {"ki,jk->ij", {xt, yt}}};
    for (const auto& [equation, operands] : cases) {
      SCOPED_TRACE(equation);
      const auto f = [&](const Array& a, const Array& b) { return einsum(equation, a, b); };
      EXPECT_EQ(f(operands[0], operands[1]).values(), expected.values());
      EXPECT_EQ(jit(f)(operands[0], operands[1]).values(), expected.values());
    }
  }
}

TEST(LargeProducts, InBatchesAndOverSeveralAxes) {
  const Array x = small_integers({3, 70, 8, 10}, 1, float64),
              y = small_integers({3, 10, 8, 90}, 2, float64);
  const Array folded = reshape(swap_axes(x, 2, 3), {3, 70, 80});
  const Array expected = product_by_sum(folded, reshape(y, {3, 80, 90}));
  const auto f = [](const Array& a, const Array& b) { return einsum("bicd,bdcj->bij", a, b); };
  EXPECT_EQ(f(x, y).values(), expected.values());
  EXPECT_EQ(jit(f)(x, y).values(), expected.values());
  const Array mapped = vmap([](const Array& a, const Array& b) { return matmul(a, b); })(
      folded, reshape(y, {3, 80, 90}));
  EXPECT_EQ(mapped.values(), expected.values());
}

TEST(LargeProducts, InsideCompiledExpressions) {
  const Array x = small_integers({100, 100}, 1, float64),
              y = small_integers({100, 100}, 2, float64);
  const auto f = [](const Array& a, const Array& b) {
    return fori_loop(
        0, 3, [&](const Array&, const Array& c) { return matmul(a, 0.5 * c) - b; }, b);
  };
  Array expected = y;
  for (int i = 0; i < 3; ++i) expected = product_by_sum(x, 0.5 * expected) - y;
  EXPECT_EQ(jit(f)(x, y).values(), expected.values());
  // d sum(a b) / da has the sums of the rows of b in every row.
  const Array g = grad([&](const Array& a) { return sum(matmul(a, y)); })(x);
  EXPECT_EQ(g.values(), broadcast_to(sum(y, {.axes = {1}}), {100, 100}).values());
}

TEST(LargeFactors, ReproduceTheMatrixInBothPrecisions) {
  constexpr std::int64_t kSize = 110;
  for (const Dtype dtype : {float64, float32}) {
    // float32 is computed in float64 and rounded once.
    const double bound = dtype == float64 ? 5. * kSize * kEpsilon : 1e-6;
    const Array a = computed(astype(scattered({kSize + 20, kSize}), dtype));
    const Array square_part = a[{Slice(0, kSize)}], s = computed(matmul(adjoint(a), a));
    const auto error = [](const Array& x, const Array& y) { return norm(x - y) / norm(y); };
    const Array l = cholesky(s);
    EXPECT_EQ(l.dtype(), dtype);
    EXPECT_LT(error(matmul(l, adjoint(l)), s), bound);
    EXPECT_LT(error(matmul(l, solve_triangular(l, a[{Slice(20, kSize + 20)}])),
                    a[{Slice(20, kSize + 20)}]),
              10 * bound);
    EXPECT_LT(error(linalg::lu_reconstruct(lu(square_part)), square_part), bound);
    const QrFactors f = qr(a);
    EXPECT_LT(error(matmul(f.q, f.r), a), bound);
    const EighFactors e = eigh(s);
    EXPECT_LT(error(matmul(e.eigenvectors * e.eigenvalues, adjoint(e.eigenvectors)), s), bound);
    const SvdFactors d = svd(a);
    EXPECT_LT(error(matmul(d.u * d.singular_values, adjoint(d.v)), a), bound);
  }
}

TEST(LargeFactors, FailuresStayWithTheirMatrix) {
  const Array batch = computed(positive_definite({3}, 70));
  check_failure_stays([](const Arrays& x) { return cholesky(x[0]); }, batch);
  check_failure_stays([](const Arrays& x) { return lu(x[0]).lower_upper; }, batch);
  check_failure_stays([](const Arrays& x) { return qr(x[0]).r; }, batch);
  check_failure_stays([](const Arrays& x) { return eigh(x[0]).eigenvalues; }, batch);
  check_failure_stays([](const Arrays& x) { return svd(x[0]).singular_values; }, batch);
}

TEST(LargeFactors, CompiledCodeGivesTheSameBits) {
  const Array a = computed(positive_definite({2}, 80)), b = scattered({2, 80, 3});
  const auto f = [](const Array& x, const Array& y) {
    return sum(linalg::solve(x, y)) + sum(cholesky_solve(cholesky(x), y)) +
           sum(eigh(x).eigenvalues) + sum(svd(x).singular_values);
  };
  expect_near(jit(f)(a, b), f(a, b), 1e-14);
  const auto factor = [](const Array& x) { return cholesky(x); };
  EXPECT_EQ(jit(factor)(a).values(), factor(a).values());
}

TEST(LargeFactors, OfVeryLargeAndSmallNumbers) {
  const Array a = computed(scattered({70, 50})), s = computed(matmul(adjoint(a), a));
  for (const double scale : {1e-200, 1e200}) {
    expect_near(eigh(scale * s).eigenvalues / scale, eigh(s).eigenvalues, 1e-11);
    expect_near(svd(scale * a).singular_values / scale, svd(a).singular_values, 1e-12);
    expect_near(qr(scale * a).r / scale, qr(a).r, 1e-12);
    expect_near(cholesky(scale * s) / std::sqrt(scale), cholesky(s), 1e-9);
    expect_near(lu(scale * s).lower_upper[0] / scale, lu(s).lower_upper[0], 1e-12);
  }
}

TEST(LargeFactors, CholeskyHasItsAdjoint) {
  for (const Dtype dtype : {float64, float32}) {
    const Array a = computed(astype(positive_definite({}, 90), dtype));
    // d log det = inv(a); the lower triangle stands for both.
    const Array g = grad([](const Array& m) { return 2. * sum(log(diagonal(cholesky(m)))); })(a);
    EXPECT_EQ(norm(upper_triangle(g, 1)), 0);
    EXPECT_LT(norm(matmul(0.5 * (g + adjoint(g)), a) - eye(90)), dtype == float64 ? 1e-10 : 1e-2);
    // Against the direction derivative.
    const Array weights = astype(scattered({90, 90}, 1), dtype);
    const auto loss = [&](const Array& m) { return sum(weights * cholesky(m)); };
    const Array direction = astype(positive_definite({}, 90), dtype) - 3. * a;
    const double forward = jvp(loss, a, direction).second.item();
    EXPECT_NEAR(sum(lower_triangle(grad(loss)(a) * direction)).item() / forward, 1,
                dtype == float64 ? 1e-9 : 1e-3);
  }
}

TEST(LargeFactors, SolveTheirSystemsAndTheirGradients) {
  const Array a = computed(positive_definite({}, 90)), b = scattered({90});
  const Array x = linalg::solve(a, b);
  EXPECT_LT(norm(matmul(a, x) - b) / (norm(a) * norm(x)), 90 * kEpsilon);
  // d log det = inv(a)'
  const Array g = grad([](const Array& m) { return linalg::slogdet(m).log_abs_determinant; })(a);
  EXPECT_LT(norm(matmul(g, a) - eye(90)), 1e-10);
}

}  // namespace
}  // namespace aleator
