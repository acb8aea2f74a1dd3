// SPDX-License-Identifier: Apache-2.0
#include "aleator/base/text.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace aleator {
namespace {

template <class T>
void append_number(std::string& out, T value) {
  char digits[64];
  const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
  out.append(digits, end);
}

template <class T>
void append_floating(std::string& out, T value) {
  if (std::isnan(value)) {
    out += "nan";
  } else {
    append_number(out, value);
  }
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  return row.back();
}

}  // namespace

void append_text(std::string& out, std::string_view piece) { out.append(piece); }
void append_text(std::string& out, double value) { append_floating(out, value); }
void append_text(std::string& out, float value) { append_floating(out, value); }
void append_text(std::string& out, bool value) { out += value ? "true" : "false"; }
void append_text(std::string& out, std::int64_t value) { append_number(out, value); }
void append_text(std::string& out, std::uint64_t value) { append_number(out, value); }

std::string join_words(const std::vector<std::string>& words, std::string_view last) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? text(" ", last, " ") : std::string(", ");
    out += words[i];
  }
  return out;
}

std::string nearest_word(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

}  // namespace aleator
