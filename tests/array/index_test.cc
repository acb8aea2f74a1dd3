// SPDX-License-Identifier: Apache-2.0
// Tests reading parts of arrays: operator[], take, take_along_axis, one_hot, dynamic_slice.
#include "aleator/graph/trace.h"

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

TEST(Index, MatchesNumpy) {
  const Oracle o("indexing");
  const Array x = o("x"), i = o("i"), j = o("j");
  const Slice all;
  expect_near(x[{Slice(1, 3), Slice({}, {}, -2), Slice(-2)}], o("slices"));
  expect_near(x[-1], o("number"));
  expect_near(x[{Ellipsis, 0}], o("last"));
  expect_near(x[{all, NewAxis, 2}], o("new_axis"));
  expect_near(x[i], o("positions"));
  expect_near(x[{all, i}], o("middle"));
  expect_near(x[{all, i, j}], o("joint"));
  expect_near(x[{i, all, j}], o("apart"));
  expect_near(x[{2, all, i}], o("with_number"));
  expect_near(take(x, i, 2), o("taken"));
  expect_near(take_along_axis(x, reshape(i, {4, 1, 1}), 1), o("along"));
}

TEST(Index, SlicesAreCutOffLikeNumpys) {
  const Array x = arange(5);
  EXPECT_EQ(x[Slice(3, 100)].values(), (std::vector<double>{3, 4}));
  EXPECT_EQ(x[Slice(4, 2)].size(), 0);
  EXPECT_EQ(x[Slice({}, 2)].values(), (std::vector<double>{0, 1}));
  EXPECT_EQ(x[Slice(1, -1, 2)].values(), (std::vector<double>{1, 3}));
  EXPECT_EQ(x[Slice({}, 0, -2)].values(), (std::vector<double>{4, 2}));
  EXPECT_EQ(x[Slice(100, -100, -3)].values(), (std::vector<double>{4, 1}));
  EXPECT_EQ(x[{Slice(0, 2)}].size(), 2);
  EXPECT_EQ(x[{2}].item(), 2);
}

TEST(Index, OneElementIsASlice) {
  const auto f = [](const Arrays& a) { return Arrays{a[0][3]}; };
  const std::string graph = trace("test", {{float64, {5, 2}}}, f).function.to_string();
  EXPECT_NE(graph.find("slice"), std::string::npos) << graph;
  EXPECT_EQ(graph.find("gather"), std::string::npos) << graph;
}

TEST(Index, ErrorsSayWhere) {
  Array data = set_at(zeros({20}, int64), 12, 85);
  EXPECT_EQ(message_of<ValueError>([&] { take(zeros({85}), data); }),
            "take: index 85 at [12] is outside 0..84 (does the data count from 1?)");
  EXPECT_EQ(message_of<ValueError>([&] {
              zeros({4, 2})[{0, array<std::int64_t>({0, -1})}];
            }),
            "operator[]: index -1 at [1] is outside 0..1");
  EXPECT_EQ(message_of<ValueError>([&] { zeros({4})[4]; }), "operator[]: index 4 is outside -4..3");
  EXPECT_EQ(message_of<DtypeError>([&] {
              take(zeros({4}), array({true, false}));
            }),
            "take: indices must be of an integer dtype, got bool; a mask would give a shape that "
            "depends on values: use where");
  EXPECT_EQ(message_of<ShapeError>([&] {
              zeros({4})[{0, 0}];
            }),
            "operator[]: 2 indices for an array of shape [4]");
  EXPECT_EQ(message_of<ValueError>([&] { one_hot(array<std::int64_t>({3}), 3); }),
            "one_hot: index 3 at [0] is outside 0..2 (does the data count from 1?)");
}

TEST(Index, TracedPositionsAreClampedAndSoAreTheirGradients) {
  const Array x = array({1., 2., 3.});
  const Array i = array<std::int64_t>({-7, 1, 1, 9});
  const auto f = [](const Arrays& a) {
    return Arrays{take(a[0], a[1]) * array({1., 10., 100., 1000.})};
  };
  const Array y = jit([&](Array a, Array b) { return f({a, b})[0]; })(x, i);
  EXPECT_EQ(y.values(), (std::vector<double>{1, 20, 200, 3000}));
  const auto g = [&](Array a, Array b) {
    return grad([&](Array c) { return sum(f({c, b})[0]); })(a);
  };
  EXPECT_EQ(jit(g)(x, i).values(), (std::vector<double>{1, 110, 1000}));
}

TEST(Index, Derivatives) {
  const Array x = wiggle({4, 3}), i = array<std::int64_t>({0, 2, 2, 3, 0});
  check_derivatives([](const Arrays& a) { return take(a[0], a[1]); }, {x, i});
  check_derivatives([](const Arrays& a) { return a[0][{a[1], 1}]; }, {x, i});
  check_derivatives([](const Arrays& a) { return a[0][{Slice({}, {}, -2), Slice(1)}]; }, {x});
  check_derivatives([](const Arrays& a) { return take_along_axis(a[0], a[1], 1); },
                    {x, reshape(array<std::int64_t>({0, 2, 2, 1}), {4, 1})});
  check_derivatives(
      [](const Arrays& a) {
        return dynamic_slice(a[0], {a[1], a[2]}, {2, 2});
      },
      {x, astype(7, int64), astype(1, int64)});
}

TEST(Index, Vmap) {
  const Array x = wiggle({3, 4, 2});
  const Array i = reshape(array<std::int64_t>({0, 3, 1, 1, 2, 0, 3, 3, 2, 2, 1, 0}), {3, 4});
  const auto checked = [](const testing::Operation& f, const Arrays& arguments) {
    check_vmap(f, arguments);
    check_vmap_of_gradient(f, arguments);
  };
  checked([](const Arrays& a) { return take(a[0], a[1]); }, {x, i});
  checked([](const Arrays& a) { return a[0][{a[1], 1}]; }, {x, i});
  checked([](const Arrays& a) { return take_along_axis(a[0], expand_dims(a[1], 1), 0); }, {x, i});
  const auto start = [](std::int64_t a, std::int64_t b, std::int64_t c) {
    return array<std::int64_t>({a, b, c});
  };
  checked(
      [](const Arrays& a) {
        return dynamic_slice(a[0], {a[1], a[2]}, {2, 1});
      },
      {x, start(0, 2, 1), start(1, 0, 1)});
}

TEST(Index, OfEveryDtype) {
  for (const Dtype dtype : kAllDtypes) {
    const Array x = astype(array({0., 1., 1., 0.}), dtype);
    const Array part = take(x, array<std::int32_t>({1, 3}));
    EXPECT_EQ(part.dtype(), dtype);
    EXPECT_EQ(part.values(), (std::vector<double>{1, 0}));
  }
  for (const Dtype dtype : {int32, int64, uint32, uint64}) {
    EXPECT_EQ(take(array({5., 6.}), astype(array({1.}), dtype)).item(), 6);
    EXPECT_EQ(one_hot(astype(array({1.}), dtype), 2).values(), (std::vector<double>{0, 1}));
  }
}

}  // namespace
}  // namespace aleator
