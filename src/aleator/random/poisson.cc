// SPDX-License-Identifier: Apache-2.0
// Defines Poisson draws, and negative binomial ones, which are mixtures of them.
#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>

namespace aleator::random {
namespace {

constexpr double kInversionBelow = 10;  // where rejection becomes cheaper than counting up

struct Inversion {
  Array count, term, cumulative;
};

/// Adds up probabilities until they exceed one uniform number, or change no more: rounding may keep
/// their sum below it.
Array by_inversion(const Stream& stream, const Array& rate) {
  const Array u = stream.uniform(0), start = exp(-rate);
  return while_loop(
             [&](const Inversion& s) { return logical_and(s.cumulative<u, s.term> 0x1p-54); },
             [&](const Inversion& s) {
               const Array count = s.count + 1., term = s.term * rate / count;
               return Inversion{count, term, s.cumulative + term};
             },
             Inversion{zeros_like(u), start, start})
      .count;
}

struct Rejection {
  Array number, count, is_accepted;
};

/// Hoermann (1993), "The transformed rejection method for generating Poisson random variables",
/// algorithm PTRS.
Array by_rejection(const Stream& stream, const Array& rate) {
  const Array b = 0.931 + 2.53 * sqrt(rate), a = -0.059 + 0.02483 * b;
  const Array inverse_alpha = 1.1239 + 1.1328 / (b - 3.4), v_r = 0.9277 - 3.6224 / (b - 2.);
  const Array log_rate = log(rate);
  const auto attempt = [&](const Rejection& s) {
    const Array u = stream.uniform(s.number) - 0.5, v = stream.uniform(s.number + 1);
    const Array us = 0.5 - abs(u);
    const Array k = floor((2. * a / us + b) * u + rate + 0.43);
    const Array is_quick = logical_and(us >= 0.07, v <= v_r);
    const Array is_out = logical_or(k < 0., logical_and(us<0.013, v> us));
    const Array log_ratio = log(v * inverse_alpha / (a / square(us) + b));
    const Array is_slow = log_ratio <= k * log_rate - rate - lgamma(maximum(k, 0.) + 1.);
    return Rejection{s.number + 2, k,
                     logical_or(is_quick, logical_and(logical_not(is_out), is_slow))};
  };
  return while_loop(
             [](const Rejection& s) { return logical_not(s.is_accepted); }, attempt,
             Rejection{strong_scalar(std::int32_t{0}), zeros_like(rate), astype(false, boolean)})
      .count;
}

Array one_poisson(const Stream& stream, const Array& rate) {
  const Array is_valid = logical_and(rate >= 0., is_finite(rate));
  const Array safe = where(is_valid, rate, 1.);
  // Each branch sees rates of its own kind, also where the other one counts.
  const Array count = cond(
      safe < kInversionBelow,
      [&](const Array& r) { return by_inversion(stream, minimum(r, kInversionBelow)); },
      [&](const Array& r) { return by_rejection(stream, maximum(r, kInversionBelow)); }, safe);
  return where(is_valid, count, std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

Array poisson(const Key& key, const Array& rate, const Shape& shape) {
  return astype(each_element(key, shape, one_poisson, rate), dtype_of_draws({rate}));
}

Array negative_binomial(const Key& key, const Array& total_count, const Array& logits,
                        const Shape& shape) {
  const auto [key_rate, key_count] = split<2>(key);
  const Array log_rate = log_gamma(key_rate, astype(total_count, float64), shape) + logits;
  return astype(poisson(key_count, exp(stop_gradient(log_rate)), shape),
                dtype_of_draws({total_count, logits}));
}

}  // namespace aleator::random
