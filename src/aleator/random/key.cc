// SPDX-License-Identifier: Apache-2.0
#include "aleator/random/key.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/random_bits.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <random>

namespace aleator {
namespace {

// Counters of different uses of one key differ in the top bits of their first word.
constexpr std::uint32_t kFoldDomain = 0x80000000u;
constexpr std::uint32_t kSplitDomain = 0x40000000u;

Key derive(const Key& key, const Array& counter_0, const Array& counter_1) {
  const Array words = key.words();
  const auto [x, y] = threefry2x32(reshape(slice_axis(words, 0, 0, 1), {}),
                                   reshape(slice_axis(words, 0, 1, 2), {}), counter_0, counter_1);
  return Key(stack({x, y}));
}

}  // namespace

Key::Key(std::uint64_t seed)
    : words_(array(std::vector<std::uint32_t>{static_cast<std::uint32_t>(seed >> 32),
                                              static_cast<std::uint32_t>(seed)})) {}

Key::Key(const Array& words) : words_(words) {
  if (words.dtype() != uint32 || words.shape() != Shape{2}) {
    throw ShapeError(text("Key: needs uint32[2], got ", words.type(),
                          "; make keys with Key(seed), split or fold_in"));
  }
}

Key fold_in(const Key& key, const Array& data) {
  if (!is_integer(data.dtype()) || data.rank() != 0)
    throw ShapeError(text("fold_in: needs an integer scalar, got ", data.type()));
  const Array bits = astype(data, uint64);
  const Array high = astype(shift_right_logical(bits, 32), uint32);
  // 31 bits of the high word: data beyond 2^63 does not occur as a count.
  return derive(key, bitwise_or(high, strong_scalar(kFoldDomain)),
                astype(bitwise_and(bits, strong_scalar(std::uint64_t{0xffffffff})), uint32));
}

std::vector<Key> split(const Key& key, int num) {
  std::vector<Key> keys;
  for (int i = 0; i < num; ++i)
    keys.push_back(
        derive(key, strong_scalar(kSplitDomain), strong_scalar(static_cast<std::uint32_t>(i))));
  return keys;
}

std::uint64_t entropy_seed() {
  std::random_device device;
  return (static_cast<std::uint64_t>(device()) << 21 | device() >> 11) &
         ((std::uint64_t{1} << 53) - 1);  // exact as a double, so JSON keeps it
}

}  // namespace aleator
