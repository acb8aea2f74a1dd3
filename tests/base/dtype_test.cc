// SPDX-License-Identifier: Apache-2.0
// Tests dtypes and their promotion.
#include "aleator/base/dtype.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cstdint>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace aleator {
namespace {

// The rules written out by hand, row with column; "-" is an error.
constexpr const char* kStrongWithStrong = R"(
         bool    int32   int64   uint32  uint64  float32 float64
 bool    bool    int32   int64   uint32  uint64  float32 float64
 int32   int32   int32   int64   int64   -       float32 float64
 int64   int64   int64   int64   int64   -       float32 float64
 uint32  uint32  int64   int64   uint32  uint64  float32 float64
 uint64  uint64  -       -       uint64  uint64  float32 float64
 float32 float32 float32 float32 float32 float32 float32 float64
 float64 float64 float64 float64 float64 float64 float64 float64)";

// Weak row with strong column.
constexpr const char* kWeakWithStrong = R"(
         bool    int32   int64   uint32  uint64  float32 float64
 bool    bool    int32   int64   uint32  uint64  float32 float64
 int32   int64   int32   int64   uint32  uint64  float32 float64
 int64   int64   int32   int64   uint32  uint64  float32 float64
 uint32  int64   int32   int64   uint32  uint64  float32 float64
 uint64  int64   int32   int64   uint32  uint64  float32 float64
 float32 float64 float64 float64 float64 float64 float32 float64
 float64 float64 float64 float64 float64 float64 float32 float64)";

Dtype dtype_named(const std::string& name) {
  for (const Dtype dtype : kAllDtypes) {
    if (name_of(dtype) == name) return dtype;
  }
  throw ValueError(name);
}

struct Case {
  Dtype row, column;
  std::optional<Dtype> result;
};

std::vector<Case> read_table(const char* table) {
  std::istringstream words(table);
  std::string word;
  std::vector<Dtype> columns;
  for (int i = 0; i < 7 && words >> word; ++i) columns.push_back(dtype_named(word));
  std::vector<Case> cases;
  while (words >> word) {
    const Dtype row = dtype_named(word);
    for (const Dtype column : columns) {
      words >> word;
      cases.push_back({row, column, word == "-" ? std::nullopt : std::optional(dtype_named(word))});
    }
  }
  return cases;
}

void expect_promotion(const Case& c, bool row_is_weak, bool column_is_weak, bool result_is_weak) {
  SCOPED_TRACE(
      text(row_is_weak ? "weak " : "", c.row, ", ", column_is_weak ? "weak " : "", c.column));
  if (!c.result) {
    EXPECT_THROW(promote(c.row, row_is_weak, c.column, column_is_weak, "add"), DtypeError);
    EXPECT_THROW(promote(c.column, column_is_weak, c.row, row_is_weak, "add"), DtypeError);
    return;
  }
  const PromotedDtype forth = promote(c.row, row_is_weak, c.column, column_is_weak, "add");
  const PromotedDtype back = promote(c.column, column_is_weak, c.row, row_is_weak, "add");
  EXPECT_EQ(forth.dtype, *c.result);
  EXPECT_EQ(back.dtype, *c.result);
  EXPECT_EQ(forth.is_weak, result_is_weak);
  EXPECT_EQ(back.is_weak, result_is_weak);
}

TEST(Dtype, StrongPromotesWithStrong) {
  const std::vector<Case> cases = read_table(kStrongWithStrong);
  ASSERT_EQ(cases.size(), 49u);
  for (const Case& c : cases) expect_promotion(c, false, false, false);
}

TEST(Dtype, WeakWithWeakFollowsTheSameTableAndStaysWeak) {
  for (const Case& c : read_table(kStrongWithStrong)) expect_promotion(c, true, true, true);
}

TEST(Dtype, WeakGivesWayToAStrongDtypeThatHoldsItsKind) {
  const std::vector<Case> cases = read_table(kWeakWithStrong);
  ASSERT_EQ(cases.size(), 49u);
  for (const Case& c : cases) expect_promotion(c, true, false, false);
}

TEST(Dtype, PromotionErrorNamesOperationDtypesAndCure) {
  try {
    promote(int64, false, uint64, false, "add");
    FAIL() << "no exception";
  } catch (const DtypeError& error) {
    EXPECT_STREQ(error.what(),
                 "add: int64 and uint64 have no common integer dtype; "
                 "convert one of them with astype");
  }
}

TEST(Dtype, NamesAndSizes) {
  std::string names, sizes;
  for (const Dtype dtype : kAllDtypes) {
    names += text(dtype, " ");
    sizes += text(size_of(dtype), " ");
  }
  EXPECT_EQ(names, "bool int32 int64 uint32 uint64 float32 float64 ");
  EXPECT_EQ(sizes, "1 4 8 4 8 4 8 ");
}

TEST(Dtype, EveryDtypeIsOfExactlyOneKind) {
  for (const Dtype d : kAllDtypes) {
    EXPECT_EQ(is_boolean(d) + is_integer(d) + is_floating(d), 1) << name_of(d);
    EXPECT_TRUE(!is_unsigned(d) || is_integer(d)) << name_of(d);
  }
}

TEST(Dtype, WeakValuesBecomeTheDefaultOfTheirKind) {
  EXPECT_EQ(default_dtype(float32), float64);
  EXPECT_EQ(default_dtype(uint32), int64);
  EXPECT_EQ(default_dtype(boolean), boolean);
}

TEST(Dtype, ElementTypesRoundTrip) {
  for (const Dtype dtype : kAllDtypes) {
    EXPECT_EQ(visit_dtype(dtype, [](auto zero) { return dtype_of<decltype(zero)>(); }), dtype);
  }
  static_assert(dtype_of<long long>() == int64 && dtype_of<std::size_t>() == uint64);
}

}  // namespace
}  // namespace aleator
