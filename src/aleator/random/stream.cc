// SPDX-License-Identifier: Apache-2.0
#include "aleator/random/stream.h"

#include "aleator/array/ops/random_bits.h"
#include "aleator/array/ops/special.h"
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
Array Stream::normal(const Array& index) const { return ndtri(uniform(index)); }
Array Stream::exponential(const Array& index) const { return -log(uniform(index)); }

Dtype dtype_of_draws(const Arrays& parameters) {
  PromotedDtype joined{boolean, true};
  for (const Array& p : parameters)
    joined = promote(joined.dtype, joined.is_weak, p.dtype(), p.is_weak(), "random");
  return is_floating(joined.dtype) && !joined.is_weak ? joined.dtype : float64;
}

}  // namespace aleator::random
