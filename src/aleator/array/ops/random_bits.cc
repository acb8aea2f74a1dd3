// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/random_bits.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/graph/primitives.h"

namespace aleator {

std::pair<Array, Array> threefry2x32(const Array& key_0, const Array& key_1, const Array& counter_0,
                                     const Array& counter_1) {
  Arrays words = broadcast_arrays({key_0, key_1, counter_0, counter_1});
  for (Array& word : words) word = astype(word, uint32);
  const Arrays bits = apply_all(kThreefry2x32, words);
  return {bits[0], bits[1]};
}

Array log_fraction(const Array& u) { return apply(kLogFraction, {u}); }

}  // namespace aleator
