// SPDX-License-Identifier: Apache-2.0
// Defines the reader of comma-separated files.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace aleator::io {

struct CsvOptions {
  char delimiter = ',';
};

/// What column() makes of cells that are no finite number; by default it refuses them.
struct ColumnOptions {
  bool allow_missing = false;   ///< empty, NA and NaN cells become NaN
  bool allow_infinite = false;  ///< Inf and -Inf cells become infinities
};

/// A table of text cells under a header, with the place of each in its file.
class CsvTable {
 public:
  /// Column names in the order of the file, without surrounding spaces.
  const std::vector<std::string>& header() const { return header_; }
  std::int64_t num_rows() const { return static_cast<std::int64_t>(lines_.size()); }
  std::int64_t num_columns() const { return static_cast<std::int64_t>(header_.size()); }
  bool has_column(std::string_view name) const;
  /// The line of the file where data row `row` (from 0) starts; the header is on line 1.
  std::int64_t line_of(std::int64_t row) const { return lines_.at(static_cast<std::size_t>(row)); }

  /// A column as numbers. ValueError for an unknown column (with the nearest name) and for a cell
  /// that is not a number, missing or infinite (with file, line and text).
  std::vector<double> column(std::string_view name, ColumnOptions options = {}) const;
  /// A column of non-negative whole numbers below 2^53, written as such ("3", "3.0", "3e2").
  std::vector<double> counts(std::string_view name) const;
  /// A column as it stands in the file, quotes removed.
  std::vector<std::string> text_column(std::string_view name) const;

 private:
  friend class CsvParser;
  std::size_t index_of(std::string_view name) const;
  const std::string& cell(std::size_t row, std::size_t column) const;
  std::string place(std::size_t row, std::size_t column) const;

  std::string source_;
  std::vector<std::string> header_;
  std::vector<std::string> cells_;  // row-major
  std::vector<std::int64_t> lines_;
};

/// Reads a file as RFC 4180 has it: quoted fields may hold delimiters, line ends and doubled
/// quotes. Lines end in LF, CRLF or CR; a byte order mark and blank lines at the end are ignored.
/// IoError when the file cannot be read, ValueError when it is not such a table.
CsvTable read_csv(const std::string& path, CsvOptions options = {});

/// The same for text in memory; `source` names it in messages. Any bytes give a table or a
/// ValueError.
CsvTable parse_csv(std::string_view content, const std::string& source, CsvOptions options = {});

}  // namespace aleator::io
