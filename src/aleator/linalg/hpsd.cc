// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/hpsd.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/checks.h"
#include "aleator/linalg/structure.h"

namespace aleator::linalg {
namespace {

Array factor_of(const char* who, const Array& a, const std::optional<Array>& cholesky_matrix) {
  check_square(who, a);
  if (cholesky_matrix) check_square(who, *cholesky_matrix);
  return cholesky_matrix ? as_floating(*cholesky_matrix) : cholesky(a);
}

/// inv(l) b
Array whitened(const char* who, const Array& a, const Array& b,
               const std::optional<Array>& cholesky_matrix) {
  check_system(who, a, b);
  return solve_triangular(factor_of(who, a, cholesky_matrix), as_floating(b));
}

Array as_column(const char* who, const Array& b) {
  if (b.rank() == 0) throw ShapeError(text(who, ": needs vectors, got shape []"));
  return expand_dims(b, -1);
}

}  // namespace

Array hpsd_logdet(const Array& a, const std::optional<Array>& cholesky_matrix) {
  const Array l = factor_of("hpsd_logdet", a, cholesky_matrix);
  return 2. * sum(log(diagonal(l)), {.axes = {-1}});
}

Array hpsd_solve(const Array& a, const Array& b, const std::optional<Array>& cholesky_matrix) {
  check_system("hpsd_solve", a, b);
  return cholesky_solve(factor_of("hpsd_solve", a, cholesky_matrix), as_floating(b));
}

Array hpsd_solvevec(const Array& a, const Array& b, const std::optional<Array>& cholesky_matrix) {
  return squeeze(hpsd_solve(a, as_column("hpsd_solvevec", b), cholesky_matrix), -1);
}

Array hpsd_quadratic_form_solve(const Array& a, const Array& b,
                                const std::optional<Array>& cholesky_matrix) {
  const Array w = whitened("hpsd_quadratic_form_solve", a, b, cholesky_matrix);
  return matmul(matrix_transpose(w), w);
}

Array hpsd_quadratic_form_solvevec(const Array& a, const Array& b,
                                   const std::optional<Array>& cholesky_matrix) {
  const char* who = "hpsd_quadratic_form_solvevec";
  return sum(square(whitened(who, a, as_column(who, b), cholesky_matrix)), {.axes = {-2, -1}});
}

}  // namespace aleator::linalg
