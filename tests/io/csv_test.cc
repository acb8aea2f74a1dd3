// SPDX-License-Identifier: Apache-2.0
// Tests the reader of comma-separated files: what it accepts, and every message.
#include "aleator/io/csv.h"

#include "aleator/base/error.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <functional>
#include <random>

#include <gtest/gtest.h>

namespace aleator::io {
namespace {

using Numbers = std::vector<double>;
using Words = std::vector<std::string>;

std::string message_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

std::string parse_message(const std::string& content) {
  return message_of([&] { parse_csv(content, "data.csv"); });
}

std::string column_message(const std::string& content, const std::string& name = "x") {
  return message_of([&] { parse_csv(content, "data.csv").column(name); });
}

std::string counts_message(const std::string& content) {
  return message_of([&] { parse_csv(content, "data.csv").counts("x"); });
}

TEST(Csv, ReadsColumnsByName) {
  const CsvTable table = parse_csv("day,messages\n1,13\n2, 24 \n3,+8e0\n", "data.csv");
  EXPECT_EQ(table.header(), (Words{"day", "messages"}));
  EXPECT_EQ(table.num_rows(), 3);
  EXPECT_EQ(table.column("messages"), (Numbers{13, 24, 8}));
  EXPECT_EQ(table.counts("messages"), (Numbers{13, 24, 8}));
  EXPECT_EQ(table.text_column("messages"), (Words{"13", " 24 ", "+8e0"}));
  EXPECT_TRUE(table.has_column("day"));
  EXPECT_FALSE(table.has_column("Day"));
}

TEST(Csv, ReadsQuotesAndAllLineEnds) {
  const CsvTable table =
      parse_csv("\xEF\xBB\xBF\"a b\",\"c\"\"d\"\r\n\"x,\r\ny\",1\r2,\"\"\n\n\r\n", "data.csv");
  EXPECT_EQ(table.header(), (Words{"a b", "c\"d"}));
  EXPECT_EQ(table.text_column("a b"), (Words{"x,\r\ny", "2"}));
  EXPECT_EQ(table.text_column("c\"d"), (Words{"1", ""}));
  EXPECT_EQ(table.line_of(0), 2);
  EXPECT_EQ(table.line_of(1), 4);
}

TEST(Csv, AllowsMissingAndInfiniteValuesOnRequest) {
  const CsvTable table = parse_csv("x,y\n,1\nNA,-Inf\nnan,2\n", "data.csv");
  for (const double x : table.column("x", {.allow_missing = true})) EXPECT_TRUE(std::isnan(x));
  EXPECT_EQ(table.column("y", {.allow_infinite = true}), (Numbers{1, -INFINITY, 2}));
}

TEST(Csv, TakesOtherDelimiters) {
  EXPECT_EQ(parse_csv("a;b\n1;2\n", "data.csv", {.delimiter = ';'}).column("b"), Numbers{2});
  EXPECT_EQ(message_of([] { parse_csv("a\n1\n", "data.csv", {.delimiter = '"'}); }),
            "read_csv: 'delimiter' must not be a quote or a line end");
}

TEST(CsvMessages, OfFilesThatCannotBeRead) {
  const std::string directory = std::filesystem::current_path().string();
  EXPECT_EQ(
      message_of([] { read_csv("no/such.csv"); }),
      "read_csv: there is no file 'no/such.csv' (the working directory is '" + directory + "')");
  EXPECT_EQ(message_of([] { read_csv("."); }), "read_csv: '.' is a directory: a file is required");
  EXPECT_THROW(read_csv("no/such.csv"), IoError);
}

TEST(CsvMessages, OfTextThatIsNoTable) {
  EXPECT_EQ(parse_message(""), "read_csv: 'data.csv' is empty: a header line is required");
  EXPECT_EQ(parse_message("\r\n\n"), "read_csv: 'data.csv' is empty: a header line is required");
  EXPECT_EQ(parse_message("a,b\n"), "read_csv: 'data.csv' has a header but no rows");
  EXPECT_EQ(parse_message("a,b\n1,2\n3\n"),
            "read_csv: data.csv:3: 1 field, but the header has 2 columns");
  EXPECT_EQ(parse_message("a\n1,2,3\n"),
            "read_csv: data.csv:2: 3 fields, but the header has 1 column");
  EXPECT_EQ(parse_message("a,b\n1,2\n\n3,4\n"),
            "read_csv: data.csv:3: the line is blank, but the header has 2 columns");
  EXPECT_EQ(parse_message("a,b,a\n1,2,3\n"),
            "read_csv: 'data.csv' has two columns named 'a': names must differ");
  EXPECT_EQ(parse_message("a\n\"1\n2\n"),
            "read_csv: data.csv:2: a quoted field is never closed: '1\\x0a2'");
  EXPECT_EQ(parse_message("a\n\"1\"2\n"),
            "read_csv: data.csv:2: text after the closing quote of '1'; a quote inside a quoted "
            "field is written twice");
}

TEST(CsvMessages, OfUnknownColumns) {
  EXPECT_EQ(
      column_message("day,messages\n1,2\n", "mesages"),
      "CsvTable: 'data.csv' has no column 'mesages'; did you mean 'messages'? Its columns are "
      "'day' and 'messages'");
  EXPECT_EQ(
      column_message("day,messages\n1,2\n", "temperature"),
      "CsvTable: 'data.csv' has no column 'temperature'; its columns are 'day' and 'messages'");
}

TEST(CsvMessages, OfCellsThatAreNoFiniteNumbers) {
  const std::string start = "CsvTable: data.csv:3: column 'x' must hold finite numbers, but ";
  EXPECT_EQ(column_message("x\n1\ntwelve\n"), start + "'twelve' is not a number");
  EXPECT_EQ(column_message("x\n1\n1.2.3\n"), start + "'1.2.3' is not a number");
  EXPECT_EQ(column_message("x\n1\n0x10\n"), start + "'0x10' is not a number");
  EXPECT_EQ(column_message("x\n1\n+-1\n"), start + "'+-1' is not a number");
  EXPECT_EQ(column_message("x,y\n1,1\n,1\n"), start + "the value is missing (an empty cell)");
  EXPECT_EQ(column_message("x\n1\nNA\n"), start + "the value is missing ('NA')");
  EXPECT_EQ(column_message("x\n1\nNaN\n"), start + "the value is missing ('NaN')");
  EXPECT_EQ(column_message("x\n1\n-inf\n"), start + "'-inf' is infinite");
  EXPECT_EQ(column_message("x\n1\n1e999\n"), start + "'1e999' is beyond the range of a double");
  EXPECT_EQ(column_message(std::string("x\n1\n\0\x1b[2J\xff\n", 11)),
            start + "'\\x00\\x1b[2J\\xff' is not a number");
  EXPECT_EQ(column_message("x\n1\n" + std::string(50, 'y') + "\n"),
            start + "'" + std::string(40, 'y') + "...' is not a number");
}

TEST(CsvMessages, OfCellsThatAreNoCounts) {
  const std::string start =
      "CsvTable: data.csv:3: column 'x' must hold counts (whole numbers, 0 or more), but ";
  EXPECT_EQ(counts_message("x\n1\n-2\n"), start + "found '-2'");
  EXPECT_EQ(counts_message("x\n1\n2.5\n"), start + "found '2.5'");
  EXPECT_EQ(counts_message("x\n1\n1e16\n"), start + "found '1e16'");
  EXPECT_EQ(counts_message("x\n1\nmany\n"), start + "'many' is not a number");
  EXPECT_EQ(counts_message("x\n1\nNA\n"), start + "the value is missing ('NA')");
}

TEST(Csv, AnyBytesGiveATableOrAnError) {
  std::mt19937_64 engine(1);
  const std::string alphabet("a1,\"\n\r;.e-+ \t\0\xEF\xBB\xBF\xff", 18);
  for (int trial = 0; trial < 20000; ++trial) {
    std::string content(engine() % 30, ' ');
    for (char& c : content) c = alphabet[engine() % alphabet.size()];
    try {
      const CsvTable table = parse_csv(content, "noise");
      for (const std::string& name : table.header()) {
        EXPECT_EQ(static_cast<std::int64_t>(table.text_column(name).size()), table.num_rows());
        table.column(name, {.allow_missing = true, .allow_infinite = true});
      }
    } catch (const ValueError&) {
    }
  }
}

}  // namespace
}  // namespace aleator::io
