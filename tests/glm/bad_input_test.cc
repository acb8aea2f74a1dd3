// SPDX-License-Identifier: Apache-2.0
// Tests what fits say of designs and lengths that cannot be used: by row and column, dense and
// sparse, without and with penalties.
#include "aleator/glm/fit_sparse.h"

#include <limits>

#include "tests/glm/support.h"
#include "tests/support/message.h"

namespace aleator {
namespace {

using namespace testing;
using linalg::SparseMatrix;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string of_fit(const glm::ModelMatrix& x, const Array& y, bool add_intercept = false) {
  return message_of([&] {
    glm::fit({.model_matrix = x,
              .response = y,
              .model = glm::Poisson(),
              .add_intercept = add_intercept});
  });
}
std::string of_fit_sparse(const glm::ModelMatrix& x, const Array& y, bool add_intercept = false) {
  return message_of([&] {
    glm::fit_sparse({.model_matrix = x,
                     .response = y,
                     .model = glm::Poisson(),
                     .l1_regularizer = 1.,
                     .add_intercept = add_intercept});
  });
}

/// One element of the 40 x 4 design replaced.
Array replaced(const Array& x, std::int64_t row, std::int64_t column, double value) {
  return set_at(x, {row, column}, value);
}

TEST(BadInput, ElementsThatAreNotFiniteAreFound) {
  const MadeUpRows rows;
  for (const double bad : {kInfinity, -kInfinity, std::numeric_limits<double>::quiet_NaN()}) {
    const Array x = replaced(rows.x, 31, 2, bad);
    const std::string what =
        text("model_matrix must be finite, got ", bad, " in row 31, column x2");
    EXPECT_EQ(of_fit(x, rows.count), "glm::fit: " + what);
    EXPECT_EQ(of_fit_sparse(x, rows.count), "glm::fit_sparse: " + what);
    const SparseMatrix sparse = SparseMatrix::from_dense(x);
    EXPECT_EQ(of_fit(sparse, rows.count), "glm::fit: " + what);
    EXPECT_EQ(of_fit_sparse(sparse, rows.count), "glm::fit_sparse: " + what);
  }
}

TEST(BadInput, ManyRowsAreSearchedToo) {
  const std::int64_t n = 30'000;
  const Array x = random::normal(Key(1), {n, 3}), y = where(x[{Ellipsis, 0}] > 0, 2., 1.);
  // The first is one of the rows that large problems start from, the second is not.
  for (const std::int64_t row : {28'000, 28'001}) {
    const Array bad = set_at(x, {row, 1}, kInfinity);
    EXPECT_EQ(of_fit(bad, y),
              text("glm::fit: model_matrix must be finite, got inf in row ", row, ", column x1"));
    EXPECT_EQ(
        of_fit_sparse(bad, y),
        text("glm::fit_sparse: model_matrix must be finite, got inf in row ", row, ", column x1"));
  }
}

TEST(BadInput, ConstantColumnsBesideAnInterceptAreNamed) {
  const MadeUpRows rows;  // column x0 is 1
  const std::string what =
      "add_intercept must be false, or model_matrix without a constant column; column x0 is "
      "constant: remove it";
  EXPECT_EQ(of_fit(rows.x, rows.count, true), "glm::fit: " + what);
  EXPECT_EQ(of_fit_sparse(rows.x, rows.count, true), "glm::fit_sparse: " + what);
  const SparseMatrix sparse = SparseMatrix::from_dense(rows.x);
  EXPECT_EQ(of_fit(sparse, rows.count, true), "glm::fit: " + what);
  EXPECT_EQ(of_fit_sparse(sparse, rows.count, true), "glm::fit_sparse: " + what);
}

TEST(BadInput, TwoConstantColumnsAreDependent) {
  const MadeUpRows rows;
  const glm::Fit fit = glm::fit({.model_matrix = stack({3. * ones({40}), rows.x1, ones({40})}, 1),
                                 .response = rows.count,
                                 .model = glm::Poisson()});
  ASSERT_EQ(fit.warnings.size(), 1u);
  EXPECT_EQ(fit.warnings[0].kind, glm::FitWarning::Kind::rank_deficiency);
  EXPECT_NE(fit.warnings[0].message.find("x2"), std::string::npos) << fit.warnings[0].message;
}

TEST(BadInput, LengthsMustMatch) {
  const MadeUpRows rows;
  const std::string what =
      "response must have one number for each of the 30 rows of model_matrix, got shape [40]";
  const Array x = rows.x[{Slice(0, 30)}];
  EXPECT_EQ(of_fit(x, rows.count), "glm::fit: " + what);
  EXPECT_EQ(of_fit_sparse(x, rows.count), "glm::fit_sparse: " + what);
  EXPECT_EQ(of_fit_sparse(SparseMatrix::from_dense(x), rows.count), "glm::fit_sparse: " + what);
}

}  // namespace
}  // namespace aleator
