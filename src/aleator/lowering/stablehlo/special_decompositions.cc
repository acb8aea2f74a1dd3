// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/stablehlo/special_decompositions.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/node.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/stablehlo/rules.h"

#include <limits>
#include <numbers>

namespace aleator::stablehlo {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

double epsilon_of(const Array& x) { return x.dtype() == float32 ? 0x1p-25 : 0x1p-54; }

Array counter() { return strong_scalar(std::int64_t{1}); }
Array in_dtype_of(const Array& k, const Array& x) { return astype(k, x.dtype()); }

}  // namespace

Array choice(const Array& condition, double yes, double no, const Array& like) {
  return where(condition, astype(yes, like.dtype()), astype(no, like.dtype()));
}

namespace {

Arrays derivatives_of(const Callable<Arrays(const Arrays&)>& formulas, const Arrays& inputs,
                      std::size_t i) {
  const Function base = trace_closed("formula", strong_types_of(inputs), formulas);
  std::vector<bool> flags(inputs.size(), false);
  flags[i] = true;
  const Arrays all =
      inline_function(jvp_function(base, flags), joined({inputs, {ones_like(inputs[i])}}));
  return part_of(all, base.outputs().size(), base.outputs().size());
}

}  // namespace

Array derivative_of(const ArrayFormula& formula, const Arrays& inputs, std::size_t i) {
  return derivatives_of([&](const Arrays& p) { return Arrays{formula(p)}; }, inputs, i)[0];
}

Arrays derivatives_by_loops(const Callable<Arrays(const Arrays&)>& formulas, const Arrays& inputs,
                            std::size_t i) {
  // From a whole number to one that is not. Downwards, where the same formula is used.
  constexpr double kAway = -0.318;
  Arrays both;
  for (std::size_t k = 0; k < inputs.size(); ++k)
    both.push_back(stack({inputs[k], k == i ? inputs[k] + kAway : inputs[k]}));
  Arrays slopes = derivatives_of(formulas, both, i);
  for (Array& slope : slopes) slope = reshape(slice_axis(slope, 0, 0, 1), inputs[i].shape());
  return slopes;
}

Array summed(const Array& first, const Callable<Array(const Array&, const Array&)>& next,
             std::int64_t max_terms) {
  const double epsilon = epsilon_of(first);
  const auto goes_on = [&](const Arrays& s) {
    return any(abs(s[2]) > epsilon * abs(s[1]));  // false for NaN
  };
  const auto step = [&](const Arrays& s) {
    const Array term = next(in_dtype_of(s[0], first), s[2]);
    return Arrays{s[0] + 1, s[1] + term, term};
  };
  return while_loop(goes_on, step, Arrays{counter(), first, first}, {.max_steps = max_terms})[1];
}

Array continued_fraction(const Array& b0, const Callable<Array(const Array&)>& a,
                         const Callable<Array(const Array&)>& b, std::int64_t max_terms) {
  const double epsilon = 4 * epsilon_of(b0);
  constexpr double kTiny = 1e-30;
  const auto not_zero = [](const Array& x) { return where(x == 0., kTiny, x); };
  const auto goes_on = [&](const Arrays& s) { return any(abs(s[4] - 1.) > epsilon); };
  const auto step = [&](const Arrays& s) {
    const Array k = in_dtype_of(s[0], b0);
    const Array top = a(k), bottom = b(k);
    const Array c = not_zero(bottom + top / s[2]);
    const Array d = 1. / not_zero(bottom + top * s[3]);
    const Array change = c * d;
    return Arrays{s[0] + 1, s[1] * change, c, d, change};
  };
  const Array start = not_zero(b0);
  const Arrays first{counter(), start, start, zeros_like(start), zeros_like(start)};
  return while_loop(goes_on, step, first, {.max_steps = max_terms})[1];
}

Array root_of_concave(const Callable<std::pair<Array, Array>(const Array&)>& f,
                      const Array& start) {
  const double epsilon = 16 * epsilon_of(start);
  const auto goes_on = [&](const Arrays& s) { return any(abs(s[1]) > epsilon * (1. + abs(s[0]))); };
  const auto step = [&](const Arrays& s) {
    const auto [value, slope] = f(s[0]);
    const Array change = clip(value / slope, -8., 8.);
    return Arrays{s[0] - change, change};
  };
  return while_loop(goes_on, step, Arrays{start, ones_like(start)}, {.max_steps = 200})[0];
}

