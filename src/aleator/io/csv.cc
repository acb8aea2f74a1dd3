// SPDX-License-Identifier: Apache-2.0
// Implements reading a file and taking columns from its table.
#include "aleator/io/csv.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/csv_parser.h"
#include "aleator/io/excerpt.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <system_error>

namespace aleator::io {
namespace {

constexpr double kLargestCount = 9007199254740992.0;  // 2^53: beyond it doubles skip integers

enum class Reading { kNumber, kMissing, kInfinite, kTooLarge, kText };
struct Cell {
  Reading reading;
  double value;
};

std::string lower_case(std::string word) {
  for (char& c : word) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return word;
}

Cell number_cell(std::string_view digits) {
  double value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (stop != end || error == std::errc::invalid_argument) return {Reading::kText, 0};
  if (error == std::errc::result_out_of_range) return {Reading::kTooLarge, 0};
  return {Reading::kNumber, value};
}

Cell read_cell(const std::string& cell) {
  std::string word = trimmed(cell);
  const bool has_plus = word.size() > 1 && word[0] == '+' && word[1] != '-' && word[1] != '+';
  if (has_plus) word.erase(0, 1);
  const std::string name = lower_case(word);
  if (name.empty() || name == "na" || name == "nan" || name == "-nan") {
    return {Reading::kMissing, std::numeric_limits<double>::quiet_NaN()};
  }
  const bool is_negative = name[0] == '-';
  const std::string magnitude = is_negative ? name.substr(1) : name;
  if (magnitude == "inf" || magnitude == "infinity") {
    return {Reading::kInfinite, is_negative ? -INFINITY : INFINITY};
  }
  // from_chars also reads nan(...), which no table means by a number.
  return name.find('(') == std::string::npos ? number_cell(word) : Cell{Reading::kText, 0};
}

std::string problem(Reading reading, const std::string& cell) {
  switch (reading) {
    case Reading::kMissing:
      return cell.empty() ? "the value is missing (an empty cell)"
                          : text("the value is missing (", excerpt(cell), ")");
    case Reading::kInfinite: return text(excerpt(cell), " is infinite");
    case Reading::kTooLarge: return text(excerpt(cell), " is beyond the range of a double");
    default: return text(excerpt(cell), " is not a number");
  }
}

std::string working_directory() {
  std::error_code error;
  const auto path = std::filesystem::current_path(error);
  return error ? "unknown" : text("'", path.string(), "'");
}

[[noreturn]] void fail_to_open(const std::string& path) {
  throw IoError(text("read_csv: there is no file '", path, "' (the working directory is ",
                     working_directory(), ")"));
}

}  // namespace

bool CsvTable::has_column(std::string_view name) const {
  return std::find(header_.begin(), header_.end(), name) != header_.end();
}

std::size_t CsvTable::index_of(std::string_view name) const {
  const auto found = std::find(header_.begin(), header_.end(), name);
  if (found != header_.end()) return static_cast<std::size_t>(found - header_.begin());
  const std::string nearest = nearest_word(name, header_);
  std::vector<std::string> shown;
  for (const std::string& column : header_) shown.push_back(excerpt(column));
  throw ValueError(text("CsvTable: '", source_, "' has no column ", excerpt(name),
                        nearest.empty() ? "" : text("; did you mean ", excerpt(nearest), "?"),
                        nearest.empty() ? "; its columns are " : " Its columns are ",
                        join_words(shown)));
}

const std::string& CsvTable::cell(std::size_t row, std::size_t column) const {
  return cells_[row * header_.size() + column];
}

std::string CsvTable::place(std::size_t row, std::size_t column) const {
  return text(source_, ":", lines_[row], ": column ", excerpt(header_[column]));
}

std::vector<double> CsvTable::column(std::string_view name, ColumnOptions options) const {
  const std::size_t index = index_of(name);
  std::vector<double> out;
  for (std::size_t row = 0; row < lines_.size(); ++row) {
    const auto [reading, value] = read_cell(cell(row, index));
    const bool is_allowed = reading == Reading::kNumber ||
                            (reading == Reading::kMissing && options.allow_missing) ||
                            (reading == Reading::kInfinite && options.allow_infinite);
    if (!is_allowed) {
      throw ValueError(text("CsvTable: ", place(row, index), " must hold finite numbers, but ",
                            problem(reading, cell(row, index))));
    }
    out.push_back(value);
  }
  return out;
}

std::vector<double> CsvTable::counts(std::string_view name) const {
  const std::size_t index = index_of(name);
  std::vector<double> out;
  for (std::size_t row = 0; row < lines_.size(); ++row) {
    const auto [reading, value] = read_cell(cell(row, index));
    const bool is_number = reading == Reading::kNumber;
    if (!is_number || value < 0 || value > kLargestCount || value != std::floor(value)) {
      throw ValueError(text("CsvTable: ", place(row, index),
                            " must hold counts (whole numbers, 0 or more), but ",
                            is_number ? text("found ", excerpt(trimmed(cell(row, index))))
                                      : problem(reading, cell(row, index))));
    }
    out.push_back(value + 0.0);  // -0 is 0
  }
  return out;
}

std::vector<std::string> CsvTable::text_column(std::string_view name) const {
  const std::size_t index = index_of(name);
  std::vector<std::string> out;
  for (std::size_t row = 0; row < lines_.size(); ++row) out.push_back(cell(row, index));
  return out;
}

CsvTable read_csv(const std::string& path, CsvOptions options) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) fail_to_open(path);
  if (std::filesystem::is_directory(status)) {
    throw IoError(text("read_csv: '", path, "' is a directory: a file is required"));
  }
  std::ifstream file(path, std::ios::binary);
  const std::string content{std::istreambuf_iterator<char>(file), {}};
  if (!file.is_open() || file.bad()) {
    throw IoError(text("read_csv: '", path, "' cannot be read: check its permissions"));
  }
  return parse_csv(content, path, options);
}

CsvTable parse_csv(std::string_view content, const std::string& source, CsvOptions options) {
  const std::string forbidden = "\"\r\n";
  if (forbidden.find(options.delimiter) != std::string::npos) {
    throw ValueError("read_csv: 'delimiter' must not be a quote or a line end");
  }
  return CsvParser(content, source, options).table();
}

}  // namespace aleator::io
