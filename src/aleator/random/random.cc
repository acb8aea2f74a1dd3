// SPDX-License-Identifier: Apache-2.0
#include "aleator/random/random.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/random_bits.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/math/special.h"
#include "aleator/random/stream.h"

namespace aleator::random {
namespace {

/// Two words of bits per element; the counter is the element's row-major position.
std::pair<Array, Array> words(const Key& key, const Shape& shape) {
  return words_at(key, strong_scalar(std::uint32_t{0}), positions(shape));
}

Array uniform_float32(const Array& bits) {
  return (astype(shift_right_logical(bits, 9), float32) + 0.5) * 0x1p-23;
}

/// Two uniform numbers for each pair of normal ones. A block of the cipher holds two of float32.
std::pair<Array, Array> uniform_pairs(const Key& key, std::int64_t num_pairs, Dtype dtype) {
  if (dtype == float32) {
    const auto [high, low] = words(key, {num_pairs});
    return {uniform_float32(high), uniform_float32(low)};
  }
  const Array numbers = uniform(key, {2, num_pairs}, dtype);
  return {reshape(slice_axis(numbers, 0, 0, 1), {num_pairs}),
          reshape(slice_axis(numbers, 0, 1, 2), {num_pairs})};
}

}  // namespace

Array bits(const Key& key, const Shape& shape) { return words(key, shape).first; }

Array bits64(const Key& key, const Shape& shape) {
  const auto [high, low] = words(key, shape);
  return bitwise_or(shift_left(astype(high, uint64), 32), astype(low, uint64));
}

Array uniform(const Key& key, const Shape& shape, Dtype dtype) {
  if (dtype == float64) {
    const auto [high, low] = words(key, shape);
    return uniform_of_bits(high, low);
  }
  if (dtype == float32) return uniform_float32(bits(key, shape));
  throw DtypeError(text("random::uniform: needs a floating dtype, got ", dtype));
}

Array normal(const Key& key, const Shape& shape, Dtype dtype) {
  const std::int64_t size = shape.size(), num_pairs = (size + 1) / 2;
  const auto [radial, angular] = uniform_pairs(key, num_pairs, dtype);
  const Array radius = sqrt(-2. * log_fraction(radial)), half_turns = 2. * angular;
  const Array both = concatenate({radius * cospi(half_turns), radius * sinpi(half_turns)}, 0);
  return reshape(slice_axis(both, 0, 0, size), shape);
}

Array exponential(const Key& key, const Shape& shape, Dtype dtype) {
  return -log_fraction(uniform(key, shape, dtype));
}

Array bernoulli(const Key& key, const Array& probs, const Shape& shape) {
  return uniform(key, shape,
                 is_floating(probs.dtype()) && !probs.is_weak() ? probs.dtype() : float64) < probs;
}

Array randint(const Key& key, const Shape& shape, std::int64_t low, std::int64_t high) {
  if (low >= high)
    throw ValueError(text("random::randint: needs low < high, got ", low, " and ", high));
  const Array span =
      strong_scalar(static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low));
  return astype(remainder(bits64(key, shape), span), int64) + strong_scalar(low);
}

}  // namespace aleator::random
