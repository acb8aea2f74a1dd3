// SPDX-License-Identifier: Apache-2.0
// Defines the incomplete gamma and beta functions, and what follows from them, for whole arrays.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/node.h"
#include "aleator/graph/scalar/incomplete_gamma_coefficients.h"
#include "aleator/lowering/stablehlo/rules.h"
#include "aleator/lowering/stablehlo/special_decompositions.h"

#include <limits>
#include <numbers>

namespace aleator::stablehlo {
namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNan = std::numeric_limits<double>::quiet_NaN();
constexpr std::int64_t kMaxTerms = 10'000;
constexpr double kLargeShape = 50;  ///< from which Temme's expansion holds
constexpr int kTemmeRows = 8;       ///< that matter there

/// log(x^a exp(-x) / gamma(a + 1)).
Array log_gamma_weight(const Array& a, const Array& x) {
  const Array large = where(a >= 10., a, 10.);  // a maximum has half the slope at 10
  const Array offset = (x - large) / large, is_left = offset < -0.5;
  const Array ratio = where(is_left, log(x) - log(large), log1p(where(is_left, -0.5, offset)));
  const Array by_stirling =
      large * (ratio - offset) - 0.5 * log(2 * std::numbers::pi * large) - stirling_rest(large);
  return where(a >= 10., by_stirling, a * log(x) - x - lgamma(a + 1.));
}

Array log_of_rest(const Array& logarithm) { return log1mexp(minimum(logarithm, 0.)); }

/// The coefficients of one power in eight rows of Temme's expansion.
Array temme_column(int power, Dtype dtype) {
  std::vector<double> rows;
  for (int row = 0; row < kTemmeRows; ++row)
    rows.push_back(power < scalar::kTemmeColumns - 2 * row ? scalar::kTemme[row][power] : 0);
  return astype(array(rows), dtype);
}

/// The sum over rows of a^-row times a polynomial in eta; all rows go along a last axis.
Array temme_sum(const Array& a, const Array& eta) {
  const Array along = expand_dims(eta, -1);
  Array rows = zeros(eta.shape() + Shape{kTemmeRows}, eta.dtype());
  for (int power = scalar::kTemmeColumns - 1; power >= 0; --power)
    rows = rows * along + temme_column(power, eta.dtype());
  Array sum = zeros_like(a);
  for (int row = kTemmeRows - 1; row >= 0; --row)
    sum = sum / a + reshape(slice_axis(rows, -1, row, row + 1), a.shape());
  return sum;
}

/// The smaller one of P and Q.
struct Tail {
  Array logarithm, is_lower;
};

/// Near x = a for large a (DLMF 8.12).
Tail temme_tail(const Array& a, const Array& x) {
  const Array offset = clip((x - a) / a, -0.5, 1.);
  const Array eta =
      choice(offset < 0., -1., 1., offset) * sqrt(maximum(2. * (offset - log1p(offset)), 0.));
  const Array smooth = where(abs(offset) < 1e-3, offset * (1. - offset * (1. / 3)), eta);
  const Array sum = temme_sum(a, smooth);
  const Array scaled = smooth * sqrt(0.5 * a);
  const Array rest = exp(-square(scaled)) / sqrt(2 * std::numbers::pi * a) * sum;
  const Array is_low = smooth < 0.;
  return {log(0.5 * erfc(where(is_low, -scaled, scaled)) + where(is_low, -rest, rest)), is_low};
}

}  // namespace

