// SPDX-License-Identifier: Apache-2.0
// Declares SipHash-2-4 with 128 bits, which names and checks what is cached.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace aleator::llvm {

/// Of n different texts two have the same hash with probability n^2 / 2^129: 2^-69 for a billion.
struct Hash128 {
  std::uint64_t low = 0;
  std::uint64_t high = 0;
  friend bool operator==(const Hash128&, const Hash128&) = default;
  /// 32 hexadecimal digits.
  std::string to_string() const;
};

/// Aumasson and Bernstein's function; different keys give independent functions.
Hash128 siphash(std::string_view bytes, Hash128 key);

}  // namespace aleator::llvm
