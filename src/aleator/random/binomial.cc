// SPDX-License-Identifier: Apache-2.0
// Defines binomial and multinomial draws.
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/random/factorials.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>

namespace aleator::random {
namespace {

constexpr double kInversionBelow = 10;  // successes expected

struct Inversion {
  Array count, term, cumulative;
};

/// Adds up probabilities until they exceed one uniform number, or change no more.
Array by_inversion(const Stream& stream, const Array& n, const Array& p) {
  const Array u = stream.uniform(0), odds = p / (1. - p), start = exp(n * log1p(-p));
  return while_loop(
             [&](const Inversion& s) {
               return logical_and(logical_and(s.cumulative < u, s.count < n), s.term > 0x1p-54);
             },
             [&](const Inversion& s) {
               const Array count = s.count + 1., term = s.term * odds * (n - s.count) / count;
               return Inversion{count, term, s.cumulative + term};
             },
             Inversion{zeros_like(u), start, start})
      .count;
}

/// The probability of k successes among n up to a factor of n and p. With m = k + 8 successes among
/// n + 16, whose expected number is `mean`, the large terms cancel in the series.
Array relative_density(const Array& k, const Array& n, const Array& p) {
  const Array num = n + 2 * kFactorialShift, mean = num * p, rest = num - mean;
  const Array m = k + kFactorialShift, l = num - m, excess = m - mean;
  const Array inverse = 1. / (m * l), inverse_m = l * inverse, inverse_l = m * inverse;
  const Array x = excess * inverse_m, y = excess * inverse_l;
  const Array log_ratio = m * (log1p(-x) + x) + l * (log1p(y) - y) - stirling_error(inverse_m) -
                          stirling_error(inverse_l);
  return sqrt(inverse) * num * exp(log_ratio) * rising_ratio(k, mean) * rising_ratio(n - k, rest);
}

struct Rejection {
  Array number, count, is_accepted;
};

/// Hoermann (1993), "The generation of binomial random variates", algorithm BTRS, for p <= 1/2.
Array by_rejection(const Stream& stream, const Array& n, const Array& p) {
  const Array spread = sqrt(n * p * (1. - p)), b = 1.15 + 2.53 * spread,
              a = -0.0873 + 0.0248 * b + 0.01 * p, center = n * p + 0.5, mode = floor((n + 1.) * p),
              scale = 1. / ((2.83 + 5.1 / b) * spread * relative_density(mode, n, p));
  const auto attempt = [&](const Rejection& s) {
    const Stream::Proposal proposal = stream.proposal(s.number);
    const Array u = proposal.place - 0.5, inverse = 1. / (0.5 - abs(u)), slope = a * inverse;
    const Array k = floor((2. * slope + b) * u + center);
    const Array is_inside = logical_and(k >= 0., k <= n);
    const Array inverse_hat = scale * (slope * inverse + b);
    const Array density = relative_density(where(is_inside, k, mode), n, p);
    const Array probability = where(is_inside, inverse_hat * density, 0.);
    return Rejection{s.number + 1, k, stream.accepts(s.number, proposal, probability)};
  };
  return while_loop(
             [](const Rejection& s) { return logical_not(s.is_accepted); }, attempt,
             Rejection{strong_scalar(std::int32_t{0}), zeros_like(n), astype(false, boolean)})
      .count;
}

Array one_binomial(const Stream& stream, const Array& total_count, const Array& probs) {
  const Array n = floor(total_count);
  const Array is_valid =
      logical_and(logical_and(n >= 0., is_finite(n)), logical_and(probs >= 0., probs <= 1.));
  const Array is_flipped = probs > 0.5;
  const Array p = where(is_valid, where(is_flipped, 1. - probs, probs), 0.5),
              trials = where(is_valid, n, 1.);
  // Each branch sees parameters of its own kind, also where the other one counts.
  const Array is_few = trials * p < kInversionBelow;
  const Array count = cond(
      is_few,
      [&](const Array& m, const Array& q) { return by_inversion(stream, where(is_few, m, 1.), q); },
      [&](const Array& m, const Array& q) {
        return by_rejection(stream, where(is_few, 40., m), where(is_few, 0.5, q));
      },
      trials, p);
  return where(is_valid, where(is_flipped, n - count, count),
               std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

Array binomial(const Key& key, const Array& total_count, const Array& probs, const Shape& shape) {
  return astype(each_element(key, shape, one_binomial, total_count, probs),
                dtype_of_draws({total_count, probs}));
}

Array multinomial(const Key& key, const Array& total_count, const Array& probs,
                  const Shape& shape) {
  if (probs.rank() == 0)
    throw ShapeError("random::multinomial: probs needs an axis of categories, got a number");
  const std::int64_t num = probs.dim(-1);
  const Array p = stop_gradient(astype(probs, float64));
  // What is left for category k goes there with its share of the probability that is left.
  const Array left = cumulative_sum(p, -1, true);
  const Array share = where(left > 0., minimum(p / where(left > 0., left, 1.), 1.), 0.);
  const auto step = [&](const Array& remaining, const std::pair<Array, Array>& entry) {
    const auto& [k, q] = entry;
    const Array count = binomial(fold_in(key, k), remaining, q, shape);
    return std::pair(remaining - count, count);
  };
  const Array start = broadcast_to(astype(floor(total_count), float64), shape);
  const auto [rest, counts] = scan(
      step, start, std::pair(arange(num - 1), slice_axis(move_axis(share, -1, 0), 0, 0, num - 1)));
  const Array all = concatenate({counts, expand_dims(rest, 0)}, 0);
  return astype(move_axis(all, 0, -1), dtype_of_draws({total_count, probs}));
}

}  // namespace aleator::random
