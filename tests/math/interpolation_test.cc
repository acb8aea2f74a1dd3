// SPDX-License-Identifier: Apache-2.0
// Tests interpolation on grids, which is exact for functions that are linear in each coordinate.
#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace math;

TEST(Interpolation, OnARegularGrid) {
  const Array y = array({0., 10., 30., 20.});
  const Array x = array({0., 0.5, 1.25, 3., -1., 4., std::nan("")});
  const auto at = [&](const InterpolationOptions& o) {
    return interp_regular_1d_grid(x, 0., 3., y, o);
  };
  expect_near(at({}), array({0., 5., 15., 20., 0., 20., std::nan("")}));
  expect_near(at({.extension = Extension::extrapolate}),
              array({0., 5., 15., 20., -10., 10., std::nan("")}));
  expect_near(at({.fill_value = -7.}), array({0., 5., 15., 20., -7., -7., std::nan("")}));
}

TEST(Interpolation, AlongAnyAxis) {
  const Array y = wiggle({2, 5, 3}), x = array({{0.1, 0.9}, {0.5, 0.2}});
  const Array middle = interp_regular_1d_grid(x, 0., 1., y, {.axis = 1});
  EXPECT_EQ(middle.shape(), (Shape{2, 2, 2, 3}));
  expect_near(middle[{1, Ellipsis, 2}], interp_regular_1d_grid(x, 0., 1., y[{1, Slice(), 2}]));
}

TEST(Interpolation, InBatches) {
  const Array y = wiggle({2, 5}), x = array({{0.1, 0.9}, {1.5, 0.2}});
  const Array low = array({0., 0.}), high = array({1., 2.});
  const Array both = batch_interp_regular_1d_grid(x, low, high, y);
  for (const int i : {0, 1})
    expect_near(both[i], interp_regular_1d_grid(x[i], low[i], high[i], y[i]));
}

TEST(Interpolation, OfMultilinearFunctionsIsExact) {
  const auto f = [](const Array& u, const Array& v) { return 1. + 2. * u - 3. * v + 0.5 * u * v; };
  const Array u = linspace(-1., 2., 4), v = linspace(0., 10., 6);
  const Array y = f(expand_dims(u, 1), v);
  const Array x = stack({array({-0.7, 0.3, 1.9, 2.}), array({0.1, 5.5, 9.9, 10.})}, -1);
  const Array expected = f(x[{Slice(), 0}], x[{Slice(), 1}]);
  expect_near(batch_interp_regular_nd_grid(x, array({-1., 0.}), array({2., 10.}), y), expected,
              1e-14);
  const Array uneven = array({-1., -0.2, 1.7, 2.});
  const Array z = f(expand_dims(uneven, 1), v);
  expect_near(batch_interp_rectilinear_nd_grid(x, {uneven, v}, z), expected, 1e-14);
  const Array outside = array({{-2., 5.}});
  expect_near(batch_interp_rectilinear_nd_grid(outside, {uneven, v}, z),
              f(array({-1.}), array({5.})), 1e-14);
  expect_near(batch_interp_rectilinear_nd_grid(outside, {uneven, v}, z,
                                               {.extension = Extension::extrapolate}),
              f(array({-2.}), array({5.})), 1e-14);
  // A batch of grids at the same points.
  const Array grids =
      batch_interp_regular_nd_grid(x, array({-1., 0.}), array({2., 10.}), stack({y, 2. * y}));
  expect_near(grids, stack({expected, 2. * expected}), 1e-14);
}

TEST(Interpolation, DerivativesAndVmap) {
  const auto f = [](const Arrays& a) { return interp_regular_1d_grid(a[0], 0., 1., a[1]); };
  check_derivatives(f, {0.5 + 0.4 * wiggle({3}), wiggle({6}, 1)});
  check_vmap(f, {0.5 + 0.4 * wiggle({3, 3}), wiggle({3, 6}, 1)});
  const auto g = [](const Arrays& a) {
    return batch_interp_regular_nd_grid(a[0], array({-1., -1.}), array({1., 1.}), a[1]);
  };
  check_derivatives(g, {0.9 * wiggle({4, 2}), wiggle({4, 5}, 1)});
}

TEST(Interpolation, Errors) {
  EXPECT_EQ(message_of<ShapeError>([] { interp_regular_1d_grid(0.5, 0., 1., ones({1})); }),
            "interp_regular_1d_grid: a grid needs at least 2 points along each axis, got 1");
  EXPECT_EQ(message_of<ShapeError>([] {
              batch_interp_rectilinear_nd_grid(ones({2, 2}), {ones({3})}, ones({3, 3}));
            }),
            "batch_interp_rectilinear_nd_grid: points with 2 coordinates need 2 vectors of grid "
            "points, got 1");
}

}  // namespace
}  // namespace aleator
