// SPDX-License-Identifier: Apache-2.0
// Declares linear interpolation on grids. Names are TFP's. Results are differentiable by the points
// and the values; NaN where a point is NaN.
#pragma once

#include "aleator/array/array.h"

#include <optional>

namespace aleator::math {

/// What stands outside the grid.
enum class Extension {
  constant,    ///< the value at the nearest edge
  extrapolate  ///< the line of the outermost cell
};
struct InterpolationOptions {
  std::int64_t axis = -1;  ///< of y_ref
  Extension extension = Extension::constant;
  std::optional<Array> fill_value = {};  ///< outside the grid, instead of an extension
};

/// The values y_ref, at points equally spaced from x_ref_min to x_ref_max (scalars) along one axis,
/// interpolated at x of any shape, which takes that axis' place.
Array interp_regular_1d_grid(const Array& x, const Array& x_ref_min, const Array& x_ref_max,
                             const Array& y_ref, const InterpolationOptions& options = {});
/// The same in batches: x is [..., d], y_ref [..., c], x_ref_min and x_ref_max [...]; the result is
/// [..., d].
Array batch_interp_regular_1d_grid(const Array& x, const Array& x_ref_min, const Array& x_ref_max,
                                   const Array& y_ref, const InterpolationOptions& options = {});
/// Multilinear interpolation: x is [..., d, n], x_ref_min and x_ref_max are [..., n], y_ref is
/// [..., c1, ..., cn]; the result is [..., d]. options.axis is not used.
Array batch_interp_regular_nd_grid(const Array& x, const Array& x_ref_min, const Array& x_ref_max,
                                   const Array& y_ref, const InterpolationOptions& options = {});
/// The same on a grid with any increasing points along each of its n axes, given as n vectors.
Array batch_interp_rectilinear_nd_grid(const Array& x, const Arrays& x_grid_points,
                                       const Array& y_ref,
                                       const InterpolationOptions& options = {});

}  // namespace aleator::math
