// SPDX-License-Identifier: Apache-2.0
// Implements the parser of comma-separated text.
#include "aleator/io/csv_parser.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/excerpt.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace aleator::io {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string plural(std::size_t count, const char* noun) {
  return text(count, " ", noun, count == 1 ? "" : "s");
}

/// Without the byte order mark in front and the blank lines at the end.
std::string_view trimmed_content(std::string_view content) {
  if (content.substr(0, kByteOrderMark.size()) == kByteOrderMark) {
    content.remove_prefix(kByteOrderMark.size());
  }
  const std::size_t last = content.find_last_not_of("\r\n");
  return content.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

CsvParser::CsvParser(std::string_view content, const std::string& source, CsvOptions options)
    : content_(trimmed_content(content)), options_(options) {
  table_.source_ = source;
}

CsvTable CsvParser::table() {
  if (content_.empty()) {
    throw ValueError(text("read_csv: '", table_.source_, "' is empty: a header line is required"));
  }
  for (std::string& name : record()) table_.header_.push_back(trimmed(name));
  check_header();
  while (!at_end()) {
    const std::int64_t line = line_;
    add_row(record(), line);
  }
  if (table_.lines_.empty()) {
    throw ValueError(text("read_csv: '", table_.source_, "' has a header but no rows"));
  }
  return std::move(table_);
}

bool CsvParser::at_line_end() const {
  return at_end() || content_[position_] == '\n' || content_[position_] == '\r';
}

void CsvParser::take_line_end() {
  if (at_end()) return;
  const bool is_pair = content_.substr(position_, 2) == "\r\n";
  position_ += is_pair ? 2 : 1;
  ++line_;
}

std::string CsvParser::field() {
  if (!at_end() && content_[position_] == '"') return quoted_field();
  const std::size_t start = position_;
  while (!at_line_end() && content_[position_] != options_.delimiter) ++position_;
  return std::string(content_.substr(start, position_ - start));
}

std::string CsvParser::quoted_field() {
  const std::int64_t first_line = line_;
  std::string out;
  for (++position_;; ++position_) {
    if (at_end()) {
      throw ValueError(text("read_csv: ", table_.source_, ":", first_line,
                            ": a quoted field is never closed: ", excerpt(out)));
    }
    const char c = content_[position_];
    if (c == '"' && content_.substr(position_, 2) != "\"\"") break;
    if (c == '"') ++position_;  // the first of two
    if (c == '\n' || (c == '\r' && content_.substr(position_, 2) != "\r\n")) ++line_;
    out += c;
  }
  ++position_;
  if (at_line_end() || content_[position_] == options_.delimiter) return out;
  throw ValueError(text("read_csv: ", table_.source_, ":", line_,
                        ": text after the closing quote of ", excerpt(out),
                        "; a quote inside a quoted field is written twice"));
}

std::vector<std::string> CsvParser::record() {
  std::vector<std::string> out = {field()};
  while (!at_line_end()) {
    ++position_;  // the delimiter
    out.push_back(field());
  }
  take_line_end();
  return out;
}

void CsvParser::check_header() const {
  std::vector<std::string> names = table_.header_;
  std::sort(names.begin(), names.end());
  const auto twice =
      std::adjacent_find(names.begin(), names.end(),
                         [](const auto& a, const auto& b) { return a == b && !a.empty(); });
  if (twice == names.end()) return;
  throw ValueError(text("read_csv: '", table_.source_, "' has two columns named ", excerpt(*twice),
                        ": names must differ"));
}

void CsvParser::check_width(std::size_t num_fields, bool is_blank, std::int64_t line) const {
  const std::size_t expected = table_.header_.size();
  if (num_fields == expected) return;
  throw ValueError(text("read_csv: ", table_.source_, ":", line, ": ",
                        is_blank ? "the line is blank" : plural(num_fields, "field"),
                        ", but the header has ", plural(expected, "column")));
}

void CsvParser::add_row(std::vector<std::string> fields, std::int64_t line) {
  check_width(fields.size(), fields.size() == 1 && fields[0].empty(), line);
  table_.lines_.push_back(line);
  std::move(fields.begin(), fields.end(), std::back_inserter(table_.cells_));
}

}  // namespace aleator::io
