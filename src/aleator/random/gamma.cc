// SPDX-License-Identifier: Apache-2.0
// Defines gamma draws and what is made of them: beta, Dirichlet, Student's t.
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/marsaglia_tsang.h"
#include "aleator/random/normal_quantile.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>

namespace aleator::random {
namespace {

struct Attempt {
  Array number, draw, is_accepted;
};

/// What an attempt at a >= 1 proposes, and whether that is certain to be accepted.
struct Proposal {
  Array x, y;   ///< a normal number, and what it is scaled to
  Array first;  ///< bits of the number that decides
  Array draw, is_quick;
};
Proposal propose(const Array& a, const Array& x, const Array& first) {
  const Array d = a - 1. / 3, y = rsqrt(9. * d) * x, v = 1. + y;
  return {x, y, first, d * v * square(v), is_surely_accepted(first + 0x1p-12, x, y)};
}

/// Draws for a >= 1, of the numbers from 2 on; logarithms are needed for 3 of 100 a.
Array above_one(const Stream& stream, const Array& a) {
  const auto attempt = [&](const Attempt& s) {
    const auto [u, first] = stream.uniform_and_chance(s.number);
    const Proposal p = propose(a, normal_quantile(u), first);
    // All that is dear depends on an operand, so that only the branch computes it.
    const auto is_accepted = [&](const Array& bits, const Array& excess, const Array& number) {
      const Array uniform = stream.whole(bits, number + 1);
      return logical_and(excess > -1., log(uniform) < log_gamma_acceptance(a - 1. / 3, excess));
    };
    const Array is_taken = cond(
        p.is_quick, [](const Array& bits, const Array&, const Array&) { return bits >= 0.; },
        is_accepted, first, p.y, s.number);
    return Attempt{s.number + 2, p.draw, is_taken};
  };
  const Attempt start{strong_scalar(std::int32_t{2}), zeros_like(a), astype(false, boolean)};
  return while_loop([](const Attempt& s) { return logical_not(s.is_accepted); }, attempt, start)
      .draw;
}

/// The same draws where the first attempt is accepted without a logarithm: 95 of 100 at a = 1, 98
/// at a = 2.5.
FirstAttempt first_above_one(const Stream& stream, const Array& a) {
  const auto [u, first] = stream.uniform_and_chance(strong_scalar(std::int32_t{2}));
  const auto [x, is_central] = central_normal_quantile(u);
  const Proposal p = propose(a, x, first);
  return {p.draw, logical_and(is_central, p.is_quick)};
}

/// A draw is exp(log_factor) * base: below one the power of a uniform number times a draw for a +
/// 1, which may be smaller than any floating number.
struct GammaDraw {
  Array base, log_factor;
  Array is_done;           ///< of a first attempt
  bool has_factor = true;  ///< else it is known to be one
};

/// With above(stream, a), a FirstAttempt for a >= 1.
template <class Above>
GammaDraw gamma_by(Above above, const Stream& stream, const Array& a) {
  const Array is_valid = logical_and(a > 0., is_finite(a)), is_small = a < 1.;
  const Array safe = where(is_valid, a, 1.);
  const FirstAttempt base = above(stream, where(is_small, safe + 1., safe));
  // All that is dear depends on an operand, so that only the branch computes it.
  const Array log_factor = cond(
      is_small,
      [&](const Array& x, const Array& position) {
        return -stream.at(position).exponential(0) / x;
      },
      [](const Array& x, const Array&) { return zeros_like(x); }, safe, stream.position());
  return {where(is_valid, base.draw, std::numeric_limits<double>::quiet_NaN()), log_factor,
          logical_or(base.is_done, logical_not(is_valid))};
}

// The ways to draw.
GammaDraw one_gamma(const Stream& stream, const Array& a) {
  const auto above = [](const Stream& s, const Array& b) {
    return FirstAttempt{above_one(s, b), astype(true, boolean)};
  };
  return gamma_by(above, stream, a);
}
GammaDraw first_gamma(const Stream& stream, const Array& a) {
  return gamma_by(first_above_one, stream, a);
}
GammaDraw first_gamma_above_one(const Stream& stream, const Array& a) {
  const auto [draw, is_done] = first_above_one(stream, a);
  return {draw, zeros_like(draw), is_done, false};
}

FirstAttempt product(const GammaDraw& draw) {
  if (!draw.has_factor) return {draw.base, draw.is_done};
  const Array x = cond(
      draw.log_factor != 0., [](const Array& b, const Array& f) { return b * exp(f); },
      [](const Array& b, const Array&) { return b; }, draw.base, draw.log_factor);
  return {x, draw.is_done};
}
GammaDraw quotient(const GammaDraw& x, const GammaDraw& y) {
  return {x.base / y.base, x.log_factor - y.log_factor, logical_and(x.is_done, y.is_done),
          x.has_factor || y.has_factor};
}

/// Draws value(way to draw, stream, parameters), a FirstAttempt made of gamma draws. Parameters
/// that all elements share are looked at before the loops.
template <class Value, class... Parameters>
Array each_gamma(const Key& key, const Shape& shape, Value value, const Parameters&... parameters) {
  const bool is_shared = ((parameters.size() == 1) && ...);
  const auto first = [&](const Stream& stream, const auto&... a) {
    const auto any = [&](const Array& position, const auto&... same) {
      return value(first_gamma, stream.at(position), same...);
    };
    const auto above = [&](const Array& position, const auto&... same) {
      return value(first_gamma_above_one, stream.at(position), same...);
    };
    if (!is_shared) return any(stream.position(), a...);
    Array is_above = astype(true, boolean);
    ((is_above = logical_and(is_above, logical_and(a >= 1., is_finite(a)))), ...);
    return cond(is_above, above, any, stream.position(), a...);
  };
  const auto whole = [&](const Stream& stream, const auto&... a) {
    return value(one_gamma, stream, a...).draw;
  };
  return each_element_at_first(key, shape, first, whole, parameters...);
}

Array gamma_values(const Key& key, const Array& concentration, const Shape& shape) {
  const auto value = [](auto drawn, const Stream& stream, const Array& a) {
    return product(drawn(stream, a));
  };
  return each_gamma(key, shape, value, concentration);
}

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
  return with_gradient(gamma_values(key, concentration, shape), concentration,
                       gamma_implicit_gradient);
}

Array log_gamma(const Key& key, const Array& concentration, const Shape& shape) {
  const auto value = [](auto drawn, const Stream& stream, const Array& a) {
    const GammaDraw parts = drawn(stream, a);
    return FirstAttempt{log(parts.base) + parts.log_factor, parts.is_done};
  };
  return with_gradient(each_gamma(key, shape, value, concentration), concentration,
                       log_gamma_derivative);
}

// x / (x + y) of two draws, by the quotient of their factors, as the draws may be too small to be
// held. The derivatives need their logarithms, which are drawn again.
Array beta(const Key& key, const Array& concentration1, const Array& concentration0,
           const Shape& shape) {
  const auto [key_1, key_0] = split<2>(key);
  const auto value = [key_0 = key_0](auto drawn, const Stream& stream, const Array& a,
                                     const Array& b) {
    const auto [odds, is_done] = product(quotient(drawn(stream.of(key_0), b), drawn(stream, a)));
    return FirstAttempt{1. / (1. + odds), is_done};
  };
  const Array x = each_gamma(key_1, shape, value, concentration1, concentration0);
  const auto linked = [&](const Array& a, const Array& b, const Array& drawn) {
    return std::pair(drawn, [=, key_1 = key_1, key_0 = key_0](const Array& cotangent) {
      const Array of_logit = drawn * (1. - drawn) * cotangent;
      return std::tuple(of_logit * log_gamma_derivative(a, log_gamma(key_1, a, shape)),
                        -of_logit * log_gamma_derivative(b, log_gamma(key_0, b, shape)),
                        zeros_like(drawn));
    });
  };
  const auto full_size = [&](const Array& a) { return broadcast_to(astype(a, float64), shape); };
  return astype(custom_gradient(linked)(full_size(concentration1), full_size(concentration0), x),
                dtype_of_draws({concentration1, concentration0}));
}

// Where all of a vector's gamma draws are too small to be held, their logarithms tell the ratios.
Array dirichlet(const Key& key, const Array& concentration, const Shape& shape) {
  constexpr double kSmall = 1e-20;  // draws that matter are normal numbers above it
  const auto linked = [&](const Array& a) {
    const Array draws = gamma_values(key, a, shape);
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
