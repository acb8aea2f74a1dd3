// SPDX-License-Identifier: Apache-2.0
// Implements the header of binary files.
#include "aleator/io/array_list.h"

#include "aleator/array/buffer.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/checksum.h"

#include <algorithm>
#include <cstring>
#include <limits>
#include <set>

#include <nlohmann/json.hpp>

namespace aleator::io {
namespace {

using nlohmann::json;

constexpr std::uint32_t kVersion = 1;
constexpr std::uint32_t kByteOrder = 0x01020304;
constexpr std::size_t kFixedSize = 24;
constexpr std::uint64_t kLargestFile = std::numeric_limits<std::int64_t>::max();
/// Deeper nesting is not needed, and would let a file exhaust the stack.
constexpr int kDeepestJson = 64;

/// Discarded if the text is not JSON, or nested too deeply.
json parse(std::string_view content) {
  bool is_too_deep = false;
  const auto watch = [&](int depth, json::parse_event_t, json&) {
    is_too_deep = is_too_deep || depth > kDeepestJson;
    return !is_too_deep;
  };
  json value = json::parse(content, watch, false);
  return is_too_deep ? json(json::value_t::discarded) : value;
}

/// Other text cannot stand in JSON.
bool is_utf8(const std::string& name) {
  try {
    json(name).dump();
    return true;
  } catch (const json::exception&) {
    return false;
  }
}

std::string describe(const ArrayList& list) {
  json arrays = json::array();
  for (const ArraySpec& spec : list.arrays) {
    arrays.push_back({{"name", spec.name},
                      {"dtype", std::string(name_of(spec.dtype))},
                      {"shape", spec.shape.dims()}});
  }
  return json{
      {"arrays", arrays}, {"num_chains", list.num_chains}, {"metadata", parse(list.metadata)}}
      .dump();
}

[[noreturn]] void refuse(const FileKind& kind, const OpenFile& file, const std::string& what) {
  throw IoError(text(kind.reader, ": '", file.path(), "' ", what));
}

Dtype dtype_named(const std::string& name) {
  for (const Dtype dtype : kAllDtypes) {
    if (name_of(dtype) == name) return dtype;
  }
  throw ValueError(text("unknown dtype ", name));
}

ArrayList list_of(const json& header) {
  ArrayList list;
  for (const json& entry : header.at("arrays")) {
    list.arrays.push_back({.name = entry.at("name").get<std::string>(),
                           .shape = Shape(entry.at("shape").get<Dims>()),
                           .dtype = dtype_named(entry.at("dtype").get<std::string>())});
  }
  list.num_chains = header.at("num_chains").get<std::int64_t>();
  list.metadata = header.at("metadata").dump();
  return list;
}

void check_fixed(const FileKind& kind, const OpenFile& file, const std::string& fixed) {
  if (std::string_view(fixed).substr(0, kind.magic.size()) != kind.magic)
    refuse(kind, file, text("is not a ", kind.name, " (it does not begin as one)"));
  if (fixed.size() < kFixedSize)
    refuse(kind, file, text("is cut off within its header, after ", fixed.size(), " bytes"));
  std::uint32_t version = 0, order = 0;
  std::memcpy(&version, fixed.data() + 8, 4);
  std::memcpy(&order, fixed.data() + 12, 4);
  if (order != kByteOrder)
    refuse(kind, file, "was written on a machine with another order of bytes, or is altered");
  if (version != kVersion) {
    refuse(kind, file,
           text("has version ", version, " of the format, this library reads version ", kVersion,
                "; use the library that wrote it"));
  }
}

}  // namespace

void check_list(const char* who, const ArrayList& list) {
  std::set<std::string> names;
  for (const ArraySpec& spec : list.arrays) {
    if (spec.name.empty()) throw ValueError(text(who, ": every array must have a name, got ''"));
    if (!names.insert(spec.name).second)
      throw ValueError(text(who, ": names must be different, got '", spec.name, "' twice"));
    if (std::any_of(spec.shape.begin(), spec.shape.end(), [](std::int64_t d) { return d < 0; })) {
      throw ValueError(text(who, ": dimensions must not be negative, got shape ", spec.shape,
                            " of '", spec.name, "'"));
    }
    if (!is_utf8(spec.name))
      throw ValueError(text(who, ": names must be UTF-8, got '", spec.name, "'"));
  }
  if (parse(list.metadata).is_discarded()) {
    throw ValueError(text(who, ": metadata must be JSON, nested at most ", kDeepestJson,
                          " deep, got ", list.metadata.substr(0, 80)));
  }
}

std::string encode_list(const FileKind& kind, const ArrayList& list) {
  const std::string header = describe(list);
  std::string content(kind.magic);
  content += bytes_of(kVersion);
  content += bytes_of(kByteOrder);
  content += bytes_of(static_cast<std::uint64_t>(header.size()));
  content += header;
  content += bytes_of(crc64(content));
  return content;
}

DecodedList decode_list(const FileKind& kind, const OpenFile& file) {
  std::string content = file.read(0, kFixedSize);
  check_fixed(kind, file, content);
  const std::uint64_t length = uint64_at(content, 16), size = file.size();
  if (length > size || kFixedSize + length + 8 > size)
    refuse(kind, file,
           text("is cut off within its header, after ", size, " bytes, or altered there"));
  content = file.read(0, kFixedSize + length + 8);
  const std::string_view checked = std::string_view(content).substr(0, kFixedSize + length);
  const std::uint64_t checksum = crc64(checked);
  if (content.size() != kFixedSize + length + 8 || uint64_at(content, checked.size()) != checksum)
    refuse(kind, file, "is altered: the checksum of its header is wrong");
  // The checksum holds, so that what follows can only fail for files made by hand.
  try {
    DecodedList decoded{list_of(parse(checked.substr(kFixedSize))), content.size(), checksum};
    check_list(kind.reader, decoded.list);
    return decoded;
  } catch (const json::exception& error) {
    refuse(kind, file, text("has a header that cannot be understood (", error.what(), ")"));
  } catch (const ValueError& error) {
    refuse(kind, file, text("has a header that cannot be understood (", error.what(), ")"));
  }
}

std::uint64_t num_bytes(const ArraySpec& spec, std::uint64_t num, const OpenFile& file) {
  std::uint64_t bytes = size_of(spec.dtype);
  bool is_too_large = __builtin_mul_overflow(bytes, num, &bytes);
  for (const std::int64_t d : spec.shape)
    is_too_large |= __builtin_mul_overflow(bytes, static_cast<std::uint64_t>(d), &bytes);
  if (!is_too_large && bytes <= kLargestFile) return bytes;
  throw IoError(text("'", file.path(), "': the array '", spec.name, "' of shape ", spec.shape, ", ",
                     num, " times, is larger than a file can be"));
}

std::uint64_t uint64_at(std::string_view bytes, std::size_t offset) {
  std::uint64_t value = 0;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

void append_elements(std::string& out, const Array& array) {
  const Buffer buffer = array.buffer().dense();
  const std::size_t size = static_cast<std::size_t>(buffer.size()) * size_of(buffer.dtype());
  if (size > 0) out.append(reinterpret_cast<const char*>(buffer.bytes()), size);
}

Array array_of(const ArraySpec& spec, const Shape& shape, std::string_view elements,
               const OpenFile& file) {
  const bool has_bad_truth =
      spec.dtype == boolean &&
      std::any_of(elements.begin(), elements.end(), [](char c) { return c != 0 && c != 1; });
  if (has_bad_truth)
    throw IoError(text("'", file.path(), "': the array '", spec.name,
                       "' has a bool that is neither 0 nor 1"));
  Buffer buffer(spec.dtype, shape);
  if (!elements.empty()) std::memcpy(buffer.mutable_bytes(), elements.data(), elements.size());
  return constant(buffer);
}

}  // namespace aleator::io
