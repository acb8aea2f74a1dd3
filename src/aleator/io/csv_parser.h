// SPDX-License-Identifier: Apache-2.0
// Defines the parser behind the reader of comma-separated files.
#pragma once

#include "aleator/io/csv.h"

namespace aleator::io {

/// Parses one text into a table. Used once: construct, then call table().
class CsvParser {
 public:
  CsvParser(std::string_view content, const std::string& source, CsvOptions options);
  CsvTable table();

 private:
  bool at_end() const { return position_ >= content_.size(); }
  bool at_line_end() const;
  void take_line_end();
  std::string field();
  std::string quoted_field();
  std::vector<std::string> record();
  void add_row(std::vector<std::string> fields, std::int64_t line);
  void check_header() const;
  void check_width(std::size_t num_fields, bool is_blank, std::int64_t line) const;

  std::string_view content_;
  CsvOptions options_;
  std::size_t position_ = 0;
  std::int64_t line_ = 1;
  CsvTable table_;
};

}  // namespace aleator::io