Tails log_gamma_tails(const Array& a, const Array& x) {
  const Array is_central = logical_and(a >= kLargeShape, abs(x - a) < 0.3 * a);
  const Array is_series = logical_and(logical_not(is_central), x < a + 1.);
  // Each method sees numbers for which it is quick where another one is used.
  const Array series_x = where(is_series, x, 0.5), series_a = where(is_series, a, 1.);
  const Array series = summed(
      ones_like(series_x),
      [&](const Array& k, const Array& term) { return term * series_x / (series_a + k); },
      kMaxTerms);
  const Array is_fraction = logical_not(logical_or(is_central, is_series));
  const Array far_x = where(is_fraction, x, 10.), far_a = where(is_fraction, a, 1.);
  const Array fraction = continued_fraction(
      far_x + 1. - far_a, [&](const Array& k) { return -k * (k - far_a); },
      [&](const Array& k) { return far_x + (2. * k + 1.) - far_a; }, kMaxTerms);
  const Array weight = log_gamma_weight(where(is_central, 1., a), where(is_central, 1., x));
  const Array log_p = weight + log(series), log_q = weight + log(far_a) - log(fraction);
  const Tail central = temme_tail(where(a >= kLargeShape, a, kLargeShape), x);
  // What one method gives, and what is left for the other tail.
  const Array own = where(is_central, central.logarithm, where(is_series, log_p, log_q));
  const Array is_low = logical_or(is_series, logical_and(is_central, central.is_lower));
  const Array rest = log_of_rest(own);
  const Array lower = where(is_low, own, rest), upper = where(is_low, rest, own);
  const Array is_start = x == 0., is_end = logical_or(x == kInf, a == 0.);
  const Array is_inside = logical_and(logical_and(a >= 0., x >= 0.), logical_or(a > 0., x > 0.));
  return {where(is_inside, where(is_start, -kInf, where(is_end, 0., lower)), kNan),
          where(is_inside, where(is_start, 0., where(is_end, -kInf, upper)), kNan)};
}

namespace {

/// log(x^a (1 - x)^b / (a B(a, b))) and the continued fraction that goes with it, for
/// x < (a + 1) / (a + b + 2).
Array log_beta_left(const Array& a, const Array& b, const Array& x, const Array& log_beta) {
  const auto numerator = [&](const Array& k) {
    const Array m = floor(k / 2.), is_even = k - 2. * m == 0.;
    const Array even = m * (b - m) * x / ((a + 2. * m - 1.) * (a + 2. * m));
    const Array odd = -(a + m) * (a + b + m) * x / ((a + 2. * m) * (a + 2. * m + 1.));
    return where(is_even, even, odd);
  };
  const Array fraction = continued_fraction(
      ones_like(x), numerator, [&](const Array&) { return ones_like(x); }, kMaxTerms);
  return a * log(x) + b * log1p(-x) - log(a) - log_beta - log(fraction);
}

}  // namespace

Tails log_beta_tails(const Array& a, const Array& b, const Array& x, const Array& log_beta) {
  const Array is_left = x < (a + 1.) / (a + b + 2.);
  const Array p = where(is_left, a, b), q = where(is_left, b, a);
  const Array is_inside = logical_and(x > 0., x < 1.);
  const Array inside = where(is_inside, x, 0.5);
  const Array near = where(is_left, inside, 1. - inside);
  const Array left = log_beta_left(p, q, near, log_beta), right = log_of_rest(left);
  const Array lower = where(is_left, left, right), upper = where(is_left, right, left);
  const Array is_valid = logical_and(logical_and(a > 0., b > 0.), logical_and(x >= 0., x <= 1.));
  return {where(is_valid, where(x == 0., -kInf, where(x == 1., 0., lower)), kNan),
          where(is_valid, where(x == 0., 0., where(x == 1., -kInf, upper)), kNan)};
}

