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
Array Stream::exponential(const Array& index) const { return -log_fraction(uniform(index)); }

Stream::Chance Stream::uniform_and_chance(const Array& index) const {
  const auto [high, low] = words_at(key_, astype(index, uint32), position_);
  const Array first = bitwise_and(low, strong_scalar(std::uint32_t{0xfff}));
  return {uniform_of_bits(high, low), astype(first, float64) * 0x1p-12};
}

Array Stream::whole(const Array& first, const Array& index) const {
  return first + uniform(index) * 0x1p-12;
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
