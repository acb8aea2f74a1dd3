// SPDX-License-Identifier: Apache-2.0
// Tests npy and IDX files against bytes that NumPy wrote, and against files that are cut off,
// altered or foreign.
#include "aleator/io/npy.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/io/idx.h"

#include <random>

#include "tests/io/binary_file.h"

namespace aleator::io {
namespace {

using namespace testing;

/// A file as numpy.save writes it: the dictionary, padded so that elements begin at 128.
std::string npy(const std::string& dictionary, const std::string& elements) {
  return std::string("\x93NUMPY\x01\x00v\x00", 10) + dictionary +
         std::string(117 - dictionary.size(), ' ') + '\n' + elements;
}

Array loaded(const std::string& content) {
  const TemporaryPath path("npy");
  set_content(path, content);
  return load_npy(path);
}

TEST(Npy, ReadsWhatNumPyWrote) {
  // numpy.save (NumPy 2.4) of arange(6) as int16, of arange(6.) in column-major order, of float32
  // with the most significant byte first, of bools, of a scalar, of nothing.
  const Array small = loaded(npy("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }",
                                 std::string("\0\0\1\0\2\0\3\0\4\0\5\0", 12)));
  expect_same(small, astype(reshape(arange(6), {2, 3}), int32));
  const std::string zero(8, '\0');
  const auto number = [](const char* bytes) { return std::string(6, '\0') + bytes; };
  const Array columns = loaded(npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3), }",
                                   zero + number("\x08@") + number("\xf0?") + number("\x10@") +
                                       std::string("\0\0\0\0\0\0\0@", 8) + number("\x14@")));
  expect_same(columns, astype(reshape(arange(6), {2, 3}), float64));
  expect_same(loaded(npy("{'descr': '>f4', 'fortran_order': False, 'shape': (2,), }",
                         std::string("?\xc0\0\0\xc0\0\0\0", 8))),
              array({1.5F, -2.F}));
  expect_same(loaded(npy("{'descr': '|b1', 'fortran_order': False, 'shape': (2,), }",
                         std::string("\1\0", 2))),
              array({true, false}));
  expect_same(
      loaded(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", number("\x04@"))),
      strong_scalar(2.5));
  EXPECT_EQ(loaded(npy("{'descr': '<u8', 'fortran_order': False, 'shape': (0, 3), }", "")).shape(),
            (Shape{0, 3}));
}

TEST(Npy, WritesWhatNumPyWrites) {
  const TemporaryPath path("npy");
  save_npy(path, array({{1.5, 2.}, {3., 4.}}));
  const auto number = [](const char* bytes) { return std::string(6, '\0') + bytes; };
  EXPECT_EQ(content_of(path), npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2), }",
                                  number("\xf8?") + std::string("\0\0\0\0\0\0\0@", 8) +
                                      number("\x08@") + number("\x10@")));
  for (const Array& x : {strong_scalar(2.5F), array({true, false}), astype(arange(3), uint32)}) {
    save_npy(path, x);
    expect_same(load_npy(path), x);
  }
}

TEST(Npy, RefusesOtherFiles) {
  const TemporaryPath path("npy");
  const auto message = [&](const std::string& content) {
    set_content(path, content);
    const std::string all = message_of([&] { load_npy(path); });
    const std::string who = "load_npy: '" + std::string(path) + "' ";
    return all.starts_with(who) ? all.substr(who.size()) : all;
  };
  EXPECT_EQ(message("text"), "is not an npy file (it does not begin as one)");
  EXPECT_EQ(message("\x93NUMPY\x07" + std::string(9, '\0')),
            "has version 7 of the format, known are 1 to 3");
  EXPECT_EQ(message(npy("{'descr': '<c16', 'fortran_order': False, 'shape': (2,), }", "")),
            "has a header with the type '<c16': only numbers and bools can be read");
  EXPECT_EQ(message(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }", "1234567")),
            "is cut off: its shape [2] needs more than the 7 bytes of elements that there are");
  EXPECT_EQ(message(npy("{'descr': '<f8', 'fortran_order': False, 'shape': (-2,), }", "")),
            "has a header with a dimension that is not a whole number");
  EXPECT_EQ(message(npy("{'descr': '<f8', 'shape': (2,), }", "")),
            "has a header with not all of descr, fortran_order and shape");
}

TEST(Npy, SurvivesDamage) {
  const TemporaryPath path("npy");
  const std::string good =
      npy("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }", "123456789012");
  std::mt19937_64 engine(5);
  for (std::size_t size = 0; size < good.size(); ++size) {
    set_content(path, good.substr(0, size));
    EXPECT_NE(message_of([&] { load_npy(path); }), "no error") << size;
  }
  for (int i = 0; i < 2000; ++i) {
    std::string content = good;
    for (int j = 0; j < 3; ++j) content[engine() % 75] = static_cast<char>(engine());
    set_content(path, content);
    message_of([&] { load_npy(path); });
  }
}

TEST(Idx, ReadsImagesAndLabels) {
  const TemporaryPath path("idx");
  set_content(path, std::string("\0\0\x08\3\0\0\0\2\0\0\0\1\0\0\0\3\x01\x02\xff\x04\x05\x06", 22));
  expect_same(load_idx(path), array(std::vector<std::int32_t>{1, 2, 255, 4, 5, 6}, Shape{2, 1, 3}));
  set_content(path, std::string("\0\0\x0d\1\0\0\0\1?\xc0\0\0", 12));
  expect_same(load_idx(path), array({1.5F}));
}

TEST(Idx, RefusesOtherFiles) {
  const TemporaryPath path("idx");
  const auto message = [&](const std::string& content) {
    set_content(path, content);
    const std::string all = message_of([&] { load_idx(path); });
    const std::string who = "load_idx: '" + std::string(path) + "' ";
    return all.starts_with(who) ? all.substr(who.size()) : all;
  };
  EXPECT_EQ(message("\x1f\x8b\x08"), "is compressed; unpack it with gunzip first");
  EXPECT_EQ(message("text"), "is not an IDX file (it does not begin as one)");
  EXPECT_EQ(message(""), "is not an IDX file (it does not begin as one)");
  EXPECT_EQ(message(std::string("\0\0\x08\3\0\0", 6)), "is cut off within its header");
  EXPECT_EQ(message(std::string("\0\0\x08\1\0\0\0\3ab", 10)),
            "has 2 bytes of elements, not those of its shape [3]: it is cut off");
  EXPECT_EQ(message(std::string("\0\0\x0e\3", 4) + std::string(12, '\xff')),
            "has 0 bytes of elements, not those of its shape [4294967295, 4294967295, 4294967295]: "
            "it is cut off");
}

}  // namespace
}  // namespace aleator::io
