// SPDX-License-Identifier: Apache-2.0
// Defines Poisson draws.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

#include <limits>

namespace aleator::random {
namespace {

constexpr double kInversionBelow = 10;  // where rejection becomes cheaper than counting up

struct Inversion {
  Array count, term, cumulative;
};

/// Adds up probabilities until they exceed one uniform number, or change no more: rounding may keep
/// their sum below it.
Array by_inversion(const Key& key, const Array& rate, const Array& is_used) {
  const Array u = uniform(key, {}, float64);
  const Array start = exp(-rate);
  const Inversion end = while_loop(
      [&](const Inversion& s) {
        return logical_and(is_used, logical_and(s.cumulative<u, s.term> 0x1p-54));
      },
      [&](const Inversion& s) {
        const Array count = s.count + 1., term = s.term * rate / count;
        return Inversion{count, term, s.cumulative + term};
      },
      Inversion{zeros_like(u), start, start});
  return end.count;
}

struct Rejection {
  Array attempt, count, is_accepted;
};

/// Hoermann (1993), "The transformed rejection method for generating Poisson random variables",
/// algorithm PTRS.
Array by_rejection(const Key& key, const Array& rate, const Array& is_used) {
  const Array b = 0.931 + 2.53 * sqrt(rate), a = -0.059 + 0.02483 * b;
  const Array inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2.);
  const auto attempt = [&](const Rejection& s) {
    const auto [key_u, key_v] = split<2>(fold_in(key, s.attempt));
    const Array u = uniform(key_u, {}, float64) - 0.5, v = uniform(key_v, {}, float64);
    const Array us = 0.5 - abs(u);
    const Array k = floor((2. * a / us + b) * u + rate + 0.43);
    const Array is_quick = logical_and(us >= 0.07, v <= v_r);
    const Array is_out = logical_or(k < 0., logical_and(us<0.013, v> us));
    const Array log_ratio = log(v * inverse_alpha / (a / square(us) + b));
    const Array is_slow = log_ratio <= k * log(rate) - rate - lgamma(maximum(k, 0.) + 1.);
    const Array is_accepted = logical_or(is_quick, logical_and(logical_not(is_out), is_slow));
    return Rejection{s.attempt + 1, k, is_accepted};
  };
  const Rejection end = while_loop(
      [&](const Rejection& s) { return logical_and(is_used, logical_not(s.is_accepted)); }, attempt,
      Rejection{strong_scalar(std::int64_t{0}), zeros_like(rate), astype(false, boolean)});
  return end.count;
}

Array one_poisson(const Key& key, const Array& rate) {
  const auto [key_small, key_large] = split<2>(key);
  const Array is_valid = logical_and(rate >= 0., is_finite(rate)),
              is_small = rate < kInversionBelow;
  const Array small =
      by_inversion(key_small, where(is_small, rate, 1.), logical_and(is_valid, is_small));
  const Array large = by_rejection(key_large, where(is_small, kInversionBelow, rate),
                                   logical_and(is_valid, logical_not(is_small)));
  return where(is_valid, where(is_small, small, large), std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

Array poisson(const Key& key, const Array& rate, const Shape& shape) {
  const Array rates = astype(reshape(broadcast_to(rate, shape), {shape.size()}), float64);
  if (shape.size() == 0) return zeros(shape, default_dtype(rate.dtype()));
  const auto draw = [&](const Array& element_rate, const Array& i) {
    return one_poisson(fold_in(key, i), stop_gradient(element_rate));
  };
  const Array counts = vmap(draw)(rates, arange(shape.size()));
  return reshape(
      astype(counts, rate.is_weak() || !is_floating(rate.dtype()) ? float64 : rate.dtype()), shape);
}

}  // namespace aleator::random
