// SPDX-License-Identifier: Apache-2.0
// Tests that the lane mark survives the batch rules of indexing, sorting and products.
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/trace.h"
#include "aleator/graph/verify.h"

#include "tests/array/support.h"

namespace aleator {
namespace {

using testing::wiggle;

/// The lane axis of f's result when all arguments are mapped, axis 0, along the lanes.
int lane_of(const testing::Operation& f, const Arrays& arguments) {
  ArrayTypes types;
  for (const Array& a : arguments)
    types.push_back({.dtype = a.dtype(), .shape = a.shape().without(0)});
  const Function single =
      trace("test", types, [&](const Arrays& a) { return Arrays{f(a)}; }).function;
  std::vector<bool> is_batched(single.parameters().size(), false);
  std::fill_n(is_batched.begin(), types.size(), true);
  const Function batched = batch_function(single, is_batched, 3, true);
  verify(batched);
  return batched.outputs()[0].type().lane_axis;
}

TEST(Lanes, OfIndexing) {
  const Array x = wiggle({3, 4, 2}), i = array<std::int64_t>({0, 3, 1});
  EXPECT_EQ(lane_of([&](const Arrays& a) { return take(a[0], i); }, {x}), 0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return a[0][{Slice(1, 3), 0}]; }, {x}), 0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return take(a[0], a[1]); }, {x, i}), 0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return take(array({1., 2., 3., 4.}), a[0]); }, {i}), 0);
  const auto block = [](const Arrays& a) { return dynamic_slice(a[0], {a[1], 0}, {2, 2}); };
  EXPECT_EQ(lane_of(block, {x, i}), 0);
  const auto write = [](const Arrays& a) {
    return dynamic_update_slice(zeros({9, 2}), a[0], {a[1], 0});
  };
  EXPECT_EQ(lane_of(write, {x, i}), 0);
}

TEST(Lanes, OfUpdates) {
  const Array x = wiggle({3, 4, 2}), i = array<std::int64_t>({0, 3, 1});
  EXPECT_EQ(lane_of([&](const Arrays& a) { return add_at(zeros({4, 2}), i, a[0][0]); }, {x}), 0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return add_at(zeros({4}), a[0], 1.); }, {i}), 0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return set_at(a[0], 2, 0.); }, {x}), 0);
}

TEST(Lanes, OfSortingAndProducts) {
  const Array x = wiggle({3, 4, 2}), square = wiggle({3, 4, 4}), shared = wiggle({4, 4});
  EXPECT_EQ(lane_of([](const Arrays& a) { return sort(a[0]); }, {x}), 0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return matmul(a[0], a[1]); }, {square, x}), 0);
  EXPECT_EQ(lane_of([&](const Arrays& a) { return matmul(shared, a[0]); }, {x}), 0);
  EXPECT_EQ(lane_of([&](const Arrays& a) { return matmul(a[0], shared); }, {square}), 0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return cholesky(a[0]); }, {square}), 0);
  EXPECT_EQ(lane_of([&](const Arrays& a) { return solve_triangular(shared, a[0]); }, {x}), 0);
  EXPECT_EQ(lane_of(
                [&](const Arrays& a) {
                  return solve_triangular(shared, a[0][{Ellipsis, 0}]);
                },
                {x}),
            0);
  EXPECT_EQ(lane_of([](const Arrays& a) { return solve_triangular(a[0], a[1]); }, {square, x}), 0);
}

}  // namespace
}  // namespace aleator
