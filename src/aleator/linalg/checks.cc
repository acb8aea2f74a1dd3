// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/checks.h"

#include "aleator/array/ops/match.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::linalg {

void check_matrix(const char* who, const Array& x) {
  check_holds(who, x);
  if (x.rank() < 2) throw ShapeError(text(who, ": needs matrices, got shape ", x.shape()));
}

void check_square(const char* who, const Array& x) {
  check_matrix(who, x);
  if (x.dim(-1) != x.dim(-2))
    throw ShapeError(text(who, ": needs square matrices, got shape ", x.shape()));
}

void check_system(const char* who, const Array& a, const Array& b) {
  check_square(who, a);
  check_holds(who, b);
  if (b.rank() < 2 || b.dim(-2) != a.dim(-1)) {
    throw ShapeError(text(who, ": matrices ", a.shape(), " and right sides ", b.shape(),
                          " do not fit; right sides are matrices with as many rows"));
  }
}

}  // namespace aleator::linalg
