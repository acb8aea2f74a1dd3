// SPDX-License-Identifier: Apache-2.0
// Implements CRC-64, eight bytes at a time.
#include "aleator/io/checksum.h"

#include <array>
#include <bit>
#include <cstring>

namespace aleator::io {
namespace {

static_assert(std::endian::native == std::endian::little,
              "binary files are written as memory holds numbers, little-endian");

using Table = std::array<std::array<std::uint64_t, 256>, 8>;

/// Row k, entry b: the remainder of byte b followed by k zero bytes.
constexpr Table make_table() {
  constexpr std::uint64_t kPolynomial = 0xC96C5795D7870F42;
  Table table{};
  for (std::uint64_t byte = 0; byte < 256; ++byte) {
    std::uint64_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kPolynomial : 0);
    table[0][byte] = remainder;
  }
  for (std::size_t row = 1; row < 8; ++row) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint64_t last = table[row - 1][byte];
      table[row][byte] = (last >> 8) ^ table[0][last & 255];
    }
  }
  return table;
}

constexpr Table kTable = make_table();

}  // namespace

std::uint64_t crc64(std::string_view bytes, std::uint64_t before) {
  std::uint64_t state = ~before;
  while (bytes.size() >= 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data(), 8);
    word ^= state;
    state = 0;
    for (std::size_t i = 0; i < 8; ++i) state ^= kTable[7 - i][(word >> (8 * i)) & 255];
    bytes.remove_prefix(8);
  }
  for (const char c : bytes)
    state = (state >> 8) ^ kTable[0][(state ^ static_cast<unsigned char>(c)) & 255];
  return ~state;
}

}  // namespace aleator::io