Array stirling_rest(const Array& x) {
  constexpr double kSeries[] = {1. / 12,   -1. / 360,      1. / 1260, -1. / 1680,
                                1. / 1188, -691. / 360360, 1. / 156,  -3617. / 122400};
  const Array inverse = 1. / x, square = inverse * inverse;
  Array total = kSeries[7] * ones_like(x);
  for (int k = 6; k >= 0; --k) total = total * square + kSeries[k];
  return total * inverse;
}

namespace {

/// In float32 (Didonato and Morris 1992, Algorithm 708).
Array log_beta(const Array& a, const Array& b) {
  const Array p = minimum(a, b), q = maximum(a, b);
  const Array large_p = maximum(p, 8.), large_q = maximum(q, 8.);
  const Array share = p / (p + q);
  const Array both =
      0.5 * std::log(2 * std::numbers::pi) - 0.5 * log(large_q) +
      (stirling_rest(large_p) + stirling_rest(large_q) - stirling_rest(large_p + large_q)) +
      (p - 0.5) * log(share) + q * log1p(-share);
  const Array one = lgamma(p) + (stirling_rest(large_q) - stirling_rest(p + large_q)) + p -
                    p * log(p + q) + (q - 0.5) * log1p(-share);
  const Array none = lgamma(p) + (lgamma(q) - lgamma(p + q));
  return where(p >= 8., both, where(q >= 8., one, none));
}

}  // namespace

Arrays decompose_lbeta(const Node&, const Arrays& x) {
  const Array is_valid = logical_and(x[0] > 0., x[1] > 0.);
  const Array is_end = logical_or(x[0] == kInf, x[1] == kInf);
  const Array is_ordinary = logical_and(is_valid, logical_not(is_end));
  const Array inside = log_beta(where(is_ordinary, x[0], 1.), where(is_ordinary, x[1], 1.));
  const Array outside = choice(logical_or(x[0] == 0., x[1] == 0.), kInf, kNan, x[0]);
  return {where(is_ordinary, inside, where(is_valid, -kInf, outside))};
}

/// As graph/scalar/digamma_difference.h, with ten steps for all, in float32.
Arrays decompose_digamma_difference(const Node&, const Arrays& x) {
  constexpr double kSeries[] = {1. / 12,  -1. / 120,     1. / 252, -1. / 240,
                                1. / 132, -691. / 32760, 1. / 12,  -3617. / 8160};
  const Array is_ordinary =
      logical_and(logical_and(x[0] > 0., x[0] < kInf), logical_and(x[1] >= 0., x[1] < kInf));
  const Array b = where(is_ordinary, x[1], 1.);
  Array a = where(is_ordinary, x[0], 1.), sum = zeros_like(a);
  for (int k = 0; k < 10; ++k) {
    const Array is_small = a < 10.;
    sum = sum + where(is_small, b / (a + b) / a, 0.);
    a = where(is_small, a + 1., a);
  }
  const Array total = a + b, u = 1. / a / a, v = 1. / total / total;
  const Array gap = b / a / total * (1. / a + 1. / total);
  Array difference = gap, power = v, series = kSeries[0] * gap;
  for (int k = 1; k < 8; ++k) {
    difference = u * difference + power * gap;
    power = power * v;
    series = series + kSeries[k] * difference;
  }
  const Array inside = -(log1p(b / a) + (0.5 * b / a / total + series + sum));
  const Array is_valid = logical_and(logical_and(x[0] >= 0., x[1] >= 0.), x[0] + x[1] > 0.);
  const Array at_infinity = choice(x[1] < kInf, 0., kNan, x[0]);
  const Array ends = where(x[0] == kInf, at_infinity, -kInf);
  return {where(is_ordinary, inside, where(is_valid, ends, kNan))};
}

