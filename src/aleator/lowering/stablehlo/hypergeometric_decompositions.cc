// SPDX-License-Identifier: Apache-2.0
// Defines Gauss's hypergeometric function as operations on whole arrays, by the method of
// graph/scalar/hypergeometric.h: of four series, each element takes the one that cancels least.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/node.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <limits>

namespace aleator::stablehlo {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

/// A sum, the sum of its terms' magnitudes, and the power of 1 - z that goes with it.
struct Series {
  Array sum, magnitude, exponent;

  Array cancels() const { return logical_not(magnitude <= 2. * abs(sum)); }
};

/// The sum of (a)_k (b)_k / (c)_k z^k / k! where the flag holds; NaN if 1e5 terms do not suffice.
Series series_where(const Array& flag, const Arrays& abc, const Array& argument,
                    const Array& exponent) {
  const Array &a = abc[0], &b = abc[1], &c = abc[2], one = ones_like(argument);
  const Array z = where(flag, argument, 0.);
  const double epsilon = z.dtype() == float32 ? 0x1p-26 : 5e-17;
  const Array enough = epsilon * (1. - abs(z));
  const auto goes_on = [](const Arrays& s) { return any(s[4]); };
  const auto step = [&](const Arrays& s) {
    const Array k = astype(s[0], z.dtype()), is_open = s[4];
    const Array ratio = (a + k) / (c + k) * ((b + k) / (k + 1.)) * z;
    const Array term = s[1] * ratio, magnitude = s[3] + abs(term);
    const Array is_small = logical_and(abs(term) <= enough * magnitude, abs(ratio) < 1.);
    const Array is_last = logical_or(term == 0., is_small);
    return Arrays{s[0] + 1, term, where(is_open, s[2] + term, s[2]),
                  where(is_open, magnitude, s[3]), logical_and(is_open, logical_not(is_last))};
  };
  const Arrays start{strong_scalar(std::int64_t{0}), one, one, one, one == 1.};
  const Arrays end = while_loop(goes_on, step, start, {.max_steps = 100'000});
  return {where(logical_and(flag, logical_not(end[4])), end[2], kNan), end[3], exponent};
}

Series better(const Series& x, const Series& y) {
  const Array is_second =
      logical_and(logical_not(is_nan(y.sum)),
                  logical_or(is_nan(x.sum), y.magnitude * abs(x.sum) < x.magnitude * abs(y.sum)));
  return {where(is_second, y.sum, x.sum), where(is_second, y.magnitude, x.magnitude),
          where(is_second, y.exponent, x.exponent)};
}

}  // namespace

Arrays decompose_hyp2f1(const Node&, const Arrays& p) {
  const Array is_pole = logical_and(p[2] <= 0., p[2] == floor(p[2]));
  const Array has_parameters = logical_and(is_finite(p[0] + p[1] + p[2]), logical_not(is_pole));
  const Array is_valid = logical_and(has_parameters, logical_and(p[3] <= 0.999, is_finite(p[3])));
  const Array a = where(is_valid, p[0], 1.), b = where(is_valid, p[1], 1.),
              c = where(is_valid, p[2], 1.), z = where(is_valid, p[3], 0.), zero = zeros_like(z);
  const Array is_near = z > -0.5, is_negative = z < 0., w = z / (z - 1.);
  Series best = series_where(is_near, {a, b, c}, z, zero);
  const auto consider = [&](const Array& flag, const Arrays& abc, const Array& argument,
                            const Array& exponent) {
    best = better(best, series_where(logical_and(flag, best.cancels()), abc, argument, exponent));
  };
  consider(is_near, {c - a, c - b, c}, z, c - a - b);
  consider(is_negative, {a, c - b, c}, w, -a);
  consider(is_negative, {c - a, b, c}, w, -b);
  const Array value = best.sum * exp(best.exponent * log1p(-z));
  const Array is_one = logical_or(z == 0., logical_or(a == 0., b == 0.));
  return {where(is_valid, where(is_one, 1., value), kNan)};
}

}  // namespace aleator::stablehlo
