// SPDX-License-Identifier: Apache-2.0
#include "aleator/kernels/blas_sizes.h"
#include "aleator/kernels/factorizations.h"
#include "aleator/kernels/openblas.h"

namespace aleator::kernels {

void solve_triangular(const TriangularSystem& s) {
  const auto side = s.is_left_side ? BlasSide::left : BlasSide::right;
  const auto triangle = s.is_lower ? BlasTriangle::lower : BlasTriangle::upper;
  const auto transpose = s.is_transposed ? BlasTranspose::yes : BlasTranspose::no;
  const auto diagonal = s.is_unit_diagonal ? BlasDiagonal::unit : BlasDiagonal::stored;
  const int n = blas_size(s.n), sides = blas_size(s.num_sides);
  openblas()->cblas_dtrsm(BlasOrder::row_major, side, triangle, transpose, diagonal,
                          s.is_left_side ? n : sides, s.is_left_side ? sides : n, 1, s.a, n, s.b,
                          s.is_left_side ? sides : n);
}

}  // namespace aleator::kernels
