// SPDX-License-Identifier: Apache-2.0
// Tests safetensors files against bytes that the reference implementation wrote, and against files
// that are cut off, altered or foreign.
#include "aleator/io/safetensors.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <random>

#include "tests/io/binary_file.h"

namespace aleator::io {
namespace {

using namespace testing;

std::string with_header(const std::string& header, const std::string& elements = "") {
  std::string content;
  for (std::size_t i = 0; i < 8; ++i)
    content += static_cast<char>((header.size() >> (8 * i)) & 0xFF);
  return content + header + elements;
}

// safetensors 0.8.0, safetensors.numpy.save of these three arrays with metadata {"format": "np"}.
const std::string& reference() {
  static const std::string content = with_header(
      R"({"__metadata__":{"format":"np"},"a":{"dtype":"I64","shape":[2],"data_offsets":[0,16]},)"
      R"("b.kernel":{"dtype":"F32","shape":[2,3],"data_offsets":[16,40]},)"
      R"("flag":{"dtype":"BOOL","shape":[3],"data_offsets":[40,43]}}       )",
      std::string("\x07\0\0\0\0\0\0\0\xf8\xff\xff\xff\xff\xff\xff\xff", 16) +
          std::string("\0\0\xc0?\0\0\0\xc0\0\0@@\0\0\x80@\0\0\xa0@\0\0\xc0@\x01\0\x01", 27));
  return content;
}

Safetensors example() {
  return {.arrays = {{"flag", array({true, false, true})},
                     {"b.kernel", array({{1.5F, -2.F, 3.F}, {4.F, 5.F, 6.F}})},
                     {"a", array(std::vector<std::int64_t>{7, -8})}},
          .metadata = {{"format", "np"}}};
}

TEST(Safetensors, AreThoseOfTheReference) {
  const TemporaryPath path("safetensors");
  save_safetensors(path, example());
  EXPECT_EQ(content_of(path), reference());
  const Safetensors loaded = load_safetensors(path);
  ASSERT_EQ(loaded.arrays.size(), 3U);
  EXPECT_EQ(loaded.arrays[0].name, "a");
  expect_same(loaded.arrays[0].value, example().arrays[2].value);
  expect_same(loaded.arrays[1].value, example().arrays[1].value);
  expect_same(loaded.arrays[2].value, example().arrays[0].value);
  EXPECT_EQ(loaded.metadata, example().metadata);
  save_safetensors(path, {});
  EXPECT_TRUE(load_safetensors(path).arrays.empty());
}

TEST(Safetensors, WidenNarrowElements) {
  const TemporaryPath path("safetensors");
  // 1.5, -0.25, 65504, the smallest number, -inf in half precision; 1, -3 in bfloat16; -1 in int8.
  set_content(path, with_header(R"({"h":{"dtype":"F16","shape":[5],"data_offsets":[0,10]},)"
                                R"("b":{"dtype":"BF16","shape":[2],"data_offsets":[10,14]},)"
                                R"("i":{"dtype":"I8","shape":[],"data_offsets":[14,15]}})",
                                std::string("\x00\x3e\x00\xb4\xff\x7b\x01\x00\x00\xfc"
                                            "\x80\x3f\x40\xc0\xff",
                                            15)));
  const Safetensors loaded = load_safetensors(path);
  EXPECT_EQ(loaded.arrays[0].value.values<float>(), (std::vector<float>{1, -3}));
  EXPECT_EQ(loaded.arrays[1].value.values<float>(),
            (std::vector<float>{1.5F, -0.25F, 65504.F, 5.9604645e-8F, -INFINITY}));
  EXPECT_EQ(loaded.arrays[2].value.dtype(), int32);
  EXPECT_EQ(loaded.arrays[2].value.item(), -1);
}

TEST(Safetensors, RefuseOtherFiles) {
  const TemporaryPath path("safetensors");
  const auto message = [&](const std::string& content) {
    set_content(path, content);
    const std::string all = message_of([&] { load_safetensors(path); });
    const std::string who = "load_safetensors: '" + std::string(path) + "' ";
    return all.starts_with(who) ? all.substr(who.size()) : all;
  };
  EXPECT_EQ(message(""), "is not a safetensors file, or cut off within its header");
  EXPECT_EQ(message(with_header("[1]     ")),
            "is not a safetensors file (its header does not begin with '{')");
  EXPECT_EQ(message(with_header("{\"a\": ")),
            "is not a safetensors file, or altered: its header is not JSON");
  EXPECT_EQ(message(with_header(R"({"a":{"dtype":"F8","shape":[],"data_offsets":[0,1]}})", "x")),
            "has the array 'a' of the unknown type 'F8'");
  EXPECT_EQ(message(with_header(R"({"a":{"dtype":"U8","shape":[-1],"data_offsets":[0,1]}})", "x")),
            "has the array 'a' with a dimension that is not a whole number");
  EXPECT_EQ(message(with_header(R"({"a":{"dtype":"U8","shape":[2],"data_offsets":[0,1]}})", "x")),
            "has the array 'a' of shape [2] at the bytes 0 to 1, which does not fit its size or "
            "the arrays before it");
  EXPECT_EQ(message(with_header(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", "xy")),
            "must have 1 bytes of elements, got 2: it is altered");
  EXPECT_EQ(message(with_header(
                R"({"a":{"dtype":"F64","shape":[4294967296,4294967296],"data_offsets":[0,0]}})")),
            "has the array 'a' of shape [4294967296, 4294967296] at the bytes 0 to 0, which does "
            "not fit its size or the arrays before it");
  EXPECT_NE(message(with_header(R"({"a":5})")), "no error");
}

TEST(Safetensors, RefuseToWriteWhatCannotBeRead) {
  const TemporaryPath path("safetensors");
  const auto message = [&](const Safetensors& content) {
    return message_of([&] { save_safetensors(path, content); });
  };
  EXPECT_EQ(message({.arrays = {{"a", 1.}, {"a", 2.}}}),
            "save_safetensors: names must be different, got 'a' twice");
  EXPECT_EQ(message({.arrays = {{"__metadata__", 1.}}}),
            "save_safetensors: no array may have the name __metadata__");
  EXPECT_EQ(message({.arrays = {{"\xff", 1.}}}),
            "save_safetensors: names and metadata must be UTF-8");
}

/// Any bytes give arrays or an error.
TEST(Safetensors, SurviveDamage) {
  const TemporaryPath path("safetensors");
  std::mt19937_64 engine(5);
  for (std::size_t size = 0; size < reference().size(); ++size) {
    set_content(path, reference().substr(0, size));
    EXPECT_NE(message_of([&] { load_safetensors(path); }), "no error") << size;
  }
  for (int i = 0; i < 2000; ++i) {
    std::string content = reference();
    for (int j = 0; j < 3; ++j) content[engine() % 230] = static_cast<char>(engine());
    set_content(path, content);
    message_of([&] { load_safetensors(path); });
  }
}

}  // namespace
}  // namespace aleator::io
