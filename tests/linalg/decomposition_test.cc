// SPDX-License-Identifier: Apache-2.0
// Tests lu, qr, eigh, svd: backward errors, orthogonality, known spectra, derivatives, failures.
#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;

const std::vector<Dims> kShapes{{1, 1}, {2, 2}, {3, 3}, {8, 5}, {30, 30}, {60, 41}};

TEST(Decomposition, ReproducesTheMatrix) {
  // Householder and Jacobi are backward stable: c n eps with c far below 10 here.
  for (const Dims& shape : kShapes) {
    SCOPED_TRACE(text("shape ", shape));
    const Array a = scattered(Shape(shape));
    const double bound = 5 * static_cast<double>(shape[0]);
    const QrFactors f = qr(a);
    EXPECT_LT(relative_error(matmul(f.q, f.r), a), bound);
    EXPECT_LT(orthogonality_error(f.q), bound);
    EXPECT_EQ(min(diagonal(f.r)).item() >= 0, true);
    EXPECT_EQ(norm(lower_triangle(f.r, -1)), 0);
    const SvdFactors s = svd(a);
    EXPECT_LT(relative_error(matmul(s.u * s.singular_values, adjoint(s.v)), a), bound);
    EXPECT_LT(orthogonality_error(s.u), bound);
    EXPECT_LT(orthogonality_error(s.v), bound);
    const Array square_part = slice_axis(a, 0, 0, shape[1]);
    const LuFactors l = lu(square_part);
    EXPECT_LT(relative_error(linalg::lu_reconstruct(l), square_part), bound);
    const Array symmetric = square_part + adjoint(square_part);
    const EighFactors e = eigh(symmetric);
    EXPECT_LT(
        relative_error(matmul(e.eigenvectors * e.eigenvalues, adjoint(e.eigenvectors)), symmetric),
        bound);
    EXPECT_LT(orthogonality_error(e.eigenvectors), bound);
  }
}

TEST(Decomposition, WideMatrices) {
  const Array a = scattered({2, 3, 5});
  const QrFactors f = qr(a);
  expect_near(matmul(f.q, f.r), a);
  EXPECT_EQ(f.r.shape(), (Shape{2, 3, 5}));
  const SvdFactors s = svd(a);
  EXPECT_EQ(s.u.shape(), (Shape{2, 3, 3}));
  EXPECT_EQ(s.v.shape(), (Shape{2, 5, 3}));
  expect_near(matmul(s.u * expand_dims(s.singular_values, -2), adjoint(s.v)), a);
}

TEST(Decomposition, FullQr) {
  for (const Dims& shape : std::vector<Dims>{{5, 3}, {4, 1}, {3, 3}, {3, 5}, {90, 70}}) {
    SCOPED_TRACE(text("shape ", shape));
    const std::int64_t m = shape[0], n = shape[1];
    const Array a = scattered({2, m, n});
    const QrFactors f = qr(a, {.is_full = true});
    EXPECT_EQ(f.q.shape(), (Shape{2, m, m}));
    EXPECT_EQ(f.r.shape(), a.shape());
    EXPECT_LT(relative_error(matmul(f.q, f.r), a), 5. * static_cast<double>(m));
    EXPECT_LT(norm(matmul(adjoint(f.q), f.q) - eye(m)), 1e-14 * static_cast<double>(m));
    if (m >= n) expect_near(slice_axis(f.q, -1, 0, n), qr(a).q, 1e-14);
  }
}

TEST(Decomposition, FullQrHasDerivativesOfTheComplement) {
  // The projection onto it does not depend on its basis.
  const auto complement = [](const Arrays& x) {
    const Array q = slice_axis(qr(x[0], {.is_full = true}).q, -1, 2, 5);
    return matmul(q, adjoint(q));
  };
  const auto by_projection = [](const Arrays& x) {
    const Array q = qr(x[0]).q;
    return eye(5) - matmul(q, adjoint(q));
  };
  const Array a = scattered({5, 2});
  check_derivatives(complement, {a}, 1e-6);
  const auto second = [&](const Operation& f) {
    const auto loss = [&](const Array& x) { return sum(scattered({5, 5}, 2) * f({x})); };
    const auto slope = [&](const Array& x) { return sum(scattered({5, 2}, 1) * grad(loss)(x)); };
    return grad(slope)(a);
  };
  expect_near(second(complement), second(by_projection), 1e-10);
}

