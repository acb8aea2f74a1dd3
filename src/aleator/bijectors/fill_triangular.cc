// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/fill_triangular.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct FillTriangularRules final : BijectorRules {
  explicit FillTriangularRules(const FillTriangularOptions& o) : upper(o.upper) {}
  const bool upper;

  static std::int64_t side(const Shape& shape) {
    const std::int64_t m = shape.rank() == 0 ? -1 : shape[shape.rank() - 1];
    std::int64_t n = 0;
    while (n * (n + 1) / 2 < m) ++n;
    if (n * (n + 1) / 2 != m) {
      throw ShapeError(text("FillTriangular: needs n (n + 1) / 2 numbers, got shape ", shape));
    }
    return n;
  }

  std::string_view name() const override { return "FillTriangular"; }
  Array forward(const Array& x) const override {
    const std::int64_t m = x.dim(-1), n = side(x.shape());
    const Array rest = slice_axis(x, -1, n, m);
    const Arrays parts = upper ? Arrays{x, reverse(rest, {-1})} : Arrays{rest, reverse(x, {-1})};
    const Array square = reshape(concatenate(parts, -1), forward_event_shape(x.shape()));
    return upper ? upper_triangle(square) : lower_triangle(square);
  }
  Array inverse(const Array& y) const override {
    const std::int64_t n = y.dim(-1), m = n * (n + 1) / 2;
    const Shape shape = inverse_event_shape(y.shape()), batch = shape.slice(0, shape.rank() - 1);
    // Where in the matrix an element stands: once in the triangle, if it is in the rows twice.
    Dims positions(static_cast<std::size_t>(m));
    for (std::int64_t p = 0; p < n * n; ++p) {
      const bool is_inside = upper ? p / n <= p % n : p / n >= p % n;
      const std::int64_t lower_element = p < m - n ? n + p : n * n - 1 - p;
      const std::int64_t upper_element = p < m ? p : n + n * n - 1 - p;
      if (is_inside) positions[static_cast<std::size_t>(upper ? upper_element : lower_element)] = p;
    }
    return take(reshape(y, batch + Shape{n * n}), array(positions), batch.rank());
  }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 2; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override {
    const std::int64_t n = side(shape);
    return shape.slice(0, shape.rank() - 1) + Shape{n, n};
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    const std::int64_t rank = shape.rank(), n = rank < 2 ? 0 : shape[rank - 1];
    if (rank < 2 || shape[rank - 2] != n) {
      throw ShapeError(text("FillTriangular: needs a square matrix, got shape ", shape));
    }
    return shape.slice(0, rank - 2) + Shape{n * (n + 1) / 2};
  }
};

}  // namespace

FillTriangular::FillTriangular(const FillTriangularOptions& options)
    : Bijector(make_ref<FillTriangularRules>(options)) {}

}  // namespace aleator::bijectors
