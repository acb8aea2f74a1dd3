// SPDX-License-Identifier: Apache-2.0
// Defines arrays under names and how a binary file describes them in its header.
#pragma once

#include "aleator/array/array.h"
#include "aleator/io/descriptor.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aleator::io {

/// What is known of an array without its elements.
struct ArraySpec {
  std::string name = {};
  Shape shape = {};
  Dtype dtype = float64;
};

/// The header of a binary file.
struct ArrayList {
  std::vector<ArraySpec> arrays = {};
  std::int64_t num_chains = 1;
  std::string metadata = "{}";  ///< the user's, JSON
};

/// A kind of file: eight bytes that begin it, its name in messages, the function that reads it.
struct FileKind {
  std::string_view magic;
  std::string_view name;
  const char* reader;
};

// A file begins with its magic, the version of the format (uint32), 0x01020304 (uint32, which shows
// the order of bytes), the length of the header's JSON (uint64), the JSON, and the CRC-64 of all
// this.

/// Throws ValueError naming `who` unless names are there and different, dimensions not negative,
/// and metadata is JSON.
void check_list(const char* who, const ArrayList& list);
/// The beginning of a file.
std::string encode_list(const FileKind& kind, const ArrayList& list);

struct DecodedList {
  ArrayList list;
  std::uint64_t size;      ///< bytes of the beginning
  std::uint64_t checksum;  ///< of these bytes, without the checksum itself
};
/// IoError, with what was found, for files of another kind, version or machine, and for those that
/// are cut off or altered here.
DecodedList decode_list(const FileKind& kind, const OpenFile& file);

/// Bytes of `num` times the elements. IoError where that is more than a file can have.
std::uint64_t num_bytes(const ArraySpec& spec, std::uint64_t num, const OpenFile& file);

/// A number as it is in memory, and back.
template <class T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}
std::uint64_t uint64_at(std::string_view bytes, std::size_t offset);
/// Appends the elements in row-major order.
void append_elements(std::string& out, const Array& array);
/// An array of these elements. IoError if a bool is neither 0 nor 1.
Array array_of(const ArraySpec& spec, const Shape& shape, std::string_view elements,
               const OpenFile& file);

}  // namespace aleator::io
