// SPDX-License-Identifier: Apache-2.0
// Implements safetensors files: the length of the header (uint64), the header as JSON, padded with
// spaces to a multiple of 8, and the elements of all arrays without gaps.
#include "aleator/io/safetensors.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/array_list.h"
#include "aleator/io/excerpt.h"
#include "aleator/io/file.h"
#include "aleator/io/stored_elements.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace aleator::io {
namespace {

using nlohmann::json;
using nlohmann::ordered_json;
using Kind = StoredType::Kind;

constexpr std::uint64_t kLargestHeader = 100'000'000;  // as the reference implementation has it
constexpr const char* kMetadata = "__metadata__";

struct TypeWord {
  const char* word;
  StoredType type;
};
constexpr TypeWord kTypes[] = {
    {"F64", {Kind::floating, 8}},         {"F32", {Kind::floating, 4}},
    {"F16", {Kind::floating, 2}},         {"BF16", {Kind::bfloat, 2}},
    {"I64", {Kind::signed_integer, 8}},   {"I32", {Kind::signed_integer, 4}},
    {"I16", {Kind::signed_integer, 2}},   {"I8", {Kind::signed_integer, 1}},
    {"U64", {Kind::unsigned_integer, 8}}, {"U32", {Kind::unsigned_integer, 4}},
    {"U16", {Kind::unsigned_integer, 2}}, {"U8", {Kind::unsigned_integer, 1}},
    {"BOOL", {Kind::boolean, 1}}};

const char* word_for(Dtype dtype) {
  for (const TypeWord& entry : kTypes) {
    if (dtype_for(entry.type) == dtype &&
        static_cast<std::size_t>(entry.type.size) == size_of(dtype))
      return entry.word;
  }
  return "";
}

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw IoError(text("load_safetensors: '", path, "' ", what));
}

void check_names(const std::vector<NamedArray>& arrays) {
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const std::string& name = arrays[i].name;
    if (!arrays[i].value.has_value())
      throw ValueError(text("save_safetensors: the array '", name, "' holds no value"));
    if (name == kMetadata)
      throw ValueError(text("save_safetensors: no array may have the name ", kMetadata));
    if (i > 0 && arrays[i - 1].name == name)
      throw ValueError(text("save_safetensors: names must be different, got '", name, "' twice"));
  }
}

/// In the order of names.
std::vector<NamedArray> sorted(std::vector<NamedArray> arrays) {
  std::sort(arrays.begin(), arrays.end(),
            [](const NamedArray& a, const NamedArray& b) { return a.name < b.name; });
  return arrays;
}

/// Wide elements first, so that each array begins at a multiple of its elements' width.
void order_by_width(std::vector<NamedArray>& arrays) {
  std::stable_sort(arrays.begin(), arrays.end(), [](const NamedArray& a, const NamedArray& b) {
    return size_of(a.value.dtype()) > size_of(b.value.dtype());
  });
}

std::string dumped(const ordered_json& header) {
  try {
    return header.dump();
  } catch (const json::exception&) {
    throw ValueError("save_safetensors: names and metadata must be UTF-8");
  }
}

/// One array's entry of the header.
struct Entry {
  std::string name;
  StoredType type;
  Dims dims;
  std::uint64_t begin, end;
};

Entry entry_of(const std::string& path, const std::string& name, const json& value) {
  const std::string word = value.at("dtype").get<std::string>();
  const auto* type = std::find_if(std::begin(kTypes), std::end(kTypes),
                                  [&](const TypeWord& entry) { return word == entry.word; });
  if (type == std::end(kTypes))
    refuse(path, text("has the array ", excerpt(name), " of the unknown type ", excerpt(word)));
  Entry entry{name, type->type, {}, 0, 0};
  for (const json& dim : value.at("shape")) {
    if (!dim.is_number_unsigned() || dim.get<std::uint64_t>() > INT64_MAX)
      refuse(path, text("has the array ", excerpt(name),
                        " with a dimension that is not a whole "
                        "number"));
    entry.dims.push_back(dim.get<std::int64_t>());
  }
  const json& offsets = value.at("data_offsets");
  if (offsets.size() != 2 || !offsets[0].is_number_unsigned() || !offsets[1].is_number_unsigned())
    refuse(path, text("has the array ", excerpt(name), " without two data_offsets"));
  entry.begin = offsets[0].get<std::uint64_t>();
  entry.end = offsets[1].get<std::uint64_t>();
  return entry;
}