TEST(Decomposition, KnownSpectra) {
  const Oracle o = linear_oracle("spectra");
  expect_near(eigh(o("s")).eigenvalues, o("w"), 1e-14);
  const Array v = eigh(o("s")).eigenvectors[{Slice(), 0}];
  expect_near(outer(v, v), o("projection"), 1e-13);
  expect_near(svd(o("a")).singular_values, o("singular"), 1e-14);
  // The spectrum spans seven orders of magnitude; errors are relative to the largest.
  const Array w = eigh(o("hilbert")).eigenvalues;
  EXPECT_LT(max(abs(w - o("hilbert_w"))).item(), 10 * kEpsilon * max(w).item());
}

TEST(Decomposition, OfZerosAndOfDeficientMatrices) {
  const Array zero = zeros({4, 3});
  EXPECT_LT(orthogonality_error(svd(zero).u), 20);
  EXPECT_LT(orthogonality_error(svd(zero).v), 20);
  EXPECT_EQ(max(svd(zero).singular_values).item(), 0);
  EXPECT_LT(orthogonality_error(qr(zero).q), 20);
  EXPECT_LT(orthogonality_error(eigh(zeros({4, 4})).eigenvectors), 20);
  const Array one = outer(scattered({5}), scattered({4}, 1));
  const SvdFactors s = svd(one);
  EXPECT_LT(orthogonality_error(s.u), 50);
  EXPECT_LT(orthogonality_error(s.v), 50);
  expect_near(matmul(s.u * s.singular_values, adjoint(s.v)), one, 1e-14);
  EXPECT_EQ(linalg::det(outer(array({1., 2.}), array({1., 2.}))).item(), 0);
}

TEST(Decomposition, SpectraOfEveryKind) {
  // Geometric, in clusters of three, falling like a Gaussian; with signs every other time.
  for (int k = 0; k < 60; ++k) {
    SCOPED_TRACE(k);
    const std::int64_t n = 2 + k % 17;
    const Array q = qr(scattered({n, n}, k)).q, p = qr(scattered({n, n}, k + 0.3)).q;
    const Array i = arange(n, float64);
    Array d = k % 3 == 0 ? power(10., -i) : k % 3 == 1 ? 1. + floor(i / 3.) : exp(-square(i));
    if (k % 2 == 0) d = d * (1. - 2. * remainder(i, 2.));
    const Array spectrum = matmul(q * d, adjoint(q));
    const double bound = 30 * kEpsilon * max(abs(d)).item();
    const EighFactors e = eigh(0.5 * (spectrum + adjoint(spectrum)));
    EXPECT_LT(max(abs(e.eigenvalues - sort(d))).item(), bound);
    EXPECT_LT(orthogonality_error(e.eigenvectors), 60);
    const SvdFactors f = svd(matmul(q * d, adjoint(p)));
    const Array singular_values = sort(abs(d), {.is_descending = true});
    EXPECT_LT(max(abs(f.singular_values - singular_values)).item(), bound);
    EXPECT_LT(orthogonality_error(f.u), 60);
    EXPECT_LT(orthogonality_error(f.v), 60);
  }
}

TEST(Decomposition, OfNothing) {
  EXPECT_EQ(lu(zeros({0, 0})).lower_upper.shape(), (Shape{0, 0}));
  EXPECT_EQ(svd(zeros({3, 0})).u.values().size(), 0U);
  EXPECT_EQ(qr(zeros({3, 0})).r.values().size(), 0U);
  EXPECT_EQ(eigh(zeros({0, 3, 3})).eigenvectors.values().size(), 0U);
  EXPECT_EQ(linalg::det(zeros({2, 0, 0})).values(), (std::vector<double>{1, 1}));
  EXPECT_EQ(linalg::solve(zeros({0, 0}), zeros({0, 2})).values().size(), 0U);
}

TEST(Decomposition, OfVeryLargeAndSmallNumbers) {
  const Array a = scattered({6, 6}), symmetric = a + adjoint(a);
  for (const double scale : {1e-200, 1e200}) {
    expect_near(eigh(scale * symmetric).eigenvalues / scale, eigh(symmetric).eigenvalues, 1e-13);
    expect_near(svd(scale * a).singular_values / scale, svd(a).singular_values, 1e-13);
    expect_near(qr(scale * a).r / scale, qr(a).r, 1e-13);
  }
}

