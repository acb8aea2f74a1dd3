// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/variational/signs.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/random/random.h"

namespace aleator::nn {

Array random_signs(const Key& key, const Shape& shape, Dtype dtype) {
  constexpr std::int64_t kPerWord = 8;
  const std::int64_t n = shape.size();
  const Array words = random::bits(key, {(n + kPerWord - 1) / kPerWord});
  Arrays parts;
  for (int bit = 0; bit < kPerWord; ++bit) {
    const Array is_set = bitwise_and(words, strong_scalar(std::uint32_t{1} << bit)) != 0;
    parts.push_back(astype(where(is_set, 1., -1.), dtype));
  }
  return reshape(slice_axis(concatenate(parts), 0, 0, n), shape);
}

}  // namespace aleator::nn
