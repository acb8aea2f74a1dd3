// SPDX-License-Identifier: Apache-2.0
#include "aleator/random/poisson_quantile.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/random_bits.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"

#include <iterator>
#include <limits>

namespace aleator::random {
namespace {

constexpr double kExpansionFrom = 10;      // rates of the expansion of quantiles
constexpr std::size_t kNumTabulated = 16;  // counts that are looked for first

struct Inversion {
  Array count, term, cumulative;
};

/// Adds up probabilities until they exceed one uniform number, or change no more: rounding may keep
/// their sum below it.
Array by_inversion(const Array& u, const Array& rate) {
  const Array start = exp(-rate);
  return while_loop(
             [&](const Inversion& s) { return logical_and(s.cumulative<u, s.term> 0x1p-54); },
             [&](const Inversion& s) {
               const Array count = s.count + 1., term = s.term * rate / count;
               return Inversion{count, term, s.cumulative + term};
             },
             Inversion{zeros_like(u), start, start})
      .count;
}

/// ndtri(u) within 2e-8 where it is below 4, else NaN. The coefficients are those of
/// tools/fit_normal_quantile.py.
Array rough_normal_quantile(const Array& u) {
  constexpr double kLength = 9;
  constexpr double kCoefficients[] = {
      2.7876025096849344,     1.4066603511178628,    -0.2109888796524627,   -0.00044643480445858905,
      0.047851196701537785,   -0.0348072001339326,   0.010644913676200261,  0.003275522020540116,
      -0.005891292265679569,  0.002820714243326611,  0.0005385229147079715, -0.0010695191258597862,
      0.00011721544062609074, 0.00012660214254149452};
  const Array h = 2. * u - 1., t = -log_fraction(1. - square(h)), s = t * (2 / kLength) - 1.;
  Array ratio = zeros_like(s);
  for (auto c = std::rbegin(kCoefficients); c != std::rend(kCoefficients); ++c)
    ratio = ratio * s + *c;
  return where(t < kLength, h * ratio, std::numeric_limits<double>::quiet_NaN());
}
constexpr double kRoughError = 2e-8;

/// The quantile of a Poisson variable by its expansion for large rates (Giles 2016, "Algorithm 955:
/// approximation of the inverse Poisson cumulative distribution function"): its floor is the count.
struct Quantile {
  Array whole, rest;  ///< the quantile is their sum; the first one is a count
  Array error;        ///< more than that of the sum; NaN or infinite where nothing is known
};

/// From w, the normal quantile of the same probability, within `error`.
Quantile expanded_quantile(const Array& w, double error, const Array& rate) {
  const Array square_w = square(w), inverse = 1. / rate, root = sqrt(rate), whole = floor(rate);
  const Array first = 1. / 3 + square_w * (1. / 6);
  const Array second = -w * (1. / 36 + square_w * (1. / 72)) * (root * inverse);
  const Array third = (-8. / 405 + square_w * (7. / 810 + square_w * (1. / 270))) * inverse;
  const Array rest = (rate - whole) + (root * w + (first + (second + third)));
  // For rates from 10 and |w| < 4.5 the terms left out are below 4/5 of the first part. The second
  // one has what w is off and rounding, which is below 2^-49 of the deviation.
  const Array left_out = (0.025 + 0.0012 * square_w * square(square_w)) * inverse * root * inverse;
  const Array of_sum = left_out + (4 * error) * root + 0x1p-48 * (root * abs(w) + 1.);
  return {whole, rest, where(abs(w) < 4.5, of_sum, 1.)};
}

/// The count, and whether it is certain.
Arrays counted(const Quantile& x) {
  const Array k = floor(x.rest), above = x.rest - k;
  return {x.whole + k, minimum(above, 1. - above) > x.error};
}

/// The smallest k with P(X <= k) >= u, from `start` on in steps of one. The smaller tail tells, so
/// that it has all digits.
Array by_steps(const Array& start, const Array& u, const Array& rate) {
  const Array is_low = u < 0.5, tail = where(is_low, u, 1. - u);
  const auto is_enough = [&](const Array& k) {
    return cond(
        is_low, [](const Array& at, const Array& r, const Array& p) { return igammac(at, r) >= p; },
        [](const Array& at, const Array& r, const Array& p) { return igamma(at, r) <= p; }, k + 1.,
        rate, tail);
  };
  const Array risen = while_loop([&](const Array& k) { return logical_not(is_enough(k)); },
                                 [](const Array& k) { return k + 1.; }, maximum(start, 0.));
  return while_loop(
      [&](const Array& k) { return logical_and(k > 0., is_enough(maximum(k - 1., 0.))); },
      [](const Array& k) { return k - 1.; }, risen);
}

/// Beyond it no count is looked at again: rounding moves what is floored by less than 1e-7.
constexpr double kNoStepsFrom = 0x1p40;

Array by_quantile(const Array& u, const Array& rate) {
  const Arrays found = counted(expanded_quantile(ndtri(u), 0, rate));
  const Array is_open = logical_and(logical_not(found[1]), rate < kNoStepsFrom);
  return seldom(
      is_open,
      [](const Array& k, const Array& v, const Array& r) {
        return by_steps(k, v, minimum(r, kNoStepsFrom));
      },
      found[0], u, rate);
}

Array from_table(const Array& u, const Arrays& table) {
  Array count = zeros_like(u);
  for (const Array& p : table) count = count + where(p < u, 1., 0.);
  return count;
}

}  // namespace

Arrays poisson_table(const Array& rate) {
  Array term = exp(-minimum(rate, kExpansionFrom));
  Arrays all{term};
  for (std::size_t k = 1; k < kNumTabulated; ++k) {
    term = term * (minimum(rate, kExpansionFrom) * (1. / static_cast<double>(k)));
    all.push_back(all.back() + term);
  }
  return all;
}

FirstAttempt likely_poisson_quantile(const Array& u, const Array& rate, const Arrays& table) {
  const Arrays found = cond(
      rate < kExpansionFrom,
      [&](const Array& v, const Array& r) {
        const Array k = from_table(v, table.empty() ? poisson_table(r) : table);
        return Arrays{k, k < static_cast<double>(kNumTabulated)};
      },
      [](const Array& v, const Array& r) {
        return counted(
            expanded_quantile(rough_normal_quantile(v), kRoughError, maximum(r, kExpansionFrom)));
      },
      u, rate);
  return {found[0], found[1]};
}

// Each branch sees rates of its own kind, also where the other one counts.
Array poisson_quantile(const Array& u, const Array& rate) {
  return cond(
      rate < kExpansionFrom,
      [](const Array& v, const Array& r) { return by_inversion(v, minimum(r, kExpansionFrom)); },
      [](const Array& v, const Array& r) { return by_quantile(v, maximum(r, kExpansionFrom)); }, u,
      rate);
}

}  // namespace aleator::random
