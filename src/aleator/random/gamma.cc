// SPDX-License-Identifier: Apache-2.0
// Defines gamma draws and what is made of them: beta, Dirichlet, Student's t.
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>

namespace aleator::random {
namespace {

/// log(1 + y) - y + y^2/2 - y^3/3.
Array log1p_remainder(const Array& y) {
  Array sum = zeros_like(y);
  for (int k = 12; k >= 4; --k) sum = (k % 2 == 0 ? -1. : 1.) / k + y * sum;
  const Array is_small = abs(y) < 0.05;
  const Array large = where(is_small, 1., y);
  const Array direct =
      log1p(maximum(large, -1 + 0x1p-52)) - large * (1. - large * (0.5 - large / 3.));
  return where(is_small, square(square(y)) * sum, direct);
}

struct Attempt {
  Array number, draw, is_accepted;
};

/// Marsaglia and Tsang (2000), "A simple method for generating gamma variables", for a >= 1. With
/// y = x / sqrt(9 d) the logarithm of the acceptance probability is 3 d (log(1 + y) - y + y^2/2 -
/// y^3/3), which loses nothing however large a is. Uses the numbers from 2 on.
Array above_one(const Stream& stream, const Array& a) {
  const Array d = a - 1. / 3, c = rsqrt(9. * d);
  const auto attempt = [&](const Attempt& s) {
    const Array y = c * stream.normal(s.number), v = 1. + y;
    const Array is_accepted =
        logical_and(v > 0., -stream.exponential(s.number + 1) < 3. * d * log1p_remainder(y));
    return Attempt{s.number + 2, d * v * square(v), is_accepted};
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

GammaDraw draw_gamma(const Key& key, const Array& concentration, const Shape& shape) {
  const auto draw = [](const Stream& stream, const Array& a) {
    const Array is_valid = logical_and(a > 0., is_finite(a)), is_small = a < 1.;
    const Array safe = where(is_valid, a, 1.);
    const Array base = above_one(stream, where(is_small, safe + 1., safe));
    const Array log_factor = cond(
        is_small, [&](const Array& x) { return -stream.exponential(0) / x; },
        [](const Array& x) { return zeros_like(x); }, safe);
    return std::vector<Array>{where(is_valid, base, std::numeric_limits<double>::quiet_NaN()),
                              log_factor};
  };
  const Arrays parts = each_element(key, shape, draw, concentration);
  return {parts[0], parts[1]};
}

/// d log x / d a of a gamma draw. Far in the lower tail P(a, x) is x^a / Gamma(a + 1).
Array log_gamma_derivative(const Array& a, const Array& log_x) {
  const Array is_far = log_x < -40.;
  const Array near = where(is_far, 0., log_x);
  return where(is_far, (digamma(a + 1.) - log_x) / a,
               gamma_implicit_gradient(a, exp(near)) * exp(-near));
}

}  // namespace

Array gamma(const Key& key, const Array& concentration, const Shape& shape) {
  const GammaDraw draw = draw_gamma(key, concentration, shape);
  return with_gradient(draw.base * exp(draw.log_factor), concentration, gamma_implicit_gradient);
}

Array log_gamma(const Key& key, const Array& concentration, const Shape& shape) {
  const GammaDraw draw = draw_gamma(key, concentration, shape);
  return with_gradient(log(draw.base) + draw.log_factor, concentration, log_gamma_derivative);
}

Array beta(const Key& key, const Array& concentration1, const Array& concentration0,
           const Shape& shape) {
  const auto [key_1, key_0] = split<2>(key);
  const Array log_1 = log_gamma(key_1, astype(concentration1, float64), shape),
              log_0 = log_gamma(key_0, astype(concentration0, float64), shape);
  return astype(sigmoid(log_1 - log_0), dtype_of_draws({concentration1, concentration0}));
}

// Ratios of the draws themselves, whose common factor goes first: that of the largest may be too
// small to be held.
Array dirichlet(const Key& key, const Array& concentration, const Shape& shape) {
  const GammaDraw draw = draw_gamma(key, concentration, shape);
  const ReduceOptions last{.axes = {-1}, .keep_dims = true};
  const auto ratios = [&](const Array& a, const Array& base, const Array& log_factor) {
    const Array weights = base * exp(log_factor - max(log_factor, last));
    const Array x = weights / sum(weights, last);
    return std::pair(x, [=](const Array& cotangent) {
      const Array of_log = x * (cotangent - sum(x * cotangent, last));
      return std::tuple(of_log * log_gamma_derivative(a, log(base) + log_factor), zeros_like(base),
                        zeros_like(log_factor));
    });
  };
  const Array a = broadcast_to(astype(concentration, float64), shape);
  return astype(custom_gradient(ratios)(a, draw.base, draw.log_factor),
                dtype_of_draws({concentration}));
}

Array student_t(const Key& key, const Array& df, const Shape& shape) {
  const auto [key_z, key_g] = split<2>(key);
  // Beyond 1e18 degrees of freedom the difference from the normal distribution is below rounding.
  const Array half = 0.5 * minimum(astype(df, float64), 1e18);
  const Array log_ratio = log(half) - log_gamma(key_g, half, shape);
  return astype(normal(key_z, shape) * exp(0.5 * log_ratio), dtype_of_draws({df}));
}

}  // namespace aleator::random
