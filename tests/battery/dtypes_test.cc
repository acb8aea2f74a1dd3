// SPDX-License-Identifier: Apache-2.0
// Tests dtypes of results: every pair through a real operation, and where weakness stays or goes.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

Array strong_one(Dtype dtype) { return ones({}, dtype); }
Array weak_one(Dtype kind) {
  return is_boolean(kind) ? Array(true) : is_integer(kind) ? Array(1) : Array(1.);
}

int kind(Dtype d) { return is_boolean(d) ? 0 : is_integer(d) ? 1 : 2; }
bool is_mixed_64(Dtype a, Dtype b) { return a == uint64 && is_integer(b) && !is_unsigned(b); }

/// The rule of DESIGN's section on dtypes, written out; nothing where it is an error.
std::optional<Dtype> expected_strong(Dtype a, Dtype b) {
  if (kind(a) != kind(b)) return kind(a) > kind(b) ? a : b;
  if (a == b) return a;
  if (kind(a) == 2) return float64;
  if (is_mixed_64(a, b) || is_mixed_64(b, a)) return {};
  return is_unsigned(a) && is_unsigned(b) ? uint64 : int64;
}

TEST(Dtypes, StrongWithStrong) {
  for (const Dtype a : kAllDtypes) {
    for (const Dtype b : kAllDtypes) {
      SCOPED_TRACE(text(a, " with ", b));
      const std::optional<Dtype> expected = expected_strong(a, b);
      if (!expected) {
        EXPECT_THROW(strong_one(a) + strong_one(b), DtypeError);
        continue;
      }
      const Array larger = maximum(strong_one(a), strong_one(b));
      EXPECT_EQ(larger.dtype(), *expected);
      EXPECT_DOUBLE_EQ(larger.item(), 1.);
      const Dtype counted = is_boolean(*expected) ? int64 : *expected;
      const Array total = strong_one(a) + strong_one(b);
      EXPECT_EQ(total.dtype(), counted) << "bools are counted";
      EXPECT_DOUBLE_EQ(total.item(), 2.);
      EXPECT_FALSE(total.is_weak());
      EXPECT_EQ((strong_one(a) < strong_one(b)).dtype(), boolean);
      const Array ratio = strong_one(a) / strong_one(b);
      EXPECT_EQ(ratio.dtype(), is_floating(*expected) ? *expected : float64);
    }
  }
}

TEST(Dtypes, WeakWithStrong) {
  for (const Dtype strong : kAllDtypes) {
    for (const Dtype weak : {boolean, int64, float64}) {
      SCOPED_TRACE(text("weak ", weak, " with ", strong));
      const Dtype expected = kind(weak) <= kind(strong) ? strong : weak;
      for (const Array& x : {maximum(weak_one(weak), strong_one(strong)),
                             maximum(strong_one(strong), weak_one(weak))}) {
        EXPECT_EQ(x.dtype(), expected);
        EXPECT_FALSE(x.is_weak());
        EXPECT_DOUBLE_EQ(x.item(), 1.);
      }
    }
  }
}

TEST(Dtypes, WeakWithWeakStaysWeak) {
  for (const Dtype a : {boolean, int64, float64}) {
    for (const Dtype b : {boolean, int64, float64}) {
      const Array x = weak_one(a) + weak_one(b);
      EXPECT_TRUE(x.is_weak()) << text(a, " with ", b);
      EXPECT_EQ(x.dtype(), kind(a) + kind(b) == 0 ? int64 : kind(a) > kind(b) ? a : b);
    }
  }
  for (const Array& x : {exp(1), Array(1) / 2, -Array(1), sum(full({3}, 1)), sqrt(Array(true)),
                         where(strong_one(boolean), 1., 2.), reshape(full({2}, 1.), {2, 1})}) {
    EXPECT_TRUE(x.is_weak());
  }
  EXPECT_EQ((exp(1) * ones({2}, float32)).dtype(), float32);
  for (const Array& x :
       {astype(Array(1.), float64), array({1.}), strong_scalar(1.), Array(Variable(1.)),
        where(strong_one(boolean), 1., strong_one(float64))}) {
    EXPECT_FALSE(x.is_weak());
  }
}

TEST(Dtypes, LoopsCarryStrongValues) {
  const auto same = [](const Array&, const Array& s) { return s; };
  EXPECT_FALSE(fori_loop(0, 2, same, Array(1)).is_weak());
  EXPECT_EQ(fori_loop(0, 2, same, Array(1)).dtype(), int64);
  const auto half = [](const Array&, const Array& s) { return s * 0.5; };
  EXPECT_EQ(fori_loop(0, 2, half, ones({}, float32)).dtype(), float32);
  try {
    fori_loop(0, 2, half, Array(1));
    FAIL();
  } catch (const DtypeError& error) {
    EXPECT_STREQ(error.what(),
                 "scan: carry leaf 0 enters as int64 and leaves the body as float64; start it as "
                 "float64 or convert it in the body");
  }
}

TEST(Dtypes, IntegerDivision) {
  EXPECT_EQ((array({7}) / array({2})).values(), std::vector<double>{3.5});
  EXPECT_EQ(floor_divide(array({-7, 7}), 2).values<int>(), (std::vector<int>{-4, 3}));
  EXPECT_EQ(remainder(array({-7, 7}), 3).values<int>(), (std::vector<int>{2, 1}));
  EXPECT_EQ(mean(array({1, 2})).dtype(), float64);
  EXPECT_EQ(sum(array({true, true})).item<std::int64_t>(), 2);
}

TEST(Dtypes, GradientsHaveTheArgumentsDtype) {
  const auto f = [](const Array& x) { return sum(0.5 * x * x + exp(x) * ones({2}, float64)); };
  EXPECT_EQ(grad(f)(ones({2}, float32)).dtype(), float32);
  EXPECT_THROW(grad(f)(array({1, 2})), DtypeError);
}

}  // namespace
}  // namespace aleator
