// SPDX-License-Identifier: Apache-2.0
// Tests sorting and searching.
#include <limits>

#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::check_derivatives;
using testing::check_vmap;
using testing::check_vmap_of_gradient;
using testing::expect_near;
using testing::message_of;
using testing::Oracle;
using testing::wiggle;

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

TEST(Sort, MatchesNumpy) {
  const Oracle o("sorting");
  const Array x = o("x");
  expect_near(sort(x), o("sorted"));
  expect_near(sort(x, {.axis = 0}), o("columns"));
  expect_near(argsort(x), o("order"));
  expect_near(sort(x, {.is_descending = true}), o("descending"));
  expect_near(take_along_axis(x, argsort(x)), o("sorted"));
  expect_near(searchsorted(o("row"), o("values")), o("left"));
  expect_near(searchsorted(o("row"), o("values"), Side::Right), o("right"));
}

TEST(Sort, PutsNanLastAndKeepsTheOrderOfEquals) {
  const Array x = array({kNan, 1., -0., 0., kNan, -1.});
  EXPECT_EQ(argsort(x).values(), (std::vector<double>{5, 2, 3, 1, 0, 4}));
  EXPECT_EQ(argsort(x, {.is_descending = true}).values(), (std::vector<double>{1, 2, 3, 5, 0, 4}));
  const auto [values, indices] = top_k(array({3., 7., 7., 1.}), 3);
  EXPECT_EQ(values.values(), (std::vector<double>{7, 7, 3}));
  EXPECT_EQ(indices.values(), (std::vector<double>{1, 2, 0}));
  EXPECT_EQ(searchsorted(array({1., 2., kNan}), array({kNan, 3.})).values(),
            (std::vector<double>{2, 2}));
}

TEST(Sort, OfEveryDtype) {
  for (const Dtype dtype : kAllDtypes) {
    const Array x = astype(array({1., 0., 1., 0.}), dtype);
    EXPECT_EQ(sort(x).values(), (std::vector<double>{0, 0, 1, 1}));
    EXPECT_EQ(argsort(x, {.is_descending = true}).values(), (std::vector<double>{0, 2, 1, 3}));
  }
  const Array least = array<std::int64_t>({INT64_MIN, 0, INT64_MAX});
  EXPECT_EQ(argsort(least, {.is_descending = true}).values(), (std::vector<double>{2, 1, 0}));
}

TEST(Sort, DerivativesAndVmap) {
  for (const bool is_descending : {false, true}) {
    for (const std::int64_t axis : {0, 1}) {
      const auto f = [&](const Arrays& a) {
        return sort(a[0], {.axis = axis, .is_descending = is_descending});
      };
      check_derivatives(f, {wiggle({4, 3})});
      check_vmap(f, {wiggle({3, 4, 3})});
      check_vmap_of_gradient(f, {wiggle({3, 4, 3})});
    }
  }
  check_vmap([](const Arrays& a) { return argsort(a[0]); }, {wiggle({3, 5})});
  check_derivatives([](const Arrays& a) { return top_k(a[0], 2).values; }, {wiggle({2, 5})});
  check_vmap([](const Arrays& a) { return searchsorted(sort(a[0]), a[1]); },
             {wiggle({3, 5}), wiggle({3, 2}, 1)});
}

TEST(Sort, OfEmptyArrays) {
  EXPECT_EQ(sort(zeros({0})).size(), 0);
  EXPECT_EQ(sort(zeros({3, 0}), {.axis = 0}).shape(), (Shape{3, 0}));
  EXPECT_EQ(searchsorted(zeros({0}), array({1.})).item(), 0);
  EXPECT_EQ(message_of<ValueError>([] { top_k(zeros({2}), 3); }),
            "top_k: k must be 0..2 for shape [2], got 3");
}

}  // namespace
}  // namespace aleator
