// SPDX-License-Identifier: Apache-2.0
// Helps tests of binary files: temporary paths, contents, arrays bit for bit, messages.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/buffer.h"
#include "aleator/base/error.h"

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <unistd.h>

namespace aleator::io::testing {

/// A path that does not exist before the test, nor after it.
class TemporaryPath {
 public:
  explicit TemporaryPath(const std::string& name)
      : path_(std::filesystem::temp_directory_path() /
              ("aleator_" + name + "_" + std::to_string(::getpid()))) {
    std::filesystem::remove(path_);
  }
  ~TemporaryPath() { std::filesystem::remove(path_); }
  operator std::string() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline std::string content_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

inline void set_content(const std::string& path, const std::string& content) {
  // File systems write a file that is truncated and written again to the disk at once.
  std::filesystem::remove(path);
  std::ofstream(path, std::ios::binary) << content;
}

/// Shape, dtype, and every bit.
inline void expect_same(const Array& actual, const Array& expected) {
  ASSERT_EQ(actual.shape(), expected.shape());
  ASSERT_EQ(actual.dtype(), expected.dtype());
  const Buffer a = actual.buffer().dense(), b = expected.buffer().dense();
  const auto size = static_cast<std::size_t>(a.size()) * size_of(a.dtype());
  if (size == 0) return;
  EXPECT_EQ(std::memcmp(a.bytes(), b.bytes(), size), 0);
}

template <class Call>
std::string message_of(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace aleator::io::testing
