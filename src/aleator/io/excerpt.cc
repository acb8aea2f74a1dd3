// SPDX-License-Identifier: Apache-2.0
// Implements how text from a file is quoted in a message.
#include "aleator/io/excerpt.h"

#include <algorithm>

namespace aleator::io {
namespace {

constexpr std::size_t kMaxCharacters = 40;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Bytes of the printable character at the front; 0 if there is none. Overlong forms and
/// surrogates are not told apart: terminals show them as a replacement character.
std::size_t printable_length(std::string_view rest) {
  const auto first = static_cast<unsigned char>(rest.front());
  if (first < 0x80) return first >= 0x20 && first != 0x7F ? 1 : 0;
  const std::size_t length = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  // 0xC2 0x80 to 0xC2 0x9F are control characters.
  const bool is_control =
      first == 0xC2 && rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xA0;
  if (first < 0xC2 || first > 0xF4 || rest.size() < length || is_control) return 0;
  const std::string_view tail = rest.substr(1, length - 1);
  return std::all_of(tail.begin(), tail.end(), is_continuation) ? length : 0;
}

std::string escaped_byte(char c) {
  constexpr char kDigits[] = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  return {'\\', 'x', kDigits[byte >> 4], kDigits[byte & 15]};
}

}  // namespace

std::string excerpt(std::string_view content) {
  std::string out = "'";
  std::size_t position = 0;
  for (std::size_t count = 0; position < content.size() && count < kMaxCharacters; ++count) {
    const std::size_t length = printable_length(content.substr(position));
    out += length > 0 ? std::string(content.substr(position, length))
                      : escaped_byte(content[position]);
    position += std::max<std::size_t>(length, 1);
  }
  return out + (position < content.size() ? "...'" : "'");
}

std::string trimmed(std::string_view content) {
  const std::size_t first = content.find_first_not_of(" \t");
  if (first == std::string_view::npos) return "";
  return std::string(content.substr(first, content.find_last_not_of(" \t") - first + 1));
}

}  // namespace aleator::io
