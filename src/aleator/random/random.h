// SPDX-License-Identifier: Apache-2.0
// Declares random arrays as pure functions of a key.
#pragma once

#include "aleator/random/key.h"

#include <optional>

namespace aleator::random {

/// 32 random bits per element.
Array bits(const Key& key, const Shape& shape);
/// 64 random bits per element.
Array bits64(const Key& key, const Shape& shape);

/// Uniform on the open interval (0, 1): (k + 1/2) 2^-52 (float32: 2^-23), so log and quantile
/// functions are finite.
Array uniform(const Key& key, const Shape& shape, Dtype dtype = float64);
/// Standard normal, in pairs by Box and Muller's method (1958): a draw depends on the key, its
/// position and the number of draws. Tails to 8.5 sd (float32: 5.7).
Array normal(const Key& key, const Shape& shape, Dtype dtype = float64);
/// Standard exponential.
Array exponential(const Key& key, const Shape& shape, Dtype dtype = float64);
/// True with probability `probs`, which broadcasts against shape.
Array bernoulli(const Key& key, const Array& probs, const Shape& shape);
/// Integers in low..high-1; the bias of reducing 64 bits is below (high - low) 2^-64.
Array randint(const Key& key, const Shape& shape, std::int64_t low, std::int64_t high);
/// 1 or -1.
Array rademacher(const Key& key, const Shape& shape, Dtype dtype = float64);

/// Standard Laplace, logistic, Gumbel (largest value) and Cauchy numbers: closed forms of one
/// uniform number each, monotone in it, both tails with all digits.
Array laplace(const Key& key, const Shape& shape, Dtype dtype = float64);
Array logistic(const Key& key, const Shape& shape, Dtype dtype = float64);
Array gumbel(const Key& key, const Shape& shape, Dtype dtype = float64);
Array cauchy(const Key& key, const Shape& shape, Dtype dtype = float64);
/// Standard normal between low and high (low < high, which may be infinite), by the quantile
/// function in the tail: any distance from 0, differentiable in both bounds.
Array truncated_normal(const Key& key, const Array& low, const Array& high, const Shape& shape);

// The draws below are computed in float64 and have the floating dtype of the parameters, which
// broadcast to `shape`. Parameters outside their domain give NaN for that element alone. Continuous
// draws are differentiable in the parameters (implicitly where there is no closed form).

/// Gamma with rate 1: density x^(concentration - 1) exp(-x) / Gamma(concentration). Marsaglia and
/// Tsang (2000), exact for any concentration; draws below the smallest floating number are 0.
Array gamma(const Key& key, const Array& concentration, const Shape& shape);
/// The logarithm of the same draws, for concentrations so small that draws underflow.
Array log_gamma(const Key& key, const Array& concentration, const Shape& shape);
/// Beta: density x^(concentration1 - 1) (1 - x)^(concentration0 - 1) / B.
Array beta(const Key& key, const Array& concentration1, const Array& concentration0,
           const Shape& shape);
/// Points of the simplex; the last axis of concentration and of shape are the coordinates.
Array dirichlet(const Key& key, const Array& concentration, const Shape& shape);
/// Student's t with df degrees of freedom, by Bailey's polar method (1994); infinitely many give
/// normal numbers. Tails hold 2^-53 of the probability in one draw, however heavy they are.
Array student_t(const Key& key, const Array& df, const Shape& shape);
/// Angles in [-pi, pi] with density exp(concentration cos x) / (2 pi I_0(concentration)). Best and
/// Fisher (1979).
Array von_mises(const Key& key, const Array& concentration, const Shape& shape);
/// Points on the unit sphere of R^dimension: shape + [dimension].
Array spherical_uniform(const Key& key, std::int64_t dimension, const Shape& shape,
                        Dtype dtype = float64);

/// Poisson counts with mean `rate`: quantiles of one uniform number each, hence monotone in it.
/// Below rate 10 probabilities are added up, within 1e-15; above, an expansion of the quantile for
/// large rates (Giles 2016, algorithm 955) tells most counts, and the distribution function those
/// that it leaves open. Beyond rate 2^53 counts are those that a double holds.
Array poisson(const Key& key, const Array& rate, const Shape& shape);
/// Failures before the total_count-th success: Poisson with rate Gamma(total_count) exp(logits),
/// where logits are those of a failure.
Array negative_binomial(const Key& key, const Array& total_count, const Array& logits,
                        const Shape& shape);
/// Successes among total_count trials. Sequential inversion where fewer than 10 are expected of the
/// rarer outcome, transformed rejection (Hoermann 1993, BTRS) elsewhere: exact up to rounding,
/// which moves probabilities by a factor of 1 +- 1e-15 sqrt(successes expected).
Array binomial(const Key& key, const Array& total_count, const Array& probs, const Shape& shape);
/// Counts of total_count draws from categories: shape + [num_categories]; probs (last axis:
/// categories) need not add up to 1.
Array multinomial(const Key& key, const Array& total_count, const Array& probs, const Shape& shape);
/// Failures before the first success.
Array geometric(const Key& key, const Array& probs, const Shape& shape);
/// Categories 0..K-1, int64, with probabilities proportional to exp(logits) along its last axis;
/// the axes before it broadcast to shape.
Array categorical(const Key& key, const Array& logits, const Shape& shape);

/// The numbers 0..n-1 in random order.
Array permutation(const Key& key, std::int64_t n);
struct ChoiceOptions {
  bool replace = true;              ///< whether a number may come up again
  std::optional<Array> probs = {};  ///< of the numbers, up to a factor; equal if left out
};
/// `num` of the numbers 0..n-1.
Array choice(const Key& key, std::int64_t n, std::int64_t num, const ChoiceOptions& options = {});

}  // namespace aleator::random
