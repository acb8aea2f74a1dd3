// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/reshape.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::bijectors {
namespace {

struct ReshapeRules final : BijectorRules {
  explicit ReshapeRules(const ReshapeOptions& o) : in(o.event_shape_in), out(o.event_shape_out) {
    for (const Dims& dims : {in, out}) {
      const auto num_open = std::count(dims.begin(), dims.end(), -1);
      if (num_open <= 1 && std::all_of(dims.begin(), dims.end(), [](auto d) { return d >= -1; }))
        continue;
      throw ValueError(
          text("Reshape: dimensions must be non-negative, or -1 at most once, got ", Shape(dims)));
    }
  }
  const Dims in, out;

  /// `shape` with the trailing axes `from` replaced by `to`.
  static Shape exchanged(const Shape& shape, const Dims& from, const Dims& to) {
    const std::int64_t first = shape.rank() - static_cast<std::int64_t>(from.size());
    bool is_match = first >= 0;
    for (std::size_t i = 0; is_match && i < from.size(); ++i)
      is_match = from[i] == -1 || from[i] == shape[first + static_cast<std::int64_t>(i)];
    if (!is_match) {
      throw ShapeError(
          text("Reshape: the trailing axes must be ", Shape(from), ", got shape ", shape));
    }
    return shape.slice(0, first) + sized(to, shape.slice(first, shape.rank()).size());
  }
  static Shape sized(const Dims& dims, std::int64_t size) {
    Shape result(dims);
    std::int64_t known = 1, open = -1;
    for (std::int64_t i = 0; i < result.rank(); ++i)
      (result[i] < 0 ? open : known) = result[i] < 0 ? i : known * result[i];
    if (open >= 0 && known > 0) result[open] = size / known;
    if (result.size() != size) {
      throw ShapeError(text("Reshape: cannot give ", size, " elements the shape ", Shape(dims)));
    }
    return result;
  }

  std::string_view name() const override { return "Reshape"; }
  Array forward(const Array& x) const override {
    return aleator::reshape(x, forward_event_shape(x.shape()));
  }
  Array inverse(const Array& y) const override {
    return aleator::reshape(y, inverse_event_shape(y.shape()));
  }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return static_cast<int>(in.size()); }
  int inverse_min_event_ndims() const override { return static_cast<int>(out.size()); }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override { return exchanged(shape, in, out); }
  Shape inverse_event_shape(const Shape& shape) const override { return exchanged(shape, out, in); }
};

}  // namespace

Reshape::Reshape(const ReshapeOptions& options) : Bijector(make_ref<ReshapeRules>(options)) {}

}  // namespace aleator::bijectors
