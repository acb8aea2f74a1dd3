// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/pad.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::bijectors {
namespace {

struct PadRules final : BijectorRules {
  explicit PadRules(const PadOptions& o)
      : paddings(o.paddings), axes(o.axis), value(o.constant_values) {
    if (axes.empty()) {
      for (std::size_t i = paddings.size(); i > 0; --i)
        axes.push_back(-static_cast<std::int64_t>(i));
    }
    if (axes.size() != paddings.size()) {
      throw ValueError(
          text("Pad: needs as many axes as paddings, got ", axes.size(), " and ", paddings.size()));
    }
    for (std::size_t i = 0; i < axes.size(); ++i) {
      if (axes[i] >= 0 || std::count(axes.begin(), axes.end(), axes[i]) > 1)
        throw ValueError(text("Pad: axes must be negative and differ, got ", Shape(axes)));
      if (paddings[i].before < 0 || paddings[i].after < 0)
        throw ValueError(text("Pad: paddings must not be negative, got ", paddings[i].before,
                              " before and ", paddings[i].after, " after axis ", axes[i]));
      num_axes = std::max(num_axes, static_cast<int>(-axes[i]));
    }
  }
  const std::vector<Padding> paddings;
  Dims axes;
  const Array value;
  int num_axes = 0;

  Array padded(const Array& x, std::int64_t sign) const {
    Dims low(static_cast<std::size_t>(x.rank()), 0), high = low;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const auto axis = static_cast<std::size_t>(x.rank() + axes[i]);
      low[axis] = sign * paddings[i].before;
      high[axis] = sign * paddings[i].after;
    }
    return pad(x, {.low = low, .high = high, .value = astype(value, x.dtype())});
  }
  Shape grown(const Shape& shape, std::int64_t sign) const {
    Shape result = shape;
    for (std::size_t i = 0; i < axes.size(); ++i) {
      const std::int64_t axis = shape.rank() + axes[i];
      if (axis >= 0) result[axis] += sign * (paddings[i].before + paddings[i].after);
      if (axis < 0 || result[axis] < 0)
        throw ShapeError(text("Pad: shape ", shape, " has too few axes or elements"));
    }
    return result;
  }

  std::string_view name() const override { return "Pad"; }
  Array forward(const Array& x) const override { return padded(x, 1); }
  Array inverse(const Array& y) const override { return padded(y, -1); }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return num_axes; }
  int inverse_min_event_ndims() const override { return num_axes; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override { return grown(shape, 1); }
  Shape inverse_event_shape(const Shape& shape) const override { return grown(shape, -1); }
  Arrays parameters() const override { return {value}; }
};

}  // namespace

Pad::Pad(const PadOptions& options) : Bijector(make_ref<PadRules>(options)) {}

}  // namespace aleator::bijectors
