// SPDX-License-Identifier: Apache-2.0
#include "aleator/io/zarr_store.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/file.h"

#include <algorithm>
#include <filesystem>
#include <numeric>

#include <nlohmann/json.hpp>
#include <unistd.h>

namespace aleator::io {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

/// NumPy's name of a dtype in memory.
std::string type_of(Dtype dtype) {
  switch (dtype) {
    case Dtype::float64: return "<f8";
    case Dtype::float32: return "<f4";
    case Dtype::int32: return "<i4";
    case Dtype::int64: return "<i8";
    case Dtype::uint32: return "<u4";
    case Dtype::uint64: return "<u8";
    case Dtype::boolean: return "|b1";
  }
  return "";
}

/// UTF-8 as code points; bytes that are none become U+FFFD.
std::u32string code_points(const std::string& words) {
  std::u32string out;
  for (std::size_t i = 0; i < words.size();) {
    const auto lead = static_cast<unsigned char>(words[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    char32_t code = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    bool is_valid = (lead < 0x80 || lead >= 0xC2) && lead < 0xF5 && i + length <= words.size();
    for (std::size_t k = 1; is_valid && k < length; ++k) {
      const auto next = static_cast<unsigned char>(words[i + k]);
      is_valid = (next & 0xC0u) == 0x80;
      code = (code << 6) | (next & 0x3Fu);
    }
    out.push_back(is_valid ? code : U'\uFFFD');
    i += is_valid ? length : 1;
  }
  return out;
}

/// "3.0.0": the chunk of the entry `first` of the first of `rank` axes.
std::string chunk_name(std::int64_t first, std::size_t rank) {
  if (rank == 0) return "0";
  std::string name = text(first);
  for (std::size_t i = 1; i < rank; ++i) name += ".0";
  return name;
}

void check_name(const std::string& name) {
  const std::string last = name.substr(name.rfind('/') + 1);
  const bool is_bad = last.empty() || last.front() == '.' ||
                      std::count(name.begin(), name.end(), '/') > 1 ||
                      last.find('\0') != std::string::npos;
  if (is_bad)
    throw ValueError(text("write_zarr: '", name, "' cannot be the name of an array in a file"));
}

}  // namespace

ZarrStore::ZarrStore(const std::string& path) : path_(path) {
  while (path_.size() > 1 && path_.back() == '/') path_.pop_back();
  if (fs::exists(path_) && !fs::exists(path_ + "/.zgroup"))
    throw IoError(text("write_zarr: '", path_, "' exists and is no Zarr directory; not replaced"));
  temporary_ = text(path_, ".", ::getpid(), ".partial");
  std::error_code problem;
  fs::remove_all(temporary_, problem);
  if (!fs::create_directories(temporary_, problem))
    throw IoError(text("write_zarr: cannot make '", temporary_, "': ", problem.message()));
}

ZarrStore::~ZarrStore() {
  std::error_code ignored;
  fs::remove_all(temporary_, ignored);
}

void ZarrStore::put(const std::string& key, std::string_view content) {
  write_file(temporary_ + "/" + key, content);
}

void ZarrStore::put_metadata(const std::string& key, const std::string& json) {
  metadata_[key] = json;
  put(key, json);
}

void ZarrStore::group(const std::string& name, const std::string& attributes) {
  const std::string prefix = name.empty() ? "" : name + "/";
  std::error_code problem;
  fs::create_directories(temporary_ + "/" + name, problem);
  put_metadata(prefix + ".zgroup", Json({{"zarr_format", 2}}).dump(2));
  put_metadata(prefix + ".zattrs", attributes);
}

void ZarrStore::describe(const std::string& name, const std::string& type,
                         const std::vector<std::int64_t>& shape,
                         const std::vector<std::string>& dims) {
  check_name(name);
  std::error_code problem;
  fs::create_directories(temporary_ + "/" + name, problem);
  std::vector<std::int64_t> chunks = shape;
  if (chunks.size() > 1) chunks[0] = 1;
  for (std::int64_t& size : chunks) size = std::max<std::int64_t>(1, size);
  const Json description{{"zarr_format", 2}, {"shape", shape},        {"chunks", chunks},
                         {"dtype", type},    {"compressor", nullptr}, {"fill_value", nullptr},
                         {"order", "C"},     {"filters", nullptr}};
  put_metadata(name + "/.zarray", description.dump(2));
  put_metadata(name + "/.zattrs", Json({{"_ARRAY_DIMENSIONS", dims}}).dump(2));
}

void ZarrStore::array(const std::string& name, const Buffer& values,
                      const std::vector<std::string>& dims) {
  const Shape& shape = values.shape();
  std::vector<std::int64_t> sizes(shape.begin(), shape.end());
  describe(name, type_of(values.dtype()), sizes, dims);
  if (values.size() == 0) return;
  const std::int64_t count = sizes.size() > 1 ? sizes[0] : 1;
  const std::string_view all(reinterpret_cast<const char*>(values.bytes()), values.stored_bytes());
  const std::size_t width = all.size() / static_cast<std::size_t>(count);
  for (std::int64_t i = 0; i < count; ++i)
    put(name + "/" + chunk_name(i, sizes.size()),
        all.substr(static_cast<std::size_t>(i) * width, width));
}

void ZarrStore::numbers(const std::string& name, std::int64_t length, const std::string& dim) {
  Buffer values(Dtype::int64, Shape{length});
  std::iota(values.mutable_data<std::int64_t>(), values.mutable_data<std::int64_t>() + length, 0);
  array(name, values, {dim});
}

void ZarrStore::words(const std::string& name, const std::vector<std::string>& words,
                      const std::string& dim) {
  std::vector<std::u32string> codes;
  std::size_t longest = 1;
  for (const std::string& word : words) {
    codes.push_back(code_points(word));
    longest = std::max(longest, codes.back().size());
  }
  std::string content;
  for (std::u32string& word : codes) {
    word.resize(longest);
    content.append(reinterpret_cast<const char*>(word.data()), word.size() * sizeof(char32_t));
  }
  describe(name, text("<U", longest), {static_cast<std::int64_t>(words.size())}, {dim});
  if (!words.empty()) put(name + "/0", content);
}

void ZarrStore::finish() {
  Json all = Json::object();
  for (const auto& [key, json] : metadata_) all[key] = Json::parse(json);
  put(".zmetadata", Json({{"zarr_consolidated_format", 1}, {"metadata", all}}).dump(2));
  const std::string old = text(path_, ".", ::getpid(), ".old");
  std::error_code problem;
  if (fs::exists(path_)) fs::rename(path_, old, problem);
  if (problem) throw IoError(text("write_zarr: cannot replace '", path_, "': ", problem.message()));
  fs::rename(temporary_, path_, problem);
  if (problem && fs::exists(old)) {
    std::error_code ignored;
    fs::rename(old, path_, ignored);
  }
  if (problem) throw IoError(text("write_zarr: cannot write '", path_, "': ", problem.message()));
  fs::remove_all(old, problem);
}

}  // namespace aleator::io
