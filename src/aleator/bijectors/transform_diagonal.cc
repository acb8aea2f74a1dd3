// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/transform_diagonal.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct TransformDiagonalRules final : BijectorRules {
  explicit TransformDiagonalRules(const Bijector& diag_bijector) : diag_bijector(diag_bijector) {
    if (diag_bijector.forward_min_event_ndims() > 1 ||
        diag_bijector.inverse_min_event_ndims() > 1) {
      throw ValueError(text("TransformDiagonal: diag_bijector must map numbers or vectors, got ",
                            diag_bijector.name()));
    }
  }
  const Bijector diag_bijector;

  static Array with_diagonal(const Array& x, const Array& values) {
    if (x.dim(-1) != x.dim(-2)) {
      throw ShapeError(text("TransformDiagonal: needs a square matrix, got shape ", x.shape()));
    }
    const Shape matrix{x.dim(-2), x.dim(-1)};
    return where(iota(matrix, 0) == iota(matrix, 1), expand_dims(values, -1), x);
  }

  std::string_view name() const override { return "TransformDiagonal"; }
  Array forward(const Array& x) const override {
    return with_diagonal(x, diag_bijector.forward(diagonal(x)));
  }
  Array inverse(const Array& y) const override {
    return with_diagonal(y, diag_bijector.inverse(diagonal(y)));
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    return diag_bijector.forward_log_det_jacobian(diagonal(x), 1);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return diag_bijector.inverse_log_det_jacobian(diagonal(y), 1);
  }
  int forward_min_event_ndims() const override { return 2; }
  int inverse_min_event_ndims() const override { return 2; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }

  bool is_constant_jacobian() const override {
    return diag_bijector.rules().is_constant_jacobian();
  }
  Arrays parameters() const override { return diag_bijector.rules().parameters(); }
};

}  // namespace

TransformDiagonal::TransformDiagonal(const Bijector& diag_bijector)
    : Bijector(make_ref<TransformDiagonalRules>(diag_bijector)) {}

}  // namespace aleator::bijectors
