// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/interpolation.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::math {
namespace {

/// Where points lie in a grid along one axis.
struct Cell {
  Array lower;     ///< int64: the point of the grid below
  Array fraction;  ///< of the way to the next one; outside 0..1 where extrapolated
  Array is_outside;
};

Cell with_extension(const Array& lower, const Array& fraction, const Array& is_outside,
                    const InterpolationOptions& options) {
  const bool is_constant = options.extension == Extension::constant;
  return {lower, is_constant ? clip(fraction, 0., 1.) : fraction, is_outside};
}

Cell regular_cell(const Array& x, const Array& low, const Array& high, std::int64_t num,
                  const InterpolationOptions& options) {
  const auto last = static_cast<double>(num - 1);
  const Array position = (x - low) / (high - low) * last;
  const Array lower = stop_gradient(clip(floor(position), 0., last - 1));
  const Array is_outside = logical_or(position<0., position> last);
  return with_extension(astype(lower, int64), position - lower, is_outside, options);
}

Cell rectilinear_cell(const Array& x, const Array& points, const InterpolationOptions& options) {
  const std::int64_t num = points.dim(0);
  const Array right = searchsorted(points, stop_gradient(x), Side::Right);
  const Array lower = clip(right - 1, 0, num - 2);
  const Array start = take(points, lower), end = take(points, lower + 1);
  const Array is_outside = logical_or(x<points[0], x> points[num - 1]);
  return with_extension(lower, (x - start) / (end - start), is_outside, options);
}

Array filled(const Array& y, const Array& is_outside, const InterpolationOptions& options) {
  return options.fill_value ? where(is_outside, *options.fill_value, y) : y;
}

void check_points(const char* who, std::int64_t num) {
  if (num < 2)
    throw ShapeError(text(who, ": a grid needs at least 2 points along each axis, got ", num));
}

/// The sum over the corners of each cell, with n cells along the last axes of y.
Array multilinear(const char* who, const std::vector<Cell>& cells, const Array& y_ref,
                  const InterpolationOptions& options) {
  const auto n = static_cast<std::int64_t>(cells.size());
  const Shape grid = y_ref.shape().slice(y_ref.rank() - n, y_ref.rank());
  const Array flat = reshape(y_ref, y_ref.shape().slice(0, y_ref.rank() - n) + Shape{grid.size()});
  const Dims strides = grid.strides();
  Array total = 0., is_outside = cells[0].is_outside;
  for (std::int64_t corner = 0; corner < std::int64_t{1} << n; ++corner) {
    Array position = 0, weight = 1.;
    for (std::int64_t axis = 0; axis < n; ++axis) {
      const Cell& cell = cells[static_cast<std::size_t>(axis)];
      const bool is_upper = (corner >> axis & 1) != 0;
      position =
          position + (cell.lower + (is_upper ? 1 : 0)) * strides[static_cast<std::size_t>(axis)];
      weight = weight * (is_upper ? cell.fraction : 1. - cell.fraction);
    }
    const Shape batch = broadcast_shapes(flat.shape().slice(0, flat.rank() - 1),
                                         position.shape().slice(0, position.rank() - 1), who);
    total = total +
            weight * take_along_axis(broadcast_to(flat, batch + Shape{grid.size()}),
                                     broadcast_to(position, batch + Shape{position.dim(-1)}), -1);
  }
  for (const Cell& cell : cells) is_outside = logical_or(is_outside, cell.is_outside);
  return filled(total, is_outside, options);
}

/// The number of dimensions n of points [..., d, n] in a grid of at least n axes.
std::int64_t num_dimensions(const char* who, const Array& x, const Array& y_ref) {
  const std::int64_t n = x.rank() < 2 ? 0 : x.dim(-1);
  if (n < 1 || n > 8 || y_ref.rank() < n) {
    throw ShapeError(text(who, ": points [..., d, n] need values with n axes of the grid, got ",
                          x.shape(), " and ", y_ref.shape()));
  }
  for (std::int64_t axis = 1; axis <= n; ++axis) check_points(who, y_ref.dim(-axis));
  return n;
}

Array coordinate(const Array& x, std::int64_t i) {
  return squeeze(slice_axis(x, -1, i, i + 1), -1);
}

}  // namespace