TEST(Decomposition, SmallSingularValuesOfColumnsOfAnySize) {
  // One-sided rotations keep the relative accuracy of columns that are scaled apart.
  const Array a = scattered({6, 3}), scales = array({1., 1e-10, 1e-30});
  const Array least = min(svd(a * scales).singular_values);
  // |det| of r is the product of the singular values.
  const Array r = qr(a).r;
  const Array product_of_all = product(diagonal(r)) * 1e-40;
  const Array others = product(slice_axis(svd(a * scales).singular_values, 0, 0, 2));
  EXPECT_NEAR((least * others / product_of_all).item(), 1, 1e-12);
}

TEST(Decomposition, Float32IsRoundedOnce) {
  const Array a = astype(scattered({5, 5}), float32);
  EXPECT_EQ(svd(a).u.dtype(), float32);
  EXPECT_EQ(lu(a).permutation.dtype(), int64);
  const Array exact = svd(astype(a, float64)).singular_values;
  EXPECT_EQ(svd(a).singular_values.values(), astype(exact, float32).values());
}

Operation gauge_free(int which) {
  return [which](const Arrays& x) {
    const Array a = x[0];
    const Array weights = arange(1., 4.);
    if (which == 0) return lu(a).lower_upper;
    if (which == 1) return matmul(qr(a).q * weights, qr(a).r);
    if (which == 2) {
      const EighFactors f = eigh(a);
      return matmul(f.eigenvectors * sin(expand_dims(f.eigenvalues, -2)) * weights,
                    adjoint(f.eigenvectors));
    }
    const SvdFactors f = svd(a);
    return matmul(f.u * sin(expand_dims(f.singular_values, -2)) * weights, adjoint(f.v));
  };
}

TEST(Decomposition, DerivativesAndVmap) {
  for (int which = 0; which < 4; ++which) {
    SCOPED_TRACE(which);
    const Array spread = diagonal_matrix(array({1., 3., 6.}));
    const Array a = spread + 0.5 * scattered({2, 3, 3});
    check_derivatives(gauge_free(which), {a}, 1e-7);
    check_vmap(gauge_free(which), {spread + 0.5 * scattered({3, 3, 3})});
    check_vmap_of_gradient(gauge_free(which), {spread + 0.5 * scattered({3, 3, 3})});
  }
  check_derivatives(gauge_free(1), {scattered({5, 3})}, 1e-6);
  check_derivatives(gauge_free(3), {scattered({5, 3})}, 1e-6);
  check_derivatives(gauge_free(3), {scattered({3, 5})}, 1e-6);
}

TEST(Decomposition, FailsForOneMemberOnly) {
  const Array batch = diagonal_matrix(array({1., 3., 6.})) + 0.5 * scattered({3, 3, 3});
  for (int which = 0; which < 4; ++which) {
    SCOPED_TRACE(which);
    check_failure_stays(gauge_free(which), batch);
  }
}

TEST(Decomposition, EqualEigenvaluesHaveDerivativesThroughValuesOnly) {
  const auto log_det = [](const Array& x) { return sum(log(eigh(x).eigenvalues)); };
  expect_near(grad(log_det)(2. * eye(3)), 0.5 * eye(3));
  const auto through_vectors = [](const Array& x) {
    const EighFactors f = eigh(x);
    return sum(matmul(f.eigenvectors * sqrt(f.eigenvalues), adjoint(f.eigenvectors)));
  };
  EXPECT_FALSE(std::isfinite(sum(grad(through_vectors)(2. * eye(3))).item()));
  const auto nuclear = [](const Array& x) { return sum(svd(x).singular_values); };
  expect_near(grad(nuclear)(2. * eye(3)), eye(3));
}

TEST(Decomposition, UnderJit) {
  const Array a = diagonal_matrix(array({1., 3., 6.})) + 0.5 * scattered({2, 3, 3});
  for (int which = 0; which < 4; ++which) {
    const auto f = [&](const Array& x) { return gauge_free(which)({x}); };
    expect_near(jit(f)(a), f(a), 1e-13);
    const auto loss = [&](const Array& x) { return sum(sin(f(x))); };
    expect_near(jit(grad(loss))(a), grad(loss)(a), 1e-12);
  }
}

TEST(Decomposition, Errors) {
  EXPECT_EQ(message_of<ShapeError>([] {
              lu(zeros({2, 3}));
            }),
            "lu: needs square matrices, got shape [2, 3]");
  EXPECT_EQ(message_of<ShapeError>([] { eigh(zeros({3})); }),
            "eigh: needs matrices, got shape [3]");
  EXPECT_EQ(message_of<ShapeError>([] { svd(1.); }), "svd: needs matrices, got shape []");
}

}  // namespace
}  // namespace aleator
