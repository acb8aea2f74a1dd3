// SPDX-License-Identifier: Apache-2.0
// Declares random arrays as pure functions of a key.
#pragma once

#include "aleator/random/key.h"

namespace aleator::random {

/// 32 random bits per element.
Array bits(const Key& key, const Shape& shape);
/// 64 random bits per element.
Array bits64(const Key& key, const Shape& shape);

/// Uniform on the open interval (0, 1): (k + 1/2) 2^-52 (float32: 2^-23), so log and quantile
/// functions are finite.
Array uniform(const Key& key, const Shape& shape, Dtype dtype = float64);
/// Standard normal, by the quantile function: one uniform number per draw, monotone in it, tails
/// to 8.2 sd (float32: 5.3).
Array normal(const Key& key, const Shape& shape, Dtype dtype = float64);
/// Standard exponential.
Array exponential(const Key& key, const Shape& shape, Dtype dtype = float64);
/// True with probability `probs`, which broadcasts against shape.
Array bernoulli(const Key& key, const Array& probs, const Shape& shape);
/// Integers in low..high-1; the bias of reducing 64 bits is below (high - low) 2^-64.
Array randint(const Key& key, const Shape& shape, std::int64_t low, std::int64_t high);
/// Poisson counts with mean `rate`, which broadcasts against shape; dtype of rate. Sequential
/// inversion below rate 10, transformed rejection (Hoermann 1993, PTRS) above: exact up to
/// rounding, which moves probabilities by about 1e-4 at rate 1e10 and makes draws unusable beyond
/// 1e13. NaN for a rate that is negative or not finite.
Array poisson(const Key& key, const Array& rate, const Shape& shape);

}  // namespace aleator::random
