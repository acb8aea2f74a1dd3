// SPDX-License-Identifier: Apache-2.0
#include "aleator/io/idx.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/descriptor.h"
#include "aleator/io/stored_elements.h"

namespace aleator::io {
namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw IoError(text("load_idx: '", path, "' ", what));
}

std::int64_t byte_at(const std::string& bytes, std::size_t i) {
  return static_cast<unsigned char>(bytes[i]);
}

std::optional<StoredType> type_of_code(std::int64_t code) {
  using Kind = StoredType::Kind;
  switch (code) {
    case 0x08: return StoredType{Kind::unsigned_integer, 1, true};
    case 0x09: return StoredType{Kind::signed_integer, 1, true};
    case 0x0B: return StoredType{Kind::signed_integer, 2, true};
    case 0x0C: return StoredType{Kind::signed_integer, 4, true};
    case 0x0D: return StoredType{Kind::floating, 4, true};
    case 0x0E: return StoredType{Kind::floating, 8, true};
    default: return {};
  }
}

}  // namespace

// Two zeros, the code of the type, the number of axes; their lengths, four bytes each, the most
// significant first; the elements.
Array load_idx(const std::string& path) {
  const OpenFile file("load_idx", path, OpenFile::Mode::Read);
  const std::string begin = file.read(0, 4);
  if (begin.starts_with("\x1F\x8B")) refuse(path, "is compressed; unpack it with gunzip first");
  const auto type = begin.size() == 4 ? type_of_code(byte_at(begin, 2)) : std::nullopt;
  if (!type || byte_at(begin, 0) != 0 || byte_at(begin, 1) != 0)
    refuse(path, "is not an IDX file (it does not begin as one)");
  const auto rank = static_cast<std::size_t>(byte_at(begin, 3));
  const std::string lengths = file.read(4, 4 * rank);
  if (lengths.size() < 4 * rank) refuse(path, "is cut off within its header");
  Dims dims;
  for (std::size_t i = 0; i < 4 * rank; i += 4)
    dims.push_back(byte_at(lengths, i) << 24 | byte_at(lengths, i + 1) << 16 |
                   byte_at(lengths, i + 2) << 8 | byte_at(lengths, i + 3));
  const std::uint64_t offset = 4 + 4 * rank, given = file.size() - offset;
  const auto expected = stored_bytes(*type, dims);
  if (!expected || *expected != given)
    refuse(path, text("has ", given, " bytes of elements, not those of its shape ", Shape(dims),
                      expected && *expected < given ? ": it is altered" : ": it is cut off"));
  return array_of_stored(*type, Shape(dims), file.read(offset, *expected));
}

}  // namespace aleator::io