Array interp_regular_1d_grid(const Array& x, const Array& x_ref_min, const Array& x_ref_max,
                             const Array& y_ref, const InterpolationOptions& options) {
  const char* who = "interp_regular_1d_grid";
  const std::int64_t axis = normalize_axis(options.axis, y_ref.rank(), who);
  const std::int64_t num = y_ref.dim(axis);
  check_points(who, num);
  const Cell cell = regular_cell(as_floating(x), x_ref_min, x_ref_max, num, options);
  // The axes of x are followed by those of y_ref behind the grid's.
  Shape spread = x.shape();
  for (std::int64_t k = axis + 1; k < y_ref.rank(); ++k) spread = spread + Shape{1};
  const Array fraction = reshape(cell.fraction, spread);
  const Array lower = take(y_ref, cell.lower, axis), upper = take(y_ref, cell.lower + 1, axis);
  return filled((1. - fraction) * lower + fraction * upper, reshape(cell.is_outside, spread),
                options);
}

Array batch_interp_regular_1d_grid(const Array& x, const Array& x_ref_min, const Array& x_ref_max,
                                   const Array& y_ref, const InterpolationOptions& options) {
  const char* who = "batch_interp_regular_1d_grid";
  if (x.rank() < 1 || y_ref.rank() < 1)
    throw ShapeError(text(who, ": needs points and values along a last axis, got shapes ",
                          x.shape(), " and ", y_ref.shape()));
  check_points(who, y_ref.dim(-1));
  const Cell cell = regular_cell(as_floating(x), expand_dims(x_ref_min, -1),
                                 expand_dims(x_ref_max, -1), y_ref.dim(-1), options);
  return multilinear(who, {cell}, y_ref, options);
}

Array batch_interp_regular_nd_grid(const Array& x, const Array& x_ref_min, const Array& x_ref_max,
                                   const Array& y_ref, const InterpolationOptions& options) {
  const char* who = "batch_interp_regular_nd_grid";
  const std::int64_t n = num_dimensions(who, x, y_ref);
  const Array points = as_floating(x);
  std::vector<Cell> cells;
  for (std::int64_t i = 0; i < n; ++i) {
    cells.push_back(regular_cell(coordinate(points, i), expand_dims(coordinate(x_ref_min, i), -1),
                                 expand_dims(coordinate(x_ref_max, i), -1),
                                 y_ref.dim(y_ref.rank() - n + i), options));
  }
  return multilinear(who, cells, y_ref, options);
}

Array batch_interp_rectilinear_nd_grid(const Array& x, const Arrays& x_grid_points,
                                       const Array& y_ref, const InterpolationOptions& options) {
  const char* who = "batch_interp_rectilinear_nd_grid";
  const std::int64_t n = num_dimensions(who, x, y_ref);
  if (static_cast<std::int64_t>(x_grid_points.size()) != n) {
    throw ShapeError(text(who, ": points with ", n, " coordinates need ", n,
                          " vectors of grid points, got ", x_grid_points.size()));
  }
  const Array points = as_floating(x);
  std::vector<Cell> cells;
  for (std::int64_t i = 0; i < n; ++i) {
    const Array grid = as_floating(x_grid_points[static_cast<std::size_t>(i)]);
    if (grid.shape() != Shape{y_ref.dim(y_ref.rank() - n + i)}) {
      throw ShapeError(text(who, ": axis ", i, " of the grid has ", y_ref.dim(y_ref.rank() - n + i),
                            " values, got grid points of shape ", grid.shape()));
    }
    cells.push_back(rectilinear_cell(coordinate(points, i), grid, options));
  }
  return multilinear(who, cells, y_ref, options);
}

}  // namespace aleator::math