/// The elements of all arrays must lie one after the other and fill the file.
void check_places(const std::string& path, std::vector<Entry> entries, std::uint64_t size) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) {
    return std::pair(a.begin, a.end) < std::pair(b.begin, b.end);
  });
  std::uint64_t at = 0;
  for (const Entry& entry : entries) {
    const auto bytes = stored_bytes(entry.type, entry.dims);
    if (entry.begin != at || entry.end < at || !bytes || entry.end - entry.begin != *bytes)
      refuse(path, text("has the array ", excerpt(entry.name), " of shape ", Shape(entry.dims),
                        " at the bytes ", entry.begin, " to ", entry.end,
                        ", which does not fit its size or the arrays before it"));
    at = entry.end;
  }
  if (at != size)
    refuse(path, text("must have ", at, " bytes of elements, got ", size,
                      size < at ? ": it is cut off" : ": it is altered"));
}

json header_of(const OpenFile& file, std::uint64_t length) {
  const std::string content = file.read(8, length);
  if (!content.starts_with('{'))
    refuse(file.path(), "is not a safetensors file (its header does not begin with '{')");
  // Arrays lie two levels deep, and their shapes three.
  bool is_deep = false;
  const auto watch = [&](int depth, json::parse_event_t, json&) {
    is_deep = is_deep || depth > 4;
    return !is_deep;
  };
  json header = json::parse(content, watch, false);
  if (is_deep || !header.is_object())
    refuse(file.path(), "is not a safetensors file, or altered: its header is not JSON");
  return header;
}

}  // namespace

void save_safetensors(const std::string& path, const Safetensors& content) {
  std::vector<NamedArray> arrays = sorted(content.arrays);
  check_names(arrays);
  order_by_width(arrays);
  ordered_json header = ordered_json::object();
  for (const auto& [name, value] : content.metadata) header[kMetadata][name] = value;
  std::string elements;
  for (const NamedArray& array : arrays) {
    const std::size_t begin = elements.size();
    append_elements(elements, array.value);
    header[array.name] = {{"dtype", word_for(array.value.dtype())},
                          {"shape", array.value.shape().dims()},
                          {"data_offsets", {begin, elements.size()}}};
  }
  std::string head = dumped(header);
  head.resize((head.size() + 7) / 8 * 8, ' ');
  write_file(path, text(bytes_of(static_cast<std::uint64_t>(head.size())), head, elements));
}

Safetensors load_safetensors(const std::string& path) {
  const OpenFile file("load_safetensors", path, OpenFile::Mode::Read);
  const std::string fixed = file.read(0, 8);
  const std::uint64_t length = fixed.size() == 8 ? uint64_at(fixed, 0) : 0, size = file.size();
  if (length == 0 || length > kLargestHeader || length > size - 8)
    refuse(path, "is not a safetensors file, or cut off within its header");
  Safetensors result;
  std::vector<Entry> entries;
  try {
    const json header = header_of(file, length);
    for (const auto& [name, value] : header.items()) {
      if (name != kMetadata) {
        entries.push_back(entry_of(path, name, value));
        continue;
      }
      for (const auto& [key, word] : value.items())
        result.metadata.emplace_back(key, word.get<std::string>());
    }
  } catch (const json::exception& error) {
    refuse(path, text("has a header that cannot be understood (", error.what(), ")"));
  }
  check_places(path, entries, size - 8 - length);
  for (const Entry& entry : entries) {
    const std::string bytes = file.read(8 + length + entry.begin, entry.end - entry.begin);
    if (bytes.size() != entry.end - entry.begin) refuse(path, "is cut off");
    result.arrays.push_back({entry.name, array_of_stored(entry.type, Shape(entry.dims), bytes)});
  }
  return result;
}

}  // namespace aleator::io
