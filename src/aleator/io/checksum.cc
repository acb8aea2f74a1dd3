// SPDX-License-Identifier: Apache-2.0
// Implements CRC-64, eight bytes at a time.
#include "aleator/io/checksum.h"

#include <bit>
#include <cstring>

namespace aleator::io {
namespace {

static_assert(std::endian::native == std::endian::little,
              "binary files are written as memory holds numbers, little-endian");

struct Table {
  std::uint64_t rows[8][256];
};

/// Row k, entry b: the remainder of byte b followed by k zero bytes.
constexpr Table make_table() {
  constexpr std::uint64_t kPolynomial = 0xC96C5795D7870F42;
  Table table{};
  for (std::uint64_t byte = 0; byte < 256; ++byte) {
    std::uint64_t remainder = byte;
    for (int bit = 0; bit < 8; ++bit)
      remainder = (remainder >> 1) ^ ((remainder & 1) != 0 ? kPolynomial : 0);
    table.rows[0][byte] = remainder;
  }
  for (std::size_t row = 1; row < 8; ++row) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint64_t last = table.rows[row - 1][byte];
      table.rows[row][byte] = (last >> 8) ^ table.rows[0][last & 255];
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
    // Written out: eight independent look-ups, which a compiler may not unroll.
    state = kTable.rows[7][word & 255] ^ kTable.rows[6][(word >> 8) & 255] ^
            kTable.rows[5][(word >> 16) & 255] ^ kTable.rows[4][(word >> 24) & 255] ^
            kTable.rows[3][(word >> 32) & 255] ^ kTable.rows[2][(word >> 40) & 255] ^
            kTable.rows[1][(word >> 48) & 255] ^ kTable.rows[0][word >> 56];
    bytes.remove_prefix(8);
  }
  for (const char c : bytes)
    state = (state >> 8) ^ kTable.rows[0][(state ^ static_cast<unsigned char>(c)) & 255];
  return ~state;
}

}  // namespace aleator::io
