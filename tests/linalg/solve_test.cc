// SPDX-License-Identifier: Apache-2.0
// Tests systems, determinants, least squares, pseudo-inverses: exact values, backward errors,
// derivatives, failures; least squares against certified regressions.
#include <fstream>

#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;

TEST(Solve, MatchesExactSolutions) {
  const Oracle o = linear_oracle("systems");
  const Array a = o("a"), b = o("b");
  const Array x = linalg::solve(a, b);
  expect_near(x[{Slice(), 0}], o("x"), 1e-13);
  expect_near(linalg::solve(a, b[{Slice(), 0}]), o("x"), 1e-13);
  expect_near(linalg::inv(a), o("inverse"), 1e-13);
  expect_near(linalg::det(a), o("det"), 1e-14);
  const linalg::SignedLogDeterminant s = linalg::slogdet(a * 1e80);
  EXPECT_EQ(s.sign.item(), o("det").item() > 0 ? 1 : -1);
  expect_near(s.log_abs_determinant, o("big_log_det"), 1e-15);
  EXPECT_EQ(linalg::slogdet(zeros({2, 2})).sign.item(), 0);
  EXPECT_EQ(linalg::slogdet(zeros({2, 2})).log_abs_determinant.item(), -INFINITY);
  EXPECT_EQ(linalg::det(reverse(eye(3), {0})).item(), -1);
}

TEST(Solve, IsBackwardStable) {
  for (const std::int64_t n : {2, 10, 40}) {
    SCOPED_TRACE(n);
    const Array a = scattered({n, n}), b = scattered({n, 3}, 1);
    const Array x = linalg::solve(a, b);
    EXPECT_LT(norm(matmul(a, x) - b) / (norm(a) * norm(x)) / kEpsilon, static_cast<double>(n));
  }
}

TEST(Solve, BroadcastsBatches) {
  const Array a = scattered({2, 1, 3, 3}) + 2. * eye(3), b = scattered({4, 3, 2}, 1);
  const Array x = linalg::solve(a, b);
  EXPECT_EQ(x.shape(), (Shape{2, 4, 3, 2}));
  expect_near(matmul(a, x), broadcast_to(b, x.shape()), 1e-14);
  expect_near(linalg::lu_solve(lu(a), b), x, 0);
  expect_near(matmul(a, linalg::lu_matrix_inverse(lu(a))), broadcast_to(eye(3), a.shape()), 1e-14);
}

TEST(Solve, DerivativesAndVmap) {
  const auto f = [](const Arrays& x) { return linalg::solve(x[0], x[1]); };
  const Array a = scattered({3, 3, 3}) + 2. * eye(3), b = scattered({3, 3, 2}, 1);
  check_derivatives(f, {a[0], b[0]}, 1e-7);
  check_vmap(f, {a, b});
  check_vmap_of_gradient(f, {a, b});
  const auto g = [](const Arrays& x) {
    return linalg::slogdet(x[0]).log_abs_determinant + linalg::det(x[0]);
  };
  check_derivatives(g, {a}, 1e-7);
  const auto log_det = [](const Array& x) { return linalg::slogdet(x).log_abs_determinant; };
  expect_near(grad(log_det)(a[0]), adjoint(linalg::inv(a[0])), 1e-14);
}

TEST(Solve, FailsForOneMemberOnly) {
  const Array batch = scattered({3, 3, 3}) + 2. * eye(3);
  check_failure_stays([](const Arrays& x) { return linalg::solve(x[0], ones({3, 1})); }, batch);
  check_failure_stays([](const Arrays& x) { return linalg::pinv(x[0]); }, batch);
  check_failure_stays([](const Arrays& x) { return linalg::lstsq(x[0], ones({3, 1})); }, batch);
}

TEST(LeastSquares, MatchesExactSolutions) {
  const Oracle o = linear_oracle("least_squares");
  expect_near(linalg::lstsq(o("a"), o("b")), o("x"), 1e-14);
  expect_near(linalg::lstsq(o("a"), o("b"), {.l2_regularizer = 0.5}), o("ridge"), 1e-14);
  expect_near(linalg::lstsq(o("wide"), slice_axis(o("b"), 0, 0, 3)), o("shortest"), 1e-14);
  expect_near(linalg::pinv(o("deficient")), o("pinv"), 1e-13);
  EXPECT_EQ(linalg::matrix_rank(o("deficient")).item(), 2);
  EXPECT_EQ(linalg::matrix_rank(o("a")).item(), 4);
  EXPECT_EQ(linalg::matrix_rank(zeros({2, 3, 3})).values(), (std::vector<double>{0, 0}));
}

TEST(LeastSquares, Derivatives) {
  const auto f = [](const Arrays& x) { return linalg::lstsq(x[0], x[1]); };
  check_derivatives(f, {scattered({5, 3}), scattered({5, 2}, 1)}, 1e-6);
  check_derivatives(f, {scattered({3, 5}), scattered({3, 2}, 1)}, 1e-6);
  check_vmap(f, {scattered({3, 5, 3}), scattered({3, 5, 2}, 1)});
  const auto p = [](const Arrays& x) { return linalg::pinv(x[0]); };
  check_derivatives(p, {scattered({4, 3})}, 1e-6);
  check_derivatives(p, {scattered({3, 4})}, 1e-6);
  // Equal singular values: the derivative of inv(a) at the identity is -da.
  check_derivatives(p, {eye(3)}, 1e-7, 1);
}

