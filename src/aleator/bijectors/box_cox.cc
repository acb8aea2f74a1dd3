// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/box_cox.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

namespace aleator {
namespace {

constexpr int kNumTerms = 12;      // of Taylor's series
constexpr double kNearest = 0.03;  // where they reach the last bit of a double

}  // namespace

Array box_cox(const Array& z, const Array& c) {
  const Array u = c * z, is_near = abs(u) < kNearest, near = where(is_near, u, 0.);
  Array series = 0.;
  for (int k = kNumTerms; k >= 1; --k) series = (k % 2 ? 1. : -1.) / k + series * near;
  return where(is_near, z * series, log1p(where(is_near, 1., u)) / where(is_near, 1., c));
}

Array expm1_over(const Array& x) {
  const Array is_near = abs(x) < kNearest, near = where(is_near, x, 0.),
              far = where(is_near, 1., x);
  Array series = 0.;
  for (int k = kNumTerms; k >= 1; --k) series = 1. + series * near / (k + 1.);
  return where(is_near, series, expm1(far) / far);
}

Array inverse_box_cox(const Array& y, const Array& c) {
  const Array u = where(c == 0., 0., c * where(c == 0., 0., y)), is_near = abs(u) < kNearest;
  // The other form, where u may be infinite.
  return where(is_near, y * expm1_over(where(is_near, c * where(is_finite(y), y, 0.), 0.)),
               expm1(where(is_near, 1., u)) / where(is_near, 1., c));
}

}  // namespace aleator
