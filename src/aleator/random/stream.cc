// SPDX-License-Identifier: Apache-2.0
#include "aleator/random/stream.h"

#include "aleator/array/ops/random_bits.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::random {

Array positions(const Shape& shape) {
  const std::int64_t n = shape.size();
  if (n > (std::int64_t{1} << 32))
    throw ShapeError(text("random: ", shape,
                          " has more than 2^32 elements; fold_in a block number and draw blocks"));
  return reshape(arange(n, uint32), shape);
}

Array uniform_of_bits(const Array& high, const Array& low) {
  const Array bits = bitwise_or(shift_left(astype(high, uint64), 32), astype(low, uint64));
  return (astype(shift_right_logical(bits, 12), float64) + 0.5) * 0x1p-52;
}

std::pair<Array, Array> words_at(const Key& key, const Array& counter, const Array& position) {
  const Array key_0 = reshape(slice_axis(key.words(), 0, 0, 1), {}),
              key_1 = reshape(slice_axis(key.words(), 0, 1, 2), {});
  return threefry2x32(key_0, key_1, counter, position);
}

Array Stream::uniform(const Array& index) const {
  const auto [high, low] = words_at(key_, astype(index, uint32), position_);
  return uniform_of_bits(high, low);
}
Array Stream::exponential(const Array& index) const { return -log(uniform(index)); }

// Box and Muller's method: 52 bits make the radius, 32 the angle. The bits that are left make the
// other number.
Stream::NormalAndUniform Stream::normal_and_uniform(const Array& index) const {
  const Array counter = astype(index, uint32);
  const auto [high, low] = words_at(key_, counter, position_);
  const auto [angular, rest] = words_at(key_, counter + strong_scalar(std::uint32_t{1}), position_);
  const Array radius = sqrt(-2. * log(uniform_of_bits(high, low)));
  const Array half_turns = (astype(angular, float64) + 0.5) * 0x1p-31;
  const Array spare = bitwise_and(low, strong_scalar(std::uint32_t{0xfff}));
  const Array uniform = astype(rest, float64) + (astype(spare, float64) + 0.5) * 0x1p-12;
  return {radius * cospi(half_turns), uniform * 0x1p-32};
}

Stream::Proposal Stream::proposal(const Array& index) const {
  const auto [high, low] = words_at(key_, astype(index, uint32), position_);
  const Array rest = astype(shift_right_logical(low, 24), float64);
  const Array chance = bitwise_and(low, strong_scalar(std::uint32_t{0xffffff}));
  return {(astype(high, float64) + (rest + 0.5) * 0x1p-8) * 0x1p-32,
          astype(chance, float64) * 0x1p-24};
}

Array Stream::accepts(const Array& index, const Proposal& proposal,
                      const Array& probability) const {
  constexpr std::int32_t kFurtherBits = 1 << 28;  // beyond the numbers of any attempt
  const Array is_below = proposal.chance + 0x1p-24 <= probability;
  const Array is_open = logical_and(logical_not(is_below), proposal.chance < probability);
  return cond(
      is_open,
      [&](const Array& i, const Array& chance, const Array& p) {
        return chance + uniform(i + kFurtherBits) * 0x1p-24 < p;
      },
      [](const Array&, const Array& chance, const Array& p) { return chance + 0x1p-24 <= p; },
      astype(index, int32), proposal.chance, probability);
}

Dtype dtype_of_draws(const Arrays& parameters) {
  PromotedDtype joined{boolean, true};
  for (const Array& p : parameters)
    joined = promote(joined.dtype, joined.is_weak, p.dtype(), p.is_weak(), "random");
  return is_floating(joined.dtype) && !joined.is_weak ? joined.dtype : float64;
}

}  // namespace aleator::random
