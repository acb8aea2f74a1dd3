// SPDX-License-Identifier: Apache-2.0
// Tests shapes, broadcasting and axes.
#include "aleator/base/shape.h"

#include "aleator/base/error.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace aleator {
namespace {

template <class Call>
std::string shape_error_of(Call call) {
  try {
    call();
  } catch (const ShapeError& error) {
    return error.what();
  }
  return "no ShapeError";
}

TEST(Shape, CountsDimensionsAndElements) {
  const Shape shape = {2, 3, 4};
  EXPECT_EQ(shape.rank(), 3);
  EXPECT_EQ(shape.size(), 24);
  EXPECT_EQ(shape[1], 3);
  EXPECT_EQ(Shape{}.size(), 1);
  EXPECT_TRUE(Shape{}.empty());
  EXPECT_EQ((Shape{3, 0, 2}.size()), 0);
}

TEST(Shape, TakesIntegersOfAnyType) {
  const std::vector<double> v(5);
  EXPECT_EQ((Shape{v.size(), 2}), Shape(Dims{5, 2}));
}

TEST(Shape, IsCutAndJoined) {
  const Shape shape = {2, 3, 4};
  EXPECT_EQ(shape.slice(1, 3), (Shape{3, 4}));
  EXPECT_EQ(shape.slice(2, 2), Shape{});
  EXPECT_EQ(shape.slice(2, 1), Shape{});
  EXPECT_EQ(shape.without(1), (Shape{2, 4}));
  EXPECT_EQ(shape.with_inserted(0, 7), (Shape{7, 2, 3, 4}));
  EXPECT_EQ(shape.with_inserted(3, 7), (Shape{2, 3, 4, 7}));
  EXPECT_EQ((Shape{5} + shape), (Shape{5, 2, 3, 4}));
  EXPECT_EQ(Shape{} + Shape{}, Shape{});
}

TEST(Shape, HasRowMajorStrides) {
  EXPECT_EQ((Shape{2, 3, 4}.strides()), (Dims{12, 4, 1}));
  EXPECT_EQ(Shape{}.strides(), Dims{});
}

TEST(Shape, PrintsAsAList) {
  EXPECT_EQ((Shape{3, 4}.to_string()), "[3, 4]");
  EXPECT_EQ(Shape{}.to_string(), "[]");
}

TEST(BroadcastShapes, FollowsNumPy) {
  struct Case {
    Shape a, b, result;
  };
  const Case cases[] = {
      {{}, {}, {}},
      {{}, {3}, {3}},
      {{3}, {3}, {3}},
      {{1}, {3}, {3}},
      {{3, 1}, {4}, {3, 4}},
      {{2, 1, 5}, {4, 1}, {2, 4, 5}},
      {{1, 1, 1}, {7}, {1, 1, 7}},
      {{0}, {1}, {0}},
      {{4, 0}, {4, 1}, {4, 0}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(broadcast_shapes(c.a, c.b, "add"), c.result);
    EXPECT_EQ(broadcast_shapes(c.b, c.a, "add"), c.result);
  }
}

TEST(BroadcastShapes, NamesTheOperationAndBothShapes) {
  EXPECT_EQ(shape_error_of([] {
              broadcast_shapes({3, 2}, {3}, "add");
            }),
            "add: shapes [3, 2] and [3] do not broadcast (trailing dimensions must be equal or 1)");
  EXPECT_EQ(shape_error_of([] { broadcast_shapes({0}, {2}, "mul"); }),
            "mul: shapes [0] and [2] do not broadcast (trailing dimensions must be equal or 1)");
}

TEST(NormalizeAxis, CountsFromTheEnd) {
  EXPECT_EQ(normalize_axis(0, 3, "sum"), 0);
  EXPECT_EQ(normalize_axis(-1, 3, "sum"), 2);
  EXPECT_EQ(normalize_axis(-3, 3, "sum"), 0);
}

TEST(NormalizeAxis, RefusesWhatIsOutside) {
  EXPECT_EQ(shape_error_of([] { normalize_axis(3, 3, "sum"); }),
            "sum: axis 3 is outside the 3 axes of the array");
  EXPECT_EQ(shape_error_of([] { normalize_axis(-4, 3, "sum"); }),
            "sum: axis -4 is outside the 3 axes of the array");
  EXPECT_EQ(shape_error_of([] { normalize_axis(0, 0, "sum"); }),
            "sum: axis 0 is outside the 0 axes of the array");
}

TEST(NormalizeAxes, SortsAndRefusesDuplicates) {
  EXPECT_EQ(normalize_axes({-1, 0}, 3, "sum"), (Dims{0, 2}));
  EXPECT_EQ(normalize_axes({}, 3, "sum"), Dims{});
  EXPECT_EQ(shape_error_of([] {
              normalize_axes({0, -3}, 3, "sum");
            }),
            "sum: an axis is named twice in [0, 0]");
}

}  // namespace
}  // namespace aleator
