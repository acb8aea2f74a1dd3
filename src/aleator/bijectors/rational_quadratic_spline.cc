// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/rational_quadratic_spline.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

#include <algorithm>
#include <utility>

namespace aleator::bijectors {
namespace {

struct RationalQuadraticSplineRules final : BijectorRules {
  explicit RationalQuadraticSplineRules(const RationalQuadraticSplineOptions& o)
      : widths(real_parameter("RationalQuadraticSpline", "bin_widths", o.bin_widths)),
        heights(real_parameter("RationalQuadraticSpline", "bin_heights", o.bin_heights)),
        slopes(real_parameter("RationalQuadraticSpline", "knot_slopes", o.knot_slopes)),
        range_min(real_parameter("RationalQuadraticSpline", "range_min", o.range_min)) {
    check();
    const auto knots = [&](const Array& sizes) {
      const Array all =
          cumulative_sum(concatenate({zeros_like(slice_axis(sizes, -1, 0, 1)), sizes}, -1));
      return all + expand_dims(range_min, -1);
    };
    knots_x = knots(widths);
    knots_y = knots(heights);
    const Array inner = slopes.rank() == 0 ? expand_dims(slopes, 0) : slopes;
    const Shape batch = inner.shape().slice(0, inner.rank() - 1);
    const Array one = ones(batch + Shape{1}, widths.dtype());
    all_slopes =
        concatenate({one, broadcast_to(inner, batch + Shape{widths.dim(-1) - 1}), one}, -1);
  }
  const Array widths, heights, slopes, range_min;
  Array knots_x, knots_y, all_slopes;

  /// The bin of each number: its left knot, its sizes, the slopes at its ends.
  struct Bin {
    Array is_inside, x, y, w, h, d, e, s;
    Array place(const Array& value, const Array& left) const {
      return where(is_inside, (where(is_inside, value, left) - left) / w, 0.5);
    }
    Array denominator(const Array& q) const { return s + (d + e - 2. * s) * q; }
  };
  Bin bin(const Array& value, const Array& knots) const {
    const std::int64_t n = widths.dim(-1);
    const auto knot = [&](std::int64_t i) { return squeeze(slice_axis(knots, -1, i, i + 1), -1); };
    const Array inner = slice_axis(knots, -1, 1, n);
    const Array index = sum(expand_dims(value, -1) >= inner, {.axes = {-1}, .keep_dims = true});
    const auto at = [](const Array& of_bins, const Array& i) {
      const std::int64_t rank = std::max(of_bins.rank(), i.rank());
      const auto widened = [&](const Array& a) {
        return reshape(a, Shape(Dims(static_cast<std::size_t>(rank - a.rank()), 1)) + a.shape());
      };
      return squeeze(take_along_axis(widened(of_bins), widened(i), -1), -1);
    };
    const Array w = at(widths, index), h = at(heights, index);
    return {.is_inside = logical_and(value > knot(0), value < knot(n)),
            .x = at(knots_x, index),
            .y = at(knots_y, index),
            .w = w,
            .h = h,
            .d = at(all_slopes, index),
            .e = at(all_slopes, index + 1),
            .s = h / w};
  }
  void check() const {
    for (const auto& [name, value] : {std::pair("bin_widths", widths), {"bin_heights", heights}}) {
      check_constraint("RationalQuadraticSpline", name, value, kPositive);
      if (value.rank() < 1 || value.dim(-1) < 1 || value.dim(-1) != widths.dim(-1))
        throw ShapeError(
            text("RationalQuadraticSpline: bin_widths and bin_heights must be vectors of ",
                 "equal length, got shapes ", widths.shape(), " and ", heights.shape()));
    }
    check_constraint("RationalQuadraticSpline", "knot_slopes", slopes, kPositive);
    check_constraint("RationalQuadraticSpline", "range_min", range_min, kFinite);
    const std::int64_t num_inner = widths.dim(-1) - 1;
    if (slopes.rank() > 0 && slopes.dim(-1) != 1 && slopes.dim(-1) != num_inner)
      throw ShapeError(text("RationalQuadraticSpline: knot_slopes must have length ", num_inner,
                            ", got shape ", slopes.shape()));
    const Array w = sum(widths, {.axes = {-1}}), h = sum(heights, {.axes = {-1}});
    const Array is_equal = abs(w - h) <= 1e-5 * w;
    if (is_equal.is_known() && !all(is_equal).item<bool>())
      throw ValueError(text("RationalQuadraticSpline: bin_widths and bin_heights must have equal ",
                            "sums, got ", w, " and ", h));
  }

  std::string_view name() const override { return "RationalQuadraticSpline"; }
  Array forward(const Array& x) const override {
    const Bin b = bin(x, knots_x);
    const Array r = b.place(x, b.x), q = r * (1. - r);
    return where(b.is_inside, b.y + b.h * (b.s * square(r) + b.d * q) / b.denominator(q), x);
  }
  Array inverse(const Array& y) const override {
    const Bin b = bin(y, knots_y);
    // The root of a r^2 + b r + c, in the form without cancellation.
    const Array t = where(b.is_inside, y, b.y) - b.y, bend = t * (b.d + b.e - 2. * b.s);
    const Array quadratic = b.h * (b.s - b.d) + bend, linear = b.h * b.d - bend, c = -b.s * t;
    const Array r = -2. * c / (linear + sqrt(square(linear) - 4. * quadratic * c));
    return where(b.is_inside, b.x + r * b.w, y);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Bin b = bin(x, knots_x);
    const Array r = b.place(x, b.x), q = r * (1. - r);
    const Array slope = b.e * square(r) + 2. * b.s * q + b.d * square(1. - r);
    return where(b.is_inside, 2. * log(b.s) + log(slope) - 2. * log(b.denominator(q)), 0.);
  }
  Arrays parameters() const override { return {widths, heights, slopes, range_min}; }
};

}  // namespace

RationalQuadraticSpline::RationalQuadraticSpline(const RationalQuadraticSplineOptions& options)
    : Bijector(make_ref<RationalQuadraticSplineRules>(options)) {}

}  // namespace aleator::bijectors
