// SPDX-License-Identifier: Apache-2.0
// Declares the two ways between rows, one for each lane, and elements with all lanes next to each
// other.
#pragma once

#include <cstdint>

namespace aleator::llvm {

/// to[i * width + lane] = rows[lane][i] for all lanes below `width`.
void interleave(const std::uint64_t* const* rows, std::int64_t length, int width,
                std::uint64_t* to);
void interleave(const std::uint32_t* const* rows, std::int64_t length, int width,
                std::uint32_t* to);
void interleave(const std::uint8_t* const* rows, std::int64_t length, int width, std::uint8_t* to);

/// rows[lane][i] = from[i * width + lane] for the first `used` lanes.
void separate(const std::uint64_t* from, std::int64_t length, int width, int used,
              std::uint64_t* const* rows);
void separate(const std::uint32_t* from, std::int64_t length, int width, int used,
              std::uint32_t* const* rows);
void separate(const std::uint8_t* from, std::int64_t length, int width, int used,
              std::uint8_t* const* rows);

}  // namespace aleator::llvm
