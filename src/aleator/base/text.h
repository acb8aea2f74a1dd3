// SPDX-License-Identifier: Apache-2.0
// Defines text(), which builds messages from their pieces.
#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aleator {

void append_text(std::string& out, std::string_view piece);
void append_text(std::string& out, double value);  ///< shortest form that reads back exactly
void append_text(std::string& out, float value);
void append_text(std::string& out, bool value);
void append_text(std::string& out, std::int64_t value);
void append_text(std::string& out, std::uint64_t value);

inline void append_text(std::string& out, const char* piece) {
  append_text(out, std::string_view(piece));
}
inline void append_text(std::string& out, char piece) { out.push_back(piece); }
inline void append_text(std::string& out, const std::string& piece) { out += piece; }

template <std::signed_integral T>
requires(!std::same_as<T, std::int64_t> &&
         !std::same_as<T, char>) void append_text(std::string& out, T value) {
  append_text(out, static_cast<std::int64_t>(value));
}
template <std::unsigned_integral T>
requires(!std::same_as<T, std::uint64_t> && !std::same_as<T, bool> &&
         !std::same_as<T, char>) void append_text(std::string& out, T value) {
  append_text(out, static_cast<std::uint64_t>(value));
}

/// Anything with a member `std::string to_string() const`.
template <class T>
requires requires(const T& value) {
  { value.to_string() } -> std::convertible_to<std::string>;
}
void append_text(std::string& out, const T& value) { out += value.to_string(); }

template <class T>
void append_text(std::string& out, const std::vector<T>& values) {
  out.push_back('[');
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) out += ", ";
    append_text(out, T(values[i]));
  }
  out.push_back(']');
}

/// Concatenates its arguments: text("take: index ", 85, " is outside 0..", 84).
template <class... Pieces>
std::string text(const Pieces&... pieces) {
  std::string out;
  (append_text(out, pieces), ...);
  return out;
}

/// "a, b and c": a list as a sentence wants it.
std::string join_words(const std::vector<std::string>& words, std::string_view last = "and");

/// The candidate closest to `word` by edit distance, or "" when none is near: for "did you mean".
std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates);

}  // namespace aleator
