// SPDX-License-Identifier: Apache-2.0
// Tests the exceptions and required options.
#include "aleator/base/error.h"

#include "aleator/base/shape.h"

#include <string>
#include <type_traits>

#include <gtest/gtest.h>

namespace aleator {
namespace {

struct Options {
  Shape shape = required("shape");
  int count = 3;
};

TEST(Required, IsSilentWhenTheOptionIsGiven) { EXPECT_EQ((Options{.shape = {2}}.shape), Shape{2}); }

TEST(Required, NamesTheOptionThatWasLeftOut) {
  try {
    const Options options{.count = 1};
    FAIL() << "no exception, count = " << options.count;
  } catch (const ValueError& error) {
    EXPECT_STREQ(error.what(), "option 'shape' is required: write {.shape = ...}");
  }
}

TEST(Error, EveryExceptionIsAnError) {
  static_assert(std::is_base_of_v<std::runtime_error, Error>);
  static_assert(std::is_base_of_v<Error, ShapeError> && std::is_base_of_v<Error, DtypeError> &&
                std::is_base_of_v<Error, ValueError> && std::is_base_of_v<Error, NotImplemented> &&
                std::is_base_of_v<Error, CompileError> && std::is_base_of_v<Error, IoError>);
}

TEST(CompileError, CarriesTheGraph) {
  const CompileError error("jit: no kernel", "%0 = exp %1");
  EXPECT_STREQ(error.what(), "jit: no kernel");
  EXPECT_EQ(error.ir(), "%0 = exp %1");
}

}  // namespace
}  // namespace aleator
