// SPDX-License-Identifier: Apache-2.0
// Tests every linear operator against its dense matrix, values and derivatives.
#include "tests/linalg/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace linalg;

/// An operator made of parameters, so that it can be differentiated.
struct OperatorCase {
  const char* name;
  Callable<LinearOperator(const Arrays&)> make;
  Arrays parameters;
  bool is_positive_definite = false;
};

const LinearOperatorHints kPositive{.is_positive_definite = true};

std::vector<OperatorCase> plain_cases() {
  using In = const Arrays&;
  const Array general = scattered({2, 3, 3}) + 2. * eye(3);
  const Array positive = positive_definite({2}, 3);
  const Array diag = 2. + scattered({2, 3});
  return {
      {"full", [](In p) { return LinearOperatorFullMatrix(p[0]); }, {general}},
      {"positive",
       [](In p) { return LinearOperatorFullMatrix(p[0], kPositive); },
       {positive},
       true},
      {"triangle", [](In p) { return LinearOperatorLowerTriangular(p[0]); }, {general}},
      {"diag", [](In p) { return LinearOperatorDiag(p[0], kPositive); }, {diag}, true},
      {"scaled",
       [](In p) { return LinearOperatorScaledIdentity(3, p[0], kPositive); },
       {array({2., 3.})},
       true},
      {"identity", [](In p) { return LinearOperatorIdentity(3, p[0].shape()); }, {ones({2})}, true},
      {"circulant",
       [](In p) { return LinearOperatorCirculant(p[0]); },
       {2. + 3. * scattered({2, 4})}},
      {"odd circulant", [](In p) { return LinearOperatorCirculant(p[0]); }, {scattered({2, 5})}},
      {"toeplitz",
       [](In p) { return LinearOperatorToeplitz(p[0] + 3. * one_hot(0, 4), p[1]); },
       {scattered({2, 4}), scattered({2, 4}, 1)}},
      {"positive toeplitz",
       [](In p) {
         const Array column = 0.5 * p[0] + 3. * one_hot(0, 4);
         return LinearOperatorToeplitz(column, column, kPositive);
       },
       {scattered({2, 4})},
       true},
  };
}

std::vector<OperatorCase> composed_cases() {
  using In = const Arrays&;
  const Array general = scattered({2, 3, 3}) + 2. * eye(3),
              small = scattered({2, 2}, 2) + 2. * eye(2);
  const Array positive = positive_definite({2}, 3), diag = 2. + scattered({2, 3});
  const auto full = [](const Array& a) { return LinearOperatorFullMatrix(a); };
  const auto definite = [](const Array& a) { return LinearOperatorFullMatrix(a, kPositive); };
  return {
      {"adjoint", [full](In p) { return full(p[0]).adjoint(); }, {general}},
      {"inverse", [full](In p) { return full(p[0]).inverse(); }, {general}},
      {"composition",
       [full](In p) {
         return LinearOperatorComposition({full(p[0]), LinearOperatorDiag(p[1])});
       },
       {general, diag}},
      {"composition of rectangles",
       [full](In p) {
         return LinearOperatorComposition({full(p[0]), full(p[1])});
       },
       {scattered({2, 3, 5}), scattered({5, 3}, 1)}},
      {"blocks",
       [full](In p) {
         return LinearOperatorBlockDiag({full(p[0]), full(p[1])});
       },
       {general, small}},
      {"positive blocks",
       [definite](In p) {
         return LinearOperatorBlockDiag({definite(p[0]), LinearOperatorDiag(p[1], kPositive)});
       },
       {positive, diag},
       true},
  };
}

std::vector<OperatorCase> structured_cases() {
  using In = const Arrays&;
  const Array general = scattered({2, 3, 3}) + 2. * eye(3),
              small = scattered({2, 2}, 2) + 2. * eye(2);
  const Array positive = positive_definite({2}, 3), diag = 2. + scattered({2, 3});
  const auto full = [](const Array& a) { return LinearOperatorFullMatrix(a); };
  const auto definite = [](const Array& a) { return LinearOperatorFullMatrix(a, kPositive); };
  return {
      {"kronecker",
       [full](In p) {
         return LinearOperatorKronecker({full(p[0]), full(p[1])});
       },
       {general, small}},
      {"positive kronecker",
       [definite](In p) {
         return LinearOperatorKronecker({definite(p[0]), LinearOperatorDiag(p[1], kPositive)});
       },
       {positive, diag},
       true},
      {"update",
       [definite](In p) { return LinearOperatorLowRankUpdate(definite(p[0]), {.u = p[1]}); },
       {positive, scattered({3, 2}, 1)},
       true},
      {"general update",
       [full](In p) {
         return LinearOperatorLowRankUpdate(full(p[0]),
                                            {.u = p[1], .diag_update = p[2], .v = p[3]});
       },
       {general, 0.3 * scattered({3, 2}, 1), array({0.5, -1.}), scattered({2, 3, 2}, 2)}},
  };
}

