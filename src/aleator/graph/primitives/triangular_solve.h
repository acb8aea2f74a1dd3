// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of triangular_solve.
#pragma once

namespace aleator {

/// op(a) x = b, or x op(a) = b unless is_left_side; op(a) is a or its transpose.
struct TriangularSolve {
  bool is_left_side = true;
  bool is_lower = true;           ///< which triangle of a is read
  bool is_unit_diagonal = false;  ///< the diagonal is not read but taken as 1
  bool is_transposed = false;
  friend bool operator==(const TriangularSolve&, const TriangularSolve&) = default;
  template <class V>
  void visit(V&& v) const {
    v("left_side", is_left_side);
    v("lower", is_lower);
    v("unit_diagonal", is_unit_diagonal);
    v("transpose_a", is_transposed);
  }
};

}  // namespace aleator