/// Digits of agreement with a certified value.
double digits(double actual, double certified) {
  const double error = std::abs(actual - certified) / (certified == 0 ? 1 : std::abs(certified));
  return std::min(15., -std::log10(std::max(error, 1e-16)));
}

struct Regression {
  const char* name;
  double digits;            ///< of the coefficients that must be reached
  double refined_digits;    ///< the same after refinement
  double deviation_digits;  ///< of the residual standard deviation
};

/// The certified values have 11 to 15 digits. What QR reaches in float64 is lost to the condition
/// of the columns: 1e15 for Filip, 1e9 for Longley, 1e6 for Wampler.
TEST(LeastSquares, RefinementKeepsBatchesAndDerivatives) {
  const auto refined = [](const Arrays& x) {
    return linalg::lstsq(x[0], x[1], {.num_refinements = 2});
  };
  const Arrays arguments{scattered({2, 5, 3}), scattered({5, 4}, 1)};
  EXPECT_EQ(refined(arguments).shape(), (Shape{2, 3, 4}));
  expect_near(refined(arguments), linalg::lstsq(arguments[0], arguments[1]), 1e-14);
  check_derivatives(refined, arguments, 1e-7);
  const Array regularized =
      linalg::lstsq(arguments[0], arguments[1], {.l2_regularizer = 0.3, .num_refinements = 1});
  expect_near(regularized, linalg::lstsq(arguments[0], arguments[1], {.l2_regularizer = 0.3}),
              1e-14);
}

TEST(LeastSquares, ReachesCertifiedRegressions) {
  std::ifstream file(std::string(ALEATOR_TEST_DATA_DIR) + "/nist_linear.json");
  const nlohmann::json data = nlohmann::json::parse(file);
  const std::vector<Regression> cases{
      {"Norris", 12, 13, 12},  {"Pontius", 12, 13, 12}, {"NoInt1", 14, 14, 14},
      {"NoInt2", 14, 14, 14},  {"Filip", 7, 7, 7},      {"Longley", 12, 13, 12},
      {"Wampler1", 9, 15, 0},  {"Wampler2", 12, 13, 0}, {"Wampler3", 9, 14, 13},
      {"Wampler4", 7, 14, 13}, {"Wampler5", 5, 14, 13}};
  for (const Regression& c : cases) {
    SCOPED_TRACE(c.name);
    const auto& entry = data.at(c.name);
    const Array y = array(entry.at("y").get<std::vector<double>>());
    Arrays columns;
    if (entry.at("has_intercept").get<bool>()) columns.push_back(ones_like(y));
    for (const auto& predictor : entry.at("predictors")) {
      const Array x = array(predictor.get<std::vector<double>>());
      Array term = x;
      for (int degree = 1; degree <= entry.at("powers").get<int>(); ++degree, term = term * x)
        columns.push_back(term);
    }
    const Array design = stack(columns, -1);
    const Array fitted = linalg::lstsq(design, y);
    const auto certified = entry.at("coefficients").get<std::vector<double>>();
    const auto coefficients = fitted.values();
    ASSERT_EQ(coefficients.size(), certified.size());
    const auto refined = linalg::lstsq(design, y, {.num_refinements = 3}).values();
    for (std::size_t i = 0; i < certified.size(); ++i) {
      EXPECT_GE(digits(coefficients[i], certified[i]), c.digits) << "coefficient " << i;
      EXPECT_GE(digits(refined[i], certified[i]), c.refined_digits) << "coefficient " << i;
    }
    const auto num_free = static_cast<double>(y.size() - fitted.size());
    const double deviation = norm(y - matmul(design, fitted)) / std::sqrt(num_free);
    EXPECT_GE(digits(deviation, entry.at("residual_deviation").get<double>()), c.deviation_digits);
  }
}

TEST(Solve, Errors) {
  EXPECT_EQ(message_of<ShapeError>([] {
              linalg::solve(zeros({2, 3}), zeros({2}));
            }),
            "solve: needs square matrices, got shape [2, 3]");
  EXPECT_EQ(
      message_of<ShapeError>([] { linalg::solve(eye(3), zeros({2})); }),
      "solve: matrices [3, 3] and right sides [2, 1] do not fit; right sides are matrices with "
      "as many rows");
  EXPECT_EQ(message_of<ShapeError>([] {
              linalg::lstsq(zeros({4, 3}), zeros({3}));
            }),
            "lstsq: matrices [4, 3] and right sides [3] do not fit; they have as many rows");
  EXPECT_EQ(
      message_of<ValueError>([] {
        linalg::lstsq(zeros({3, 4}), zeros({3}), {.num_refinements = 1});
      }),
      "lstsq: option 'num_refinements' must not be negative, and 0 for more columns than rows, "
      "got 1 for shape [3, 4]");
  EXPECT_EQ(message_of<ValueError>([] {
              linalg::lstsq(zeros({4, 3}), zeros({4}), {.l2_regularizer = -1});
            }),
            "lstsq: option 'l2_regularizer' must not be negative, got -1");
}

}  // namespace
}  // namespace aleator