std::vector<OperatorCase> all_cases() {
  std::vector<OperatorCase> cases = plain_cases();
  for (const auto& more : {composed_cases(), structured_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

TEST(LinearOperator, MatchesItsDenseMatrix) {
  for (const OperatorCase& c : all_cases()) {
    SCOPED_TRACE(c.name);
    const LinearOperator a = c.make(c.parameters);
    const Array dense = a.to_dense(), identity = eye(a.domain_dimension());
    EXPECT_EQ(dense.shape(), a.shape());
    EXPECT_EQ(a.batch_shape(), (Shape{2}));
    // The matrix from products with unit vectors does not know how it is stored.
    expect_near(broadcast_to(a.matmul(identity), a.shape()), dense, 1e-13);
    expect_near(broadcast_to(a.matmul(identity, true), a.shape()), matrix_transpose(dense), 1e-13);
    const Array x = scattered({2, a.domain_dimension(), 2}, 4), v = x[{Ellipsis, 0}];
    expect_near(a.matmul(x), matmul(dense, x), 1e-13);
    expect_near(a.matvec(v), a.matmul(x)[{Ellipsis, 0}], 1e-13);
    expect_near(a.solve(x), linalg::solve(dense, x), 1e-12);
    expect_near(a.solve(x, true), linalg::solve(matrix_transpose(dense), x), 1e-12);
    expect_near(a.solvevec(v), a.solve(x)[{Ellipsis, 0}], 1e-13);
    expect_near(a.log_abs_determinant(), slogdet(dense).log_abs_determinant, 1e-12);
    expect_near(a.determinant(), det(dense), 1e-12);
    expect_near(a.trace(), trace(dense), 1e-13);
    expect_near(a.diag_part(), diagonal(dense), 1e-13);
    expect_near(a.inverse().to_dense(), inv(dense), 1e-12);
    expect_near(a.adjoint().to_dense(), matrix_transpose(dense), 1e-13);
  }
}

TEST(LinearOperator, FactorsOfPositiveDefiniteOnes) {
  for (const OperatorCase& c : all_cases()) {
    if (!c.is_positive_definite) continue;
    SCOPED_TRACE(c.name);
    const LinearOperator a = c.make(c.parameters);
    EXPECT_EQ(a.is_positive_definite(), true);
    EXPECT_EQ(a.is_self_adjoint(), true);
    EXPECT_EQ(a.is_non_singular(), true);
    expect_near(a.cholesky().to_dense(), cholesky(a.to_dense()), 1e-14);
  }
}

TEST(LinearOperator, Derivatives) {
  for (const OperatorCase& c : all_cases()) {
    SCOPED_TRACE(c.name);
    const std::int64_t n = c.make(c.parameters).domain_dimension();
    const auto f = [&](const Arrays& p) {
      const LinearOperator a = c.make(p);
      const Array x = scattered({n, 1}, 4);
      return sum(a.solve(x) + a.matmul(x), {.axes = {-2, -1}}) + a.log_abs_determinant();
    };
    check_derivatives(f, c.parameters, 1e-6, 1);
  }
}

TEST(LinearOperator, KnowsItsParameters) {
  const Variable scale(array({1., 2.}));
  const LinearOperator a =
      LinearOperatorBlockDiag({LinearOperatorDiag(exp(scale)), LinearOperatorIdentity(2)});
  EXPECT_EQ(trainable_variables(a).size(), 1U);
  EXPECT_EQ(a.to_string(), "LinearOperatorBlockDiag[4, 4]");
}

TEST(LinearOperator, RectanglesHaveNoInverse) {
  const LinearOperator a = LinearOperatorFullMatrix(scattered({3, 2}));
  EXPECT_FALSE(a.is_square());
  EXPECT_EQ(a.matmul(ones({3, 1}), true).shape(), (Shape{2, 1}));
  const LinearOperator k =
      LinearOperatorKronecker({a, LinearOperatorFullMatrix(scattered({2, 4}))});
  expect_near(k.matmul(eye(8)), k.to_dense(), 1e-14);
  expect_near(k.matmul(eye(6), true), transpose(k.to_dense()), 1e-14);
  EXPECT_EQ(message_of<ShapeError>([&] {
              a.solve(ones({3, 1}));
            }),
            "LinearOperatorFullMatrix.solve: needs square matrices, the operator has shape [3, 2]");
  EXPECT_EQ(message_of<ShapeError>([&] {
              a.matmul(ones({3, 1}));
            }),
            "LinearOperatorFullMatrix.matmul: an operator of shape [3, 2] needs 2 rows, got shape "
            "[3, 1]");
  EXPECT_EQ(message_of<ShapeError>([&] {
              LinearOperatorComposition({a, a});
            }),
            "LinearOperatorComposition: operators LinearOperatorFullMatrix[3, 2] and "
            "LinearOperatorFullMatrix[3, 2] do not fit");
}

}  // namespace
}  // namespace aleator
