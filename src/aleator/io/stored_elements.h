// SPDX-License-Identifier: Apache-2.0
// Defines elements as other programs store them: any width and order of bytes.
#pragma once

#include "aleator/array/array.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace aleator::io {

/// How a file of another program stores one element.
struct StoredType {
  enum class Kind { boolean, signed_integer, unsigned_integer, floating, bfloat };
  Kind kind = Kind::floating;
  int size = 8;  ///< bytes: integers 1, 2, 4, 8; floating 2, 4, 8; bool 1; bfloat 2
  bool is_big_endian = false;
};

/// The dtype that holds all of its values: of the widths that arrays do not have, int32 for small
/// integers and float32 for half and bfloat16.
Dtype dtype_for(const StoredType& type);
/// Bytes of an array; nothing if a dimension is negative or a file cannot be so large.
std::optional<std::uint64_t> stored_bytes(const StoredType& type, const Dims& dims);
/// The array of these bytes, of which there must be stored_bytes. A bool is any byte but 0.
Array array_of_stored(const StoredType& type, const Shape& shape, std::string_view bytes);

}  // namespace aleator::io