namespace {

Array log_gamma_density(const Array& a, const Array& x) {
  return log_gamma_weight(a, x) + log(a) - log(x);
}
Array log_beta_density(const Array& a, const Array& b, const Array& x) {
  return (a - 1.) * log(x) + (b - 1.) * log1p(-x) - lbeta(a, b);
}

/// The x with log P(a, x) = log p, in u = log(x), where log P and log Q are concave.
Array gamma_quantile(const Array& a, const Array& log_p, const Array& log_q) {
  const Array is_low = log_p < log_q;
  const auto f = [&](const Array& u) {
    const Array x = exp(u);
    const Tails tails = log_gamma_tails(a, x);
    const Array density = log_gamma_density(a, x) + u;
    const Array value = where(is_low, tails.lower - log_p, log_q - tails.upper);
    const Array slope = exp(density - where(is_low, tails.lower, tails.upper));
    return std::pair(value, slope);
  };
  const Array x = exp(root_of_concave(f, log(a)));
  const Array inside = where(log_p == -kInf, 0., where(log_q == -kInf, kInf, x));
  return where(logical_and(a > 0., log_p + log_q <= 0.), inside, kNan);
}

/// The same for the beta distribution, in u = logit(x).
Array beta_quantile(const Array& a, const Array& b, const Array& log_p, const Array& log_q) {
  const Array is_low = log_p < log_q, log_beta = lbeta(a, b);
  const auto f = [&](const Array& u) {
    const Array x = sigmoid(u);
    const Tails tails = log_beta_tails(a, b, x, log_beta);
    const Array density = a * log_sigmoid(u) + b * log_sigmoid(-u) - log_beta;
    const Array value = where(is_low, tails.lower - log_p, log_q - tails.upper);
    const Array slope = exp(density - where(is_low, tails.lower, tails.upper));
    return std::pair(value, slope);
  };
  const Array x = sigmoid(root_of_concave(f, log(a) - log(b)));
  const Array inside = where(log_p == -kInf, 0., where(log_q == -kInf, 1., x));
  const Array is_valid = logical_and(logical_and(a > 0., b > 0.), log_p + log_q <= 0.);
  return where(is_valid, inside, kNan);
}

/// -(dF/da) / (dF/dx) for a distribution with these tails, from the smaller one: the density may
/// underflow.
Array implicit_derivative(const Callable<Tails(const Arrays&)>& tails, const Arrays& x,
                          std::size_t i, const Array& log_density) {
  const Tails at = tails(x);
  const Array is_low = at.lower < at.upper;
  const auto both = [&](const Arrays& p) {
    const Tails t = tails(p);
    return Arrays{t.lower, t.upper};
  };
  const Arrays slopes = derivatives_by_loops(both, x, i);
  return where(is_low, -slopes[0] * exp(at.lower - log_density),
               slopes[1] * exp(at.upper - log_density));
}

Tails gamma_tails(const Arrays& p) { return log_gamma_tails(p[0], p[1]); }
Tails beta_tails(const Arrays& p) { return log_beta_tails(p[0], p[1], p[2], lbeta(p[0], p[1])); }
Arrays lower_gamma(const Arrays& p) { return {exp(gamma_tails(p).lower)}; }
Arrays lower_beta(const Arrays& p) { return {exp(beta_tails(p).lower)}; }

/// Inputs where a function is neither 0 nor 1 nor NaN, ordinary numbers elsewhere, and what the
/// lower probability is there.
struct Split {
  Arrays ordinary;
  Array is_ordinary, edge;

