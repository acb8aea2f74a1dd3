// SPDX-License-Identifier: Apache-2.0
// Tests writing to parts of arrays: set_at, add_at, ..., dynamic_update_slice.
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

TEST(Update, MatchesNumpy) {
  const Oracle o("updates");
  const Array x = o("x"), u = o("u"), i = o("i");
  expect_near(add_at(x, i, u), o("added"));
  expect_near(multiply_at(x, i, u), o("multiplied"));
  expect_near(max_at(x, i, u), o("largest"));
  expect_near(min_at(x, i, u), o("least"));
  expect_near(set_at(x, i, u), o("written"));
  expect_near(set_at(x, {Slice(1, 3), Slice({}, {}, 2)}, u[{Slice(0, 2), Slice(0, 2)}]),
              o("block"));
  EXPECT_EQ((set_at(x, {-1, 0}, 5)[{3, 0}].item()), 5);
}

TEST(Update, LeavesTheArgumentAlone) {
  const Array x = array({1., 2., 3.});
  const Array y = set_at(x, 0, 9.);
  EXPECT_EQ(y.values(), (std::vector<double>{9, 2, 3}));
  EXPECT_EQ(x.values(), (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(add_at(x, Slice(), 1).values(), (std::vector<double>{2, 3, 4}));
}

TEST(Update, Derivatives) {
  const Array x = wiggle({4, 3}), u = wiggle({5, 3}, 1), i = array<std::int64_t>({0, 2, 2, 3, 0});
  check_derivatives([](const Arrays& a) { return add_at(a[0], a[2], a[1]); }, {x, u, i});
  check_derivatives([](const Arrays& a) { return set_at(a[0], a[2], a[1]); }, {x, u, i});
  check_derivatives(
      [](const Arrays& a) {
        return set_at(a[0], {Slice(1, 3), 0}, a[1]);
      },
      {x, wiggle({2}, 1)});
  check_derivatives(
      [](const Arrays& a) {
        return dynamic_update_slice(a[0], a[1], {a[2], 9});
      },
      {x, wiggle({2, 2}, 1), astype(1, int64)});
}

TEST(Update, Vmap) {
  const Array x = wiggle({3, 4, 2}), u = wiggle({3, 5, 2}, 1);
  const Array i =
      reshape(array<std::int64_t>({0, 3, 1, 1, 2, 0, 3, 3, 2, 2, 1, 0, 0, 0, 0}), {3, 5});
  const auto checked = [](const testing::Operation& f, const Arrays& arguments) {
    check_vmap(f, arguments);
    check_vmap_of_gradient(f, arguments);
  };
  checked([](const Arrays& a) { return add_at(a[0], a[2], a[1]); }, {x, u, i});
  checked([](const Arrays& a) { return set_at(a[0], a[2], a[1]); }, {x, u, i});
  check_vmap([](const Arrays& a) { return max_at(a[0], a[2], a[1]); }, {x, u, i});
  check_vmap([](const Arrays& a) { return multiply_at(a[0], a[2], a[1]); }, {x, u, i});
  checked(
      [](const Arrays& a) {
        return dynamic_update_slice(a[0], a[1], {a[2], 0});
      },
      {x, wiggle({3, 2, 1}, 1), array<std::int64_t>({0, 9, 1})});
}

TEST(Update, OfEveryDtype) {
  for (const Dtype dtype : kAllDtypes) {
    const Array x = zeros({3}, dtype), one = ones({}, dtype);
    EXPECT_EQ(set_at(x, 1, one).values(), (std::vector<double>{0, 1, 0}));
    EXPECT_EQ(max_at(x, 1, one).values(), (std::vector<double>{0, 1, 0}));
    if (is_boolean(dtype)) continue;
    EXPECT_EQ(add_at(x, array<std::int64_t>({1, 1}), one).values(), (std::vector<double>{0, 2, 0}));
  }
}

TEST(Update, Errors) {
  EXPECT_EQ(message_of<DtypeError>([] { set_at(zeros({2}, int64), 0, 0.5); }),
            "set_at: updates of float64 do not fit into an array of int64; convert one of them "
            "with astype");
  EXPECT_EQ(message_of<ValueError>([] { add_at(zeros({2}), array<std::int64_t>({2}), 1.); }),
            "add_at: index 2 at [0] is outside 0..1 (does the data count from 1?)");
  EXPECT_EQ(message_of<NotImplemented>([] {
              grad([](Array x) { return sum(max_at(x, 0, 1.)); })(array({1., 2.}));
            }),
            "scatter_max has no vjp rule (graph/primitives/scatter.cc)");
}

}  // namespace
}  // namespace aleator
