// SPDX-License-Identifier: Apache-2.0
// Defines Poisson draws, and negative binomial ones, which are mixtures of them.
#include "aleator/random/factorials.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>
#include <numbers>

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

/// rate^k exp(-rate) / k!, without the large terms whose sum is small.
Array density(const Array& k, const Array& rate) {
  const Array m = k + kFactorialShift, inverse = 1. / m, excess = (rate - m) * inverse;
  const Array log_ratio = m * (log1p(excess) - excess) - stirling_error(inverse);
  constexpr double kInverseRoot = std::numbers::inv_sqrtpi * (1 / std::numbers::sqrt2);
  return kInverseRoot * sqrt(inverse) * exp(log_ratio) * rising_ratio(k, rate);
}

struct Rejection {
  Array number, count, is_accepted;
};

/// Hoermann (1993), "The transformed rejection method for generating Poisson random variables",
/// algorithm PTRS.
Array by_rejection(const Stream& stream, const Array& rate) {
  const Array b = 0.931 + 2.53 * sqrt(rate), a = -0.059 + 0.02483 * b;
  const Array alpha = 1. / (1.1239 + 1.1328 / (b - 3.4));
  const auto attempt = [&](const Rejection& s) {
    const Stream::Proposal proposal = stream.proposal(s.number);
    const Array u = proposal.place - 0.5, inverse = 1. / (0.5 - abs(u)), slope = a * inverse;
    const Array k = floor((2. * slope + b) * u + rate + 0.43);
    const Array inverse_hat = alpha * (slope * inverse + b);
    const Array probability = where(k < 0., 0., inverse_hat * density(maximum(k, 0.), rate));
    return Rejection{s.number + 1, k, stream.accepts(s.number, proposal, probability)};
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