  Array joined(const Array& inside, const Array& outside) const {
    return where(is_ordinary, inside, outside);
  }
  /// The lower and the upper probability, and their logarithms.
  Arrays probabilities(const Tails& tails) const {
    return {joined(exp(tails.lower), edge), joined(exp(tails.upper), 1. - edge),
            joined(tails.lower, log(edge)), joined(tails.upper, log(1. - edge))};
  }
};

Array all_of(const Arrays& flags) {
  Array all = flags[0];
  for (std::size_t i = 1; i < flags.size(); ++i) all = logical_and(all, flags[i]);
  return all;
}

Split split_gamma(const Arrays& p) {
  const Array &a = p[0], &x = p[1];
  const Array is_ordinary = all_of({a > 0., a<kInf, x> 0., x < kInf});
  const Array is_valid = all_of({a >= 0., x >= 0., a + x > 0., logical_or(a < kInf, x < kInf)});
  const Array is_low = logical_and(a > 0., logical_or(x == 0., a == kInf));
  return {{where(is_ordinary, a, 1.), where(is_ordinary, x, 1.)},
          is_ordinary,
          where(is_valid, choice(is_low, 0., 1., x), kNan)};
}

Split split_beta(const Arrays& p) {
  const Array &a = p[0], &b = p[1], &x = p[2];
  const Array is_ordinary = all_of({a > 0., a<kInf, b> 0., b<kInf, x> 0., x < 1.});
  const Array is_valid = all_of({a > 0., b > 0., x >= 0., x <= 1., logical_or(a < kInf, b < kInf)});
  const Array is_low = logical_and(x < 1., logical_or(x == 0., a == kInf));
  return {{where(is_ordinary, a, 1.), where(is_ordinary, b, 1.), where(is_ordinary, x, 0.5)},
          is_ordinary,
          where(is_valid, choice(is_low, 0., 1., x), kNan)};
}

/// 0 where the probability is 0 or 1.
Array flat_at(const Array& edge) { return choice(is_nan(edge), kNan, 0., edge); }

Arrays beta_gradient(const Arrays& x, std::size_t i) {
  const Split s = split_beta(x);
  return {s.joined(derivatives_by_loops(lower_beta, s.ordinary, i)[0], flat_at(s.edge))};
}
Arrays beta_implicit_gradient(const Arrays& x, std::size_t i) {
  const Split s = split_beta(x);
  const Arrays& p = s.ordinary;
  const Array slope = implicit_derivative(beta_tails, p, i, log_beta_density(p[0], p[1], p[2]));
  return {s.joined(slope, flat_at(s.edge))};
}
Array valid_shape(const Array& a, const Array& value) {
  return where(logical_and(a > 0., a < kInf), value, kNan);
}

}  // namespace

Arrays decompose_gamma_probability(const Node&, const Arrays& x) {
  const Split s = split_gamma(x);
  return s.probabilities(gamma_tails(s.ordinary));
}
Arrays decompose_igamma_gradient(const Node&, const Arrays& x) {
  const Split s = split_gamma(x);
  const Array outside = where(x[0] == 0., kNan, flat_at(s.edge));
  return {s.joined(derivatives_by_loops(lower_gamma, s.ordinary, 0)[0], outside)};
}
Arrays decompose_gamma_implicit_gradient(const Node&, const Arrays& x) {
  const Split s = split_gamma(x);
  const Arrays& p = s.ordinary;
  const Array slope = implicit_derivative(gamma_tails, p, 0, log_gamma_density(p[0], p[1]));
  return {s.joined(slope, choice(logical_and(x[1] == 0., x[0] > 0.), 0., kNan, x[0]))};
}
Arrays decompose_igammainv(const Node&, const Arrays& x) {
  return {valid_shape(x[0], gamma_quantile(x[0], log(x[1]), log1p(-x[1])))};
}
Arrays decompose_igammacinv(const Node&, const Arrays& x) {
  return {valid_shape(x[0], gamma_quantile(x[0], log1p(-x[1]), log(x[1])))};
}

Arrays decompose_beta_probability(const Node&, const Arrays& x) {
  const Split s = split_beta(x);
  return s.probabilities(beta_tails(s.ordinary));
}
Arrays decompose_betainc_gradient_a(const Node&, const Arrays& x) { return beta_gradient(x, 0); }
Arrays decompose_betainc_gradient_b(const Node&, const Arrays& x) { return beta_gradient(x, 1); }
Arrays decompose_beta_implicit_gradient_a(const Node&, const Arrays& x) {
  return beta_implicit_gradient(x, 0);
}
Arrays decompose_beta_implicit_gradient_b(const Node&, const Arrays& x) {
  return beta_implicit_gradient(x, 1);
}
Arrays decompose_betaincinv(const Node&, const Arrays& x) {
  const Array quantile = beta_quantile(x[0], x[1], log(x[2]), log1p(-x[2]));
  return {valid_shape(x[0], valid_shape(x[1], quantile))};
}
Arrays decompose_betainccinv(const Node&, const Arrays& x) {
  const Array quantile = beta_quantile(x[0], x[1], log1p(-x[2]), log(x[2]));
  return {valid_shape(x[0], valid_shape(x[1], quantile))};
}

}  // namespace aleator::stablehlo
