// SPDX-License-Identifier: Apache-2.0
// Defines Gauss's hypergeometric function as operations on whole arrays, by the method of
// graph/scalar/hypergeometric.h: of four series, each element takes the one that cancels least.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/node.h"
#include "aleator/graph/scalar/hypergeometric.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <limits>

namespace aleator::stablehlo {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

using scalar::hypergeometric_detail::kAsItIs;
using scalar::hypergeometric_detail::kEuler;
using scalar::hypergeometric_detail::kPfaffOfA;
using scalar::hypergeometric_detail::kPfaffOfB;
using scalar::hypergeometric_detail::Parameters;

/// A sum, the sum of its terms' magnitudes, and the power of 1 - z that goes with it.
struct Series {
  Array sum, magnitude, power;

  Array cancels() const { return logical_not(magnitude <= 2. * abs(sum)); }
};

/// What a term must be below, as a share of the sum of magnitudes.
Array small_share(const Array& z) {
  const double epsilon = z.dtype() == float32 ? 0x1p-26 : 5e-17;
  return epsilon * (1. - abs(z));
}

/// Sums and magnitudes of series whose terms `next` makes from k and the state of those before:
/// {the state, what is added to the sum, its magnitude, the ratio of terms}.
struct Term {
  Arrays state;
  Array value, magnitude, ratio;
};
Series summed(const Array& flag, const Term& first, const Array& z, const Array& power,
              const Callable<Term(const Array&, const Arrays&)>& next) {
  const Array enough = small_share(z);
  const auto step = [&](const Arrays& s) {
    const Array is_open = s[3];
    const Term term = next(astype(s[0], z.dtype()), Arrays(s.begin() + 4, s.end()));
    const Array magnitude = s[2] + term.magnitude;
    const Array is_small = logical_and(term.magnitude <= enough * magnitude, abs(term.ratio) < 1.);
    const Array is_last = logical_or(term.magnitude == 0., is_small);
    Arrays after{s[0] + 1, where(is_open, s[1] + term.value, s[1]), where(is_open, magnitude, s[2]),
                 logical_and(is_open, logical_not(is_last))};
    after.insert(after.end(), term.state.begin(), term.state.end());
    return after;
  };
  Arrays start{strong_scalar(std::int64_t{0}), first.value, first.magnitude, ones_like(z) == 1.};
  start.insert(start.end(), first.state.begin(), first.state.end());
  const Arrays end = while_loop([](const Arrays& s) { return any(s[3]); }, step, start,
                                {.max_steps = scalar::hypergeometric_detail::kMaxTerms});
  return {where(logical_and(flag, logical_not(end[3])), end[1], kNan), end[2], power};
}

/// The sum of (a)_k (b)_k / (c)_k z^k / k! where the flag holds; NaN if 1e5 terms do not suffice.
Series series_where(const Array& flag, const Parameters<Array>& p, const Array& argument) {
  const Array one = ones_like(argument), z = where(flag, argument, 0.);
  return summed(flag, {{one}, one, one, one}, z, p.power, [&](const Array& k, const Arrays& s) {
    const Array ratio = (p.a + k) / (p.c + k) * ((p.b + k) / (k + 1.)) * z;
    const Array term = s[0] * ratio;
    return Term{{term}, term, abs(term), ratio};
  });
}

/// The derivative of that along a direction, with log times it added.
Series slope_where(const Array& flag, const Parameters<Array>& p, const Parameters<double>& way,
                   const Array& argument, const Array& log) {
  const Array one = ones_like(argument), z = where(flag, argument, 0.), none = zeros_like(one);
  const auto next = [&](const Array& k, const Arrays& s) {
    const Array a = p.a + k, b = p.b + k, c = p.c + k, factor = z / (c * (k + 1.));
    const Array ratio = a * b * factor, scaled = s[0] * factor;
    const Array by_a = way.a * b, by_b = way.b * a, by_c = way.c * (a * b / c);
    const Array term = s[0] * ratio, slope = s[1] * ratio + scaled * (by_a + by_b - by_c);
    const Array size = s[2] * abs(ratio) + abs(scaled) * (abs(by_a) + abs(by_b) + abs(by_c));
    return Term{{term, slope, size}, slope + log * term, size + abs(log * term), ratio};
  };
  return summed(flag, {{one, none, none}, log + none, abs(log) + none, one}, z, p.power, next);
}

Series better(const Series& x, const Series& y) {
  const Array is_second =
      logical_and(logical_not(is_nan(y.sum)),
                  logical_or(is_nan(x.sum), y.magnitude * abs(x.sum) < x.magnitude * abs(y.sum)));
  return {where(is_second, y.sum, x.sum), where(is_second, y.magnitude, x.magnitude),
          where(is_second, y.power, x.power)};
}

/// Where the function is defined, and arguments at which it is where it is not.
struct Arguments {
  Array is_valid, z;
  Parameters<Array> p;

  explicit Arguments(const Arrays& x) {
    const Array is_pole = logical_and(x[2] <= 0., x[2] == floor(x[2]));
    const Array has_parameters = logical_and(is_finite(x[0] + x[1] + x[2]), logical_not(is_pole));
    is_valid = logical_and(has_parameters, logical_and(x[3] <= 0.999, is_finite(x[3])));
    z = where(is_valid, x[3], 0.);
    p = {where(is_valid, x[0], 1.), where(is_valid, x[1], 1.), where(is_valid, x[2], 1.),
         zeros_like(z)};
  }
};

/// Of the series that `of` makes of a flag, a transformation and its argument, the one that cancels
/// least.
template <class MakeSeries>
Array least_cancelling(const Arguments& x, const MakeSeries& of) {
  const Array is_near = x.z > -0.5, is_negative = x.z < 0., w = x.z / (x.z - 1.);
  Series best = of(is_near, kAsItIs, x.z);
  best = better(best, of(logical_and(is_near, best.cancels()), kEuler, x.z));
  best = better(best, of(logical_and(is_negative, best.cancels()), kPfaffOfA, w));
  best = better(best, of(logical_and(is_negative, best.cancels()), kPfaffOfB, w));
  return best.sum * exp(best.power * log1p(-x.z));
}

/// The derivative along a direction, `is_one` being where the function is 1 all along.
Arrays slope(const Arrays& inputs, const Parameters<double>& way, const Array& is_one) {
  const Arguments x(inputs);
  const Array value =
      least_cancelling(x, [&](const Array& flag, auto transformation, const Array& argument) {
        const Parameters<double> moved = transformation(way);
        return slope_where(flag, transformation(x.p), moved, argument, moved.power * log1p(-x.z));
      });
  return {where(x.is_valid, where(is_one, 0., value), kNan)};
}

}  // namespace

Arrays decompose_hyp2f1(const Node&, const Arrays& inputs) {
  const Arguments x(inputs);
  const Array value =
      least_cancelling(x, [&](const Array& flag, auto transformation, const Array& argument) {
        return series_where(flag, transformation(x.p), argument);
      });
  const Array is_one = logical_or(x.z == 0., logical_or(x.p.a == 0., x.p.b == 0.));
  return {where(x.is_valid, where(is_one, 1., value), kNan)};
}

Arrays decompose_hyp2f1_gradient_a(const Node&, const Arrays& inputs) {
  return slope(inputs, {1., 0., 0.}, inputs[1] == 0.);
}

Arrays decompose_hyp2f1_gradient_c(const Node&, const Arrays& inputs) {
  return slope(inputs, {0., 0., 1.}, logical_or(inputs[0] == 0., inputs[1] == 0.));
}

}  // namespace aleator::stablehlo
