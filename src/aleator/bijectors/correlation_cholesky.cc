// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/correlation_cholesky.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/fill_triangular.h"

namespace aleator::bijectors {
namespace {

struct CorrelationCholeskyRules final : BijectorRules {
  /// The matrix with ones on the diagonal.
  static Array rows(const Array& x) {
    const Array lower = FillTriangular().forward(x);
    Dims low(static_cast<std::size_t>(lower.rank()), 0), high = low;
    low[low.size() - 2] = high[high.size() - 1] = 1;
    return pad(lower, {.low = low, .high = high}) + eye(lower.dim(-1) + 1, -1, 0, lower.dtype());
  }
  /// The largest element of each row, by which rows are divided before squares are taken. It is at
  /// least 1, and cancels, so derivatives need not know of it.
  static Array largest(const Array& all) {
    return stop_gradient(max(abs(all), {.axes = {-1}, .keep_dims = true}));
  }
  static Array weighted_sum(const Array& log_diagonal) {
    const Array weights = astype(arange(log_diagonal.dim(-1)) + 2, log_diagonal.dtype());
    return sum(weights * log_diagonal, {.axes = {-1}});
  }
  static Shape grown(const Shape& shape, std::int64_t change) {
    const std::int64_t rank = shape.rank();
    if (rank < 2 || shape[rank - 2] != shape[rank - 1] || shape[rank - 1] + change < 0) {
      throw ShapeError(text("CorrelationCholesky: needs a square matrix, got shape ", shape));
    }
    return shape.slice(0, rank - 2) + Shape{shape[rank - 1] + change, shape[rank - 1] + change};
  }
  std::string_view name() const override { return "CorrelationCholesky"; }
  Array forward(const Array& x) const override {
    const Array all = rows(x), size = largest(all), scaled = all / size;
    return scaled / sqrt(sum(square(scaled), {.axes = {-1}, .keep_dims = true}));
  }
  Array inverse(const Array& y) const override {
    const std::int64_t n = y.dim(-1);
    const Array ratio = y / expand_dims(diagonal(y), -1);
    return FillTriangular().inverse(slice_axis(slice_axis(ratio, -2, 1, n), -1, 0, n - 1));
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Array all = rows(x), size = largest(all);
    const Array squares = sum(square(all / size), {.axes = {-1}});
    return weighted_sum(-log(squeeze(size, -1)) - 0.5 * log(squares));
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return -weighted_sum(log(diagonal(y)));
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 2; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  Shape forward_event_shape(const Shape& shape) const override {
    return grown(FillTriangular().forward_event_shape(shape), 1);
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    return FillTriangular().inverse_event_shape(grown(shape, -1));
  }
};

}  // namespace

CorrelationCholesky::CorrelationCholesky() : Bijector(make_ref<CorrelationCholeskyRules>()) {}

}  // namespace aleator::bijectors
