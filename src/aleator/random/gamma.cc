// SPDX-License-Identifier: Apache-2.0
// Defines gamma draws and what is made of them: beta, Dirichlet, Student's t.
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/marsaglia_tsang.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>

namespace aleator::random {
namespace {

struct Attempt {
  Array number, draw, is_accepted;
};

/// Draws for a >= 1, of the numbers from 2 on; logarithms are needed for 3 of 100 a.
Array above_one(const Stream& stream, const Array& a) {
  const Array d = a - 1. / 3, c = rsqrt(9. * d);
  const auto attempt = [&](const Attempt& s) {
    const auto [x, u] = stream.normal_and_uniform(s.number);
    const Array y = c * x, v = 1. + y;
    const Array is_quick = is_surely_accepted(u, x, y);
    const auto is_accepted = [&](const Array& uniform, const Array& excess) {
      return logical_and(excess > -1., log(uniform) < log_gamma_acceptance(d, excess));
    };
    const Array is_taken = cond(
        is_quick, [](const Array& uniform, const Array&) { return uniform > 0.; }, is_accepted, u,
        y);
    return Attempt{s.number + 2, d * v * square(v), is_taken};
  };
  const Attempt start{strong_scalar(std::int32_t{2}), zeros_like(a), astype(false, boolean)};
  return while_loop([](const Attempt& s) { return logical_not(s.is_accepted); }, attempt, start)
      .draw;
}

/// A draw is exp(log_factor) * base: below one the power of a uniform number times a draw for a +
/// 1, which may be smaller than any floating number.
struct GammaDraw {
  Array base, log_factor;
};

GammaDraw one_gamma(const Stream& stream, const Array& a) {
  const Array is_valid = logical_and(a > 0., is_finite(a)), is_small = a < 1.;
  const Array safe = where(is_valid, a, 1.);
  const Array base = above_one(stream, where(is_small, safe + 1., safe));
  const Array log_factor = cond(
      is_small, [&](const Array& x) { return -stream.exponential(0) / x; },
      [](const Array& x) { return zeros_like(x); }, safe);
  return {where(is_valid, base, std::numeric_limits<double>::quiet_NaN()), log_factor};
}

Array product(const GammaDraw& draw) {
  return cond(
      draw.log_factor != 0., [](const Array& b, const Array& f) { return b * exp(f); },
      [](const Array& b, const Array&) { return b; }, draw.base, draw.log_factor);
}

Array value_of_gamma(const Stream& stream, const Array& a) { return product(one_gamma(stream, a)); }

/// d log x / d a of a gamma draw. Far in the lower tail P(a, x) is x^a / Gamma(a + 1).
Array log_gamma_derivative(const Array& a, const Array& log_x) {
  const Array is_far = log_x < -40.;
  const Array near = where(is_far, 0., log_x);
  return where(is_far, (digamma(a + 1.) - log_x) / a,
               gamma_implicit_gradient(a, exp(near)) * exp(-near));
}

const ReduceOptions kLast{.axes = {-1}, .keep_dims = true};

Array shares_of(const Array& log_weights) {
  const Array weights = exp(log_weights - max(log_weights, kLast));
  return weights / sum(weights, kLast);
}

}  // namespace

Array gamma(const Key& key, const Array& concentration, const Shape& shape) {
  return with_gradient(each_element(key, shape, value_of_gamma, concentration), concentration,
                       gamma_implicit_gradient);
}

Array log_gamma(const Key& key, const Array& concentration, const Shape& shape) {
  const auto draw = [](const Stream& stream, const Array& a) {
    const GammaDraw parts = one_gamma(stream, a);
    return log(parts.base) + parts.log_factor;
  };
  return with_gradient(each_element(key, shape, draw, concentration), concentration,
                       log_gamma_derivative);
}

// x / (x + y) of two draws, by the quotient of their factors, as the draws may be too small to be
// held. The derivatives need their logarithms, which are drawn again.
Array beta(const Key& key, const Array& concentration1, const Array& concentration0,
           const Shape& shape) {
  const auto [key_1, key_0] = split<2>(key);
  const auto draw = [key_0 = key_0](const Stream& stream, const Array& a, const Array& b) {
    const GammaDraw x = one_gamma(stream, a), y = one_gamma(stream.of(key_0), b);
    const Array odds = product({y.base / x.base, y.log_factor - x.log_factor});
    return 1. / (1. + odds);
  };
  const auto linked = [&](const Array& a, const Array& b) {
    const Array x = each_element(key_1, shape, draw, a, b);
    return std::pair(x, [=, key_1 = key_1, key_0 = key_0](const Array& cotangent) {
      const Array of_logit = x * (1. - x) * cotangent;
      return std::pair(of_logit * log_gamma_derivative(a, log_gamma(key_1, a, shape)),
                       -of_logit * log_gamma_derivative(b, log_gamma(key_0, b, shape)));
    });
  };
  const auto full_size = [&](const Array& a) { return broadcast_to(astype(a, float64), shape); };
  return astype(custom_gradient(linked)(full_size(concentration1), full_size(concentration0)),
                dtype_of_draws({concentration1, concentration0}));
}

// Where all of a vector's gamma draws are too small to be held, their logarithms tell the ratios.
Array dirichlet(const Key& key, const Array& concentration, const Shape& shape) {
  constexpr double kSmall = 1e-20;  // draws that matter are normal numbers above it
  const auto linked = [&](const Array& a) {
    const Array draws = each_element(key, shape, value_of_gamma, a);
    const Array total = sum(draws, kLast), is_small = total < kSmall;
    // All that is dear depends on an operand, so that only the branch computes it.
    const Array x = cond(
        any(is_small),
        [&](const Array& given, const Array& a_again) {
          return where(is_small, shares_of(log_gamma(key, a_again, shape)), given);
        },
        [](const Array& given, const Array&) { return given; }, draws / where(is_small, 1., total),
        a);
    return std::pair(x, [=](const Array& cotangent) {
      const Array of_log = x * (cotangent - sum(x * cotangent, kLast));
      return of_log * log_gamma_derivative(a, log_gamma(key, a, shape));
    });
  };
  return astype(custom_gradient(linked)(broadcast_to(astype(concentration, float64), shape)),
                dtype_of_draws({concentration}));
}

// Bailey (1994), "Polar generation of random variates with the t-distribution": the radius
// sqrt(df (u^(-2/df) - 1)) is that of Box and Muller's method where df is infinite. It is written
// as a product whose factors hold for every df.
Array student_t(const Key& key, const Array& df, const Shape& shape) {
  const auto [key_radius, key_angle] = split<2>(key);
  // Beyond 1e18 degrees of freedom the difference from the normal distribution is below rounding.
  const Array wide =
      where(df > 0., minimum(astype(df, float64), 1e18), std::numeric_limits<double>::quiet_NaN());
  const Array growth = expm1(exponential(key_radius, shape) / wide);
  const Array cosine = cospi(2. * uniform(key_angle, shape));
  return astype(cosine * sqrt(wide * growth) * sqrt(growth + 2.), dtype_of_draws({df}));
}

}  // namespace aleator::random
