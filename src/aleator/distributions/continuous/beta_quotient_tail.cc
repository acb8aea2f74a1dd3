// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/beta_quotient_tail.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"

namespace aleator {
namespace {

/// x, or a number that is still normal where it is less: its logarithm has a slope.
Array above_zero(const Array& x) { return maximum(x, x.dtype() == float64 ? 1e-307 : 1e-37); }

/// log(1 - exp(x)) for x < 0.
Array log_complement(const Array& x) { return log1p(-exp(x)); }

/// log P(B <= x), or log P(B > x), of B ~ Beta(p, q), by that of the side of the mean that x lies
/// on; `rest` is 1 - x.
Array log_beta_tail(const Array& is_lower, const Array& p, const Array& q, const Array& x,
                    const Array& rest) {
  const Array is_left = stop_gradient(x * (p + q) < p);
  const Array own =
      log_betainc(where(is_left, p, q), where(is_left, q, p), above_zero(where(is_left, x, rest)));
  return where(is_left == is_lower, own, log_complement(own));
}

/// The square of the coefficient of variation of Beta(a, b).
Array relative_variance(const Array& a, const Array& b) { return b / (a * (a + b + 1.)); }

/// Where the rule ends, in u, for a fall of exp(-rate) per width.
Array reach(const Array& rate) { return stop_gradient(asinh(12. + 38. / rate)); }

/// log P(X / Y <= w), or log P(X / Y > w), of numbers, for w <= 1. The variable with the narrower
/// density, D, is integrated over, and the tail of the other is a smooth factor:
///
///   P(X / Y <= w) = E[P(Y >= X / w)] = E[P(X <= w Y)],
///
/// with X = w t up to w, or Y = t; beyond w every Y is smaller than X / w. In s = logit(t) the
/// product is one hill with exponential tails, whose top lies at that of the density of D or, where
/// the factor moves it on, about that of the product with the density of the other.
Array log_tail_below_one(const BetaQuotientShapes& v, const Array& is_lower, const Array& w) {
  constexpr std::int64_t kNum = 129;
  const Array of_x = relative_variance(v.a1, v.b1) < relative_variance(v.a2, v.b2);
  const Array alpha = where(of_x, v.a1, v.a2), beta = where(of_x, v.b1, v.b2);
  const Array c = where(of_x, w, 1.), other = where(of_x, 1., w);
  const BetaHill own = beta_hill(alpha, where(of_x, 1., beta), where(of_x, beta - 1., 0.), c),
                 both = beta_hill(v.a1 + v.a2, v.b2, v.b1 - 1., w);
  const Array moves = logical_and(logical_and(of_x, is_lower), both.center < own.center);
  const Array center = where(moves, both.center, own.center),
              width = where(moves, both.width, own.width);
  // How the product falls off to either side, at least; its core has some ten widths.
  const Array follows = logical_xor(is_lower, of_x);
  const Array on_left = alpha + where(follows, where(of_x, v.a2, v.a1), 0.),
              on_right = where(of_x, minimum(v.b1, 1.) + where(follows, 0., v.b2), v.b2);
  const Array low = -reach(on_left * width), high = reach(on_right * width);
  const Array step = (high - low) / static_cast<double>(kNum - 1);
  const Array u = low + step * astype(arange(kNum), center.dtype());
  const Array s = center + width * sinh(u);
  const Array t = sigmoid(s), from_end = sigmoid(-s);
  const Array factor = log_beta_tail(follows, where(of_x, v.a2, v.a1), where(of_x, v.b2, v.b1),
                                     other * t, (1. - other) + other * from_end);
  const Array base = (1. - c) + c * from_end;
  const Array log_base = where(of_x, log(above_zero(base)), log_sigmoid(-s));
  const Array log_values = alpha * log_sigmoid(s) + log_sigmoid(-s) + (beta - 1.) * log_base +
                           factor + log(width * cosh(u) * step);
  const Array log_integral =
      logsumexp(log_values, {.axes = {0}}) + alpha * log(c) - lbeta(alpha, beta);
  const Array beyond = log_beta_tail(false, v.a1, v.b1, w, 1. - w);
  return where(logical_and(of_x, logical_not(is_lower)), log_add_exp(log_integral, beyond),
               log_integral);
}

}  // namespace

BetaHill beta_hill(const Array& p, const Array& q, const Array& e, const Array& c) {
  const Array leading = c * (p + q + e), linear = p + q + c * (p + e);
  const Array top = 2. * p / (linear + sqrt(maximum(square(linear) - 4. * leading * p, 0.)));
  const Array under = 1. - c * top;
  const Array slopes = (p + q) + e * c * (1. - 2. * top + c * square(top)) / square(under);
  const Array curvature = top * (1. - top) * slopes;
  return {stop_gradient(log(top) - log1p(-minimum(top, 1 - 0x1p-50))),
          stop_gradient(1. / sqrt(maximum(curvature, 1.)))};
}

/// For w > 1 by Y / X at 1 / w.
BetaQuotientTail beta_quotient_tail(const BetaQuotientShapes& shapes, const Array& w) {
  const Array is_small = w <= 1.;
  // A plain number takes the dtype of the shapes.
  const Array ratio =
      astype(where(is_small, w, 1. / where(is_small, 1., w)), (w * shapes.a1).dtype());
  const BetaQuotientShapes v{
      where(is_small, shapes.a1, shapes.a2), where(is_small, shapes.b1, shapes.b2),
      where(is_small, shapes.a2, shapes.a1), where(is_small, shapes.b2, shapes.b1)};
  const Array is_lower = ratio * v.a2 / (v.a2 + v.b2) < v.a1 / (v.a1 + v.b1);
  // One value at a time, whose points then stay in the cache.
  const auto each = [](const Array& a1, const Array& b1, const Array& a2, const Array& b2,
                       const Array& is_lower_tail, const Array& at) {
    return log_tail_below_one({a1, b1, a2, b2}, is_lower_tail, at);
  };
  return {is_lower == is_small, map_elements(each, v.a1, v.b1, v.a2, v.b2, is_lower, ratio)};
}

}  // namespace aleator
