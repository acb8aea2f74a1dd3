// SPDX-License-Identifier: Apache-2.0
// Implements SipHash-2-4 with 128 bits.
#include "aleator/runtime/llvm/hash.h"

#include <bit>
#include <cstring>

namespace aleator::llvm {
namespace {

struct State {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void absorb(std::uint64_t word) {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
  std::uint64_t squeeze() {
    for (int i = 0; i < 4; ++i) round();
    return v0 ^ v1 ^ v2 ^ v3;
  }
};

std::uint64_t load_word(const char* bytes, std::size_t size) {
  std::uint64_t word = 0;
  std::memcpy(&word, bytes, size);
  return word;
}

}  // namespace

Hash128 siphash(std::string_view bytes, Hash128 key) {
  State state{key.low ^ 0x736f6d6570736575, key.high ^ 0x646f72616e646f6d ^ 0xee,
              key.low ^ 0x6c7967656e657261, key.high ^ 0x7465646279746573};
  const std::size_t num_words = bytes.size() / 8;
  for (std::size_t i = 0; i < num_words; ++i) state.absorb(load_word(bytes.data() + 8 * i, 8));
  const std::uint64_t rest = load_word(bytes.data() + 8 * num_words, bytes.size() % 8);
  state.absorb(rest | static_cast<std::uint64_t>(bytes.size()) << 56);
  Hash128 hash;
  state.v2 ^= 0xee;
  hash.low = state.squeeze();
  state.v1 ^= 0xdd;
  hash.high = state.squeeze();
  return hash;
}

std::string Hash128::to_string() const {
  std::string digits;
  for (const std::uint64_t word : {high, low}) {
    for (int shift = 60; shift >= 0; shift -= 4) digits += "0123456789abcdef"[word >> shift & 15];
  }
  return digits;
}

}  // namespace aleator::llvm