namespace {

/// Euler's and Maclaurin's formula after twelve terms.
Array hurwitz(const Array& s, const Array& q) {
  constexpr double kBernoulli[] = {1. / 12,           -1. / 720,
                                   1. / 30240,        -1. / 1209600,
                                   1. / 47900160,     -691. / 1307674368000.,
                                   1. / 74724249600., -3617. / 10670622842880000.};
  constexpr int kTerms = 12;
  Array sum = zeros_like(s);
  for (int k = 0; k < kTerms; ++k) sum = sum + exp(-s * log(q + static_cast<double>(k)));
  const Array w = q + static_cast<double>(kTerms), last = exp(-s * log(w));
  // Beyond s = 8 w the correction is negligible but would diverge.
  const Array exponent = minimum(s, 8. * w);
  Array power = exponent / w, tail = zeros_like(s);
  for (int j = 0; j < 8; ++j) {
    const double odd = 2 * j + 1;
    tail = tail + kBernoulli[j] * power;
    power = power * ((exponent + odd) / w) * ((exponent + (odd + 1)) / w);
  }
  return sum + last * (w / (s - 1.) + (0.5 + tail));
}

}  // namespace

Arrays decompose_zeta(const Node&, const Arrays& x) {
  const Array is_valid = logical_and(x[0] > 1., x[1] >= 0.);
  const Array inside = where(is_valid, hurwitz(maximum(x[0], 1.), x[1]), kNan);
  const Array near = where(x[0] == 1., choice(x[1] >= 0., kInf, kNan, x[0]), inside);
  return {where(logical_and(logical_not(x[0] < 1.), x[1] == kInf), 0., near)};
}

Arrays decompose_zeta_gradient(const Node&, const Arrays& x) {
  const Array is_ordinary =
      logical_and(logical_and(x[0] >= 1., x[0] < kInf), logical_and(x[1] > 0., x[1] < kInf));
  const Arrays inputs{where(is_ordinary, x[0], 2.), where(is_ordinary, x[1], 1.)};
  const Array slope = derivative_of([](const Arrays& p) { return hurwitz(p[0], p[1]); }, inputs, 0);
  const Array outside = choice(logical_and(x[0] >= 1., x[1] > 1.), 0., kNan, x[0]);
  return {where(is_ordinary, where(x[0] == 1., -kInf, slope), outside)};
}

/// The sum of Gaussians at odd multiples of a step h, whose error is exp(-(pi / 2h)^2) (Rybicki
/// 1989, Dawson's integral and the sampling theorem).
Arrays decompose_dawson(const Node&, const Arrays& x) {
  constexpr double kStep = 0.2;
  constexpr int kTerms = 41;
  const Array& t = x[0];
  const Array nearest = 2. * round(t / (2 * kStep));  // even
  const Array rest = t - nearest * kStep;
  Array sum = zeros_like(t);
  for (int k = -kTerms; k <= kTerms; k += 2) {
    const Array n = nearest + static_cast<double>(k);
    sum = sum + exp(-square(rest - k * kStep)) / n;
  }
  const Array inside = sum / std::sqrt(std::numbers::pi);
  // By series beyond, and near 0, where the sum of both sides cancels.
  const Array u = square(t), v = 1. / where(u == 0., 1., u);
  const Array far = (0.5 / where(t == 0., 1., t)) *
                    (1. + 0.5 * v * (1. + 1.5 * v * (1. + 2.5 * v * (1. + 3.5 * v))));
  const Array near = t * (1. - u * (2. / 3 - u * (4. / 15 - u * (8. / 105 - u * (16. / 945)))));
  return {where(abs(t) > 1e3, far, where(abs(t) < 0.01, near, inside))};
}

/// Halley's iteration, cubic, from starts that are within a few percent (Corless et al. 1996).
Arrays decompose_lambertw(const Node&, const Arrays& x) {
  const Array& z = x[0];
  const Array branch = sqrt(maximum(2. * (std::numbers::e * z + 1.), 0.));
  const Array near = -1. + branch * (1. - branch * (1. / 3 - branch * (11. / 72)));
  const Array logarithm = log(maximum(z, 1e-300));
  const Array far = logarithm - log(maximum(logarithm, 0.5));
  Array w = where(z < 0.5, near, where(z < 3., 0.5 * log1p(maximum(z, 0.)) + 0.25, far));
  w = where(abs(z) < 0.1, z * (1. - z), w);
  for (int k = 0; k < 5; ++k) {
    const Array grown = exp(w), error = w * grown - z, next = w + 1.;
    const Array bottom = grown * next - (w + 2.) * error / (2. * where(next == 0., 1., next));
    w = where(branch < 1e-4, w, w - error / where(bottom == 0., 1., bottom));
  }
  const Array inside = where(z == kInf, kInf, w);
  return {where(z < -1. / std::numbers::e, kNan, inside)};
}

}  // namespace aleator::stablehlo
