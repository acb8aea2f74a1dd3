// SPDX-License-Identifier: Apache-2.0
#include "aleator/io/npy.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/array_list.h"
#include "aleator/io/excerpt.h"
#include "aleator/io/file.h"
#include "aleator/io/stored_elements.h"

#include <charconv>
#include <cstring>

namespace aleator::io {
namespace {

constexpr std::string_view kMagic = "\x93NUMPY";
constexpr std::size_t kLargestHeader = 1 << 16;

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw IoError(text("load_npy: '", path, "' ", what));
}

struct Header {
  StoredType type;
  bool is_column_major = false;
  Dims dims;
};

/// Reads the dictionary {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }.
class HeaderReader {
 public:
  HeaderReader(std::string_view content, const std::string& path) : rest_(content), path_(path) {}

  Header read() {
    expect('{');
    bool has_descr = false, has_order = false, has_shape = false;
    while (!takes('}')) {
      const std::string_view key = quoted();
      expect(':');
      if (key == "descr") has_descr = read_type();
      else if (key == "fortran_order") has_order = read_order();
      else if (key == "shape") has_shape = read_shape();
      else fail(text("an unknown key ", excerpt(key)));
      if (!takes(',') && !at('}')) fail("no comma between its entries");
    }
    if (!has_descr || !has_order || !has_shape) fail("not all of descr, fortran_order and shape");
    return header_;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    refuse(path_, text("has a header with ", what));
  }
  bool at(char c) {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n')) rest_.remove_prefix(1);
    return !rest_.empty() && rest_[0] == c;
  }
  bool takes(char c) {
    const bool is_there = at(c);
    if (is_there) rest_.remove_prefix(1);
    return is_there;
  }
  void expect(char c) {
    if (!takes(c)) fail(text("no '", c, "' where one is required"));
  }
  std::string_view quoted() {
    const char quote = at('"') ? '"' : '\'';
    expect(quote);
    const std::size_t end = rest_.find(quote);
    if (end == std::string_view::npos) fail("text without an end");
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return word;
  }
  bool read_type() {
    using Kind = StoredType::Kind;
    if (at('[')) fail("a record type: only arrays of numbers and bools can be read");
    const std::string_view word = quoted();
    const auto refuse_type = [&] {
      fail(text("the type ", excerpt(word), ": only numbers and bools can be read"));
    };
    if (word.size() != 3 || std::string_view("<>|=").find(word[0]) == std::string_view::npos)
      refuse_type();
    const int size = word[2] - '0';
    const bool is_width = size == 1 || size == 2 || size == 4 || size == 8;
    Kind kind = Kind::floating;
    if (word[1] == 'b' && size == 1) kind = Kind::boolean;
    else if (word[1] == 'i' && is_width) kind = Kind::signed_integer;
    else if (word[1] == 'u' && is_width) kind = Kind::unsigned_integer;
    else if (word[1] != 'f' || !is_width || size == 1) refuse_type();
    header_.type = {.kind = kind, .size = size, .is_big_endian = word[0] == '>'};
    return true;
  }
  bool read_order() {
    at(' ');
    for (const auto& [word, value] : {std::pair("True", true), {"False", false}}) {
      if (!rest_.starts_with(word)) continue;
      rest_.remove_prefix(std::strlen(word));
      header_.is_column_major = value;
      return true;
    }
    fail("a fortran_order that is neither True nor False");
  }
  bool read_shape() {
    expect('(');
    header_.dims.clear();
    while (!takes(')')) {
      at(' ');
      std::int64_t dim = 0;
      const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), dim);
      if (error != std::errc() || dim < 0) fail("a dimension that is not a whole number");
      rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
      header_.dims.push_back(dim);
      if (!takes(',') && !at(')')) fail("no comma between dimensions");
    }
    return true;
  }

  std::string_view rest_;
  const std::string& path_;
  Header header_;
};

/// Where the header's text begins, and how long it is.
struct Place {
  std::size_t begin, size;
};

Place header_place(const OpenFile& file) {
  const std::string fixed = file.read(0, 12);
  if (!std::string_view(fixed).starts_with(kMagic))
    refuse(file.path(), "is not an npy file (it does not begin as one)");
  if (fixed.size() < 12) refuse(file.path(), "is cut off within its header");
  const auto byte = [&](std::size_t i) {
    return std::size_t{static_cast<unsigned char>(fixed[i])};
  };
  const std::size_t version = byte(6);
  if (version < 1 || version > 3)
    refuse(file.path(), text("has version ", version, " of the format, known are 1 to 3"));
  if (version == 1) return {10, byte(8) | byte(9) << 8};
  return {12, byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24};
}

std::string type_word(Dtype dtype) {
  const char kind = is_boolean(dtype)    ? 'b'
                    : is_floating(dtype) ? 'f'
                    : is_unsigned(dtype) ? 'u'
                                         : 'i';
  return text(is_boolean(dtype) ? '|' : '<', kind, size_of(dtype));
}

}  // namespace

Array load_npy(const std::string& path) {
  const OpenFile file("load_npy", path, OpenFile::Mode::Read);
  const Place place = header_place(file);
  if (place.size > kLargestHeader)
    refuse(path, text("has a header of ", place.size, " bytes, more than an array's can be"));
  const std::string content = file.read(place.begin, place.size);
  if (content.size() < place.size) refuse(path, "is cut off within its header");
  const Header header = HeaderReader(content, path).read();
  const auto expected = stored_bytes(header.type, header.dims);
  const std::uint64_t given = file.size() - place.begin - place.size;
  if (!expected || *expected > given)
    refuse(path, text("is cut off: its shape ", Shape(header.dims), " needs more than the ", given,
                      " bytes of elements that there are"));
  const std::string bytes = file.read(place.begin + place.size, *expected);
  if (bytes.size() < *expected) refuse(path, "is cut off");
  if (!header.is_column_major) return array_of_stored(header.type, Shape(header.dims), bytes);
  const Dims reversed(header.dims.rbegin(), header.dims.rend());
  return transpose(array_of_stored(header.type, Shape(reversed), bytes));
}

void save_npy(const std::string& path, const Array& array) {
  std::string shape;
  for (const std::int64_t dim : array.shape()) shape += text(dim, ", ");
  if (array.rank() > 1) shape.resize(shape.size() - 2);
  else if (array.rank() == 1) shape.resize(shape.size() - 1);
  std::string header = text("{'descr': '", type_word(array.dtype()),
                            "', 'fortran_order': False, 'shape': (", shape, "), }");
  // Elements begin at a multiple of 64 bytes.
  header.resize((header.size() + 11 + 63) / 64 * 64 - 11, ' ');
  header += '\n';
  std::string content = text(kMagic, '\x01', '\0', static_cast<char>(header.size() & 0xFF),
                             static_cast<char>(header.size() >> 8), header);
  append_elements(content, array);
  write_file(path, content);
}

}  // namespace aleator::io
