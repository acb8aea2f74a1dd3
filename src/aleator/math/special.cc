// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/special.h"

#include "aleator/array/ops/elementwise.h"

namespace aleator {

Array log_sub_exp(const Array& x, const Array& y) {
  // Equal infinities have no difference; any equal arguments give log(0).
  return maximum(x, y) + log1mexp(where(x == y, 0., x - y));
}

Array log_cosh(const Array& x) {
  // log(cosh(x)) = log1p(2 sinh(x/2)^2) has no cancellation at 0, the other form no overflow.
  const Array is_near = abs(x) < 1.;
  const Array half = 0.5 * where(is_near, x, 0.);
  const Array a = abs(where(is_near, 1., x));
  constexpr double kLogTwo = 0.69314718055994530942;
  return where(is_near, log1p(2. * square(sinh(half))), a + (log1p(exp(-2. * a)) - kLogTwo));
}

}  // namespace aleator
