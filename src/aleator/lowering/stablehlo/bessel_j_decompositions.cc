// SPDX-License-Identifier: Apache-2.0
// Defines the Bessel function J as operations on whole arrays, by the methods of
// graph/scalar/bessel_j.cc: every element makes the steps that it needs.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/node.h"
#include "aleator/lowering/stablehlo/rules.h"
#include "aleator/lowering/stablehlo/special_decompositions.h"

#include <limits>
#include <numbers>

namespace aleator::stablehlo {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr double kPi = std::numbers::pi;
constexpr double kLargestOrder = 1e6;
constexpr double kHankelArgument = 25;  // its smallest term is exp(-2x)

/// For x^2 / 4 <= v + 1, where the terms fall from the first one on.
Array by_series(const Array& v, const Array& x) {
  const Array quarter = -0.25 * square(x);
  const Array sum = summed(
      ones_like(x),
      [&](const Array& k, const Array& term) { return term * quarter / (k * (v + k)); }, 60);
  return exp(where(v == 0., 0., v * log(0.5 * x)) - lgamma(v + 1.)) * sum;
}

/// Hankel's expansion for orders below 2, by terms 2j and 2j + 1.
Array by_hankel(const Array& v, const Array& x) {
  const Array square_of_twice = 4. * square(v);
  const auto advanced = [&](const Array& term, const Array& k) {
    return term * (square_of_twice - square(2. * k + 1.)) / (8. * x * (k + 1.));
  };
  const auto step = [&](const Arrays& s) {
    const Array k = 2. * astype(s[0], x.dtype());
    const Array odd = advanced(s[1], k);
    return Arrays{s[0] + 1, -advanced(odd, k + 1.), s[2] + s[1], s[3] + odd};
  };
  const Arrays start{strong_scalar(std::int64_t{0}), ones_like(x), zeros_like(x), zeros_like(x)};
  const Arrays sums = while_loop([](const Arrays& s) { return s[0] < 25; }, step, start);
  const Array c = cospi(0.5 * v + 0.25), s = sinpi(0.5 * v + 0.25);
  const Array cosine = cos(x) * c + sin(x) * s, sine = sin(x) * c - cos(x) * s;
  return sqrt(2. / (kPi * x)) * (sums[2] * cosine - sums[3] * sine);
}

/// What a descent from far above the order v = u + n to u, in [0, 1), finds: J_v, J_u and J_(u+1)
/// up to a common factor, and the sum of (u + 2k) Gamma(u + k) / k! J_(u+2k), up to the factor and
/// one that is given apart.
struct Descent {
  Array wanted, low, high, sum, weight;
};
Descent descend(const Array& u, const Array& n, const Array& x) {
  const bool is_short = x.dtype() == float32;
  const double tiny = is_short ? 1e-30 : 1e-250, huge = is_short ? 1e25 : 1e200,
               shrink = is_short ? 1e-30 : 1e-300;
  const Array turning = maximum(u + n, x);
  const Array start = n + ceil(turning - (u + n) + 20. + 9. * cbrt(turning));
  const auto goes_on = [](const Arrays& s) { return any(s[0] > 0.); };
  const auto step = [&](const Arrays& s) {
    const Array &i = s[0], is_active = i > 0.;
    const Array scale = choice(abs(s[1]) > huge, shrink, 1., s[1]);
    const Array value = s[1] * scale, above = s[2] * scale, sum = s[4] * scale;
    const Array wanted = where(i == n, value, s[3] * scale);
    const Array k = floor(0.5 * i), is_even = i == 2. * k;
    const Array added = where(is_even, (u + i) * s[5] * value, 0.);
    const Array weight = where(logical_and(is_even, k > 1.), s[5] * (k / (u + k - 1.)), s[5]);
    const Arrays next{i - 1., 2. * (u + i) / x * value - above, value, wanted, sum + added, weight};
    Arrays chosen;
    for (std::size_t j = 0; j < next.size(); ++j) chosen.push_back(where(is_active, next[j], s[j]));
    return chosen;
  };
  const Array zero = zeros_like(x), one = ones_like(x);
  const Arrays s = while_loop(goes_on, step, Arrays{start, tiny * one, zero, zero, zero, one});
  return {where(n == 0., s[1], s[3]), s[1], s[2], s[4] + s[5] * s[1], s[5]};
}

/// From J_u and J_(u+1) upwards, which is stable while v < x.
Array ascended(const Array& low, const Array& high, const Array& u, const Array& n,
               const Array& x) {
  const auto goes_on = [&](const Arrays& s) { return any(s[0] <= n); };
  const auto step = [&](const Arrays& s) {
    const Array is_active = s[0] <= n;
    const Array next = 2. * (u + s[0]) / x * s[2] - s[1];
    return Arrays{s[0] + 1., where(is_active, s[2], s[1]), where(is_active, next, s[2])};
  };
  return while_loop(goes_on, step, Arrays{ones_like(x), low, high})[1];
}

}  // namespace

Arrays decompose_bessel_jv(const Node&, const Arrays& p) {
  const Array &v = p[0], &x = p[1];
  const Array is_inside =
      logical_and(logical_and(v >= 0., v < kInf), logical_and(x > 0., x < kInf));
  const Array is_series = logical_and(is_inside, 0.25 * square(x) <= v + 1.);
  const Array is_stepped =
      logical_and(logical_and(is_inside, v <= kLargestOrder), logical_not(is_series));
  const Array series = by_series(where(is_series, v, 1.), where(is_series, x, 1.));
  // Others see numbers for which a method is quick.
  const Array order = where(is_stepped, v, 0.5), argument = where(is_stepped, x, 3.);
  const Array n = floor(order), u = order - n;
  const Array is_hankel = argument >= kHankelArgument, far = maximum(argument, kHankelArgument);
  const Array is_rising = logical_and(is_hankel, order < argument);
  const Array low = by_hankel(u, far), high = by_hankel(u + 1., far);
  const Array risen = ascended(low, high, u, where(is_rising, n, 0.), far);
  const Descent fall = descend(u, where(is_rising, 0., n), where(is_rising, 3., argument));
  const Array scaled =
      where(abs(low) > abs(high), fall.wanted * (low / fall.low), fall.wanted * (high / fall.high));
  const Array by_sum =
      fall.wanted * fall.weight / fall.sum * exp(u * log(0.5 * argument) - lgamma(u + 1.));
  const Array stepped = where(is_hankel, where(is_rising, risen, scaled), by_sum);
  const Array inside = where(is_series, series, where(is_stepped, stepped, kNan));
  const Array is_valid = logical_and(v >= 0., x >= 0.);
  const Array at_zero = choice(v == 0., 1., 0., v), at_end = choice(v == kInf, kNan, 0., v);
  const Array ends =
      where(x == 0., at_zero, where(x == kInf, at_end, where(v == kInf, 0., inside)));
  return {where(is_valid, ends, kNan)};
}

}  // namespace aleator::stablehlo
