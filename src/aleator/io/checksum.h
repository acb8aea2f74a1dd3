// SPDX-License-Identifier: Apache-2.0
// Defines the checksum of binary files.
#pragma once

#include <cstdint>
#include <string_view>

namespace aleator::io {

/// CRC-64/XZ (ECMA-182's polynomial, reflected) of `bytes` after what `before` is the checksum of.
/// Every change of up to 64 neighbouring bits is noticed, any other one but for 2^-64.
std::uint64_t crc64(std::string_view bytes, std::uint64_t before = 0);

}  // namespace aleator::io
