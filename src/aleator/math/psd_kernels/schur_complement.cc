// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/schur_complement.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::math::psd_kernels {
namespace {

Shape ones_of_rank(std::int64_t rank) { return Shape(Dims(static_cast<std::size_t>(rank), 1)); }

void check_points(const SchurComplementParameters& p) {
  const int n = p.base_kernel.feature_ndims();
  const Shape points = p.fixed_inputs.shape();
  if (points.rank() <= n)
    throw ShapeError(text("SchurComplement: 'fixed_inputs' must have an axis of points before the ",
                          n, " of features, got shape ", points));
  if (!p.fixed_inputs_is_missing) return;
  const Array& missing = *p.fixed_inputs_is_missing;
  if (missing.rank() < 1 || missing.dim(-1) != points[points.rank() - n - 1])
    throw ShapeError(text("SchurComplement: 'fixed_inputs_is_missing' must be [..., ",
                          points[points.rank() - n - 1], "], one for each of fixed_inputs, got ",
                          missing.shape()));
}

/// The Cholesky factor of the covariance at the fixed points; those that are missing are
/// independent of all.
Array factor_of(const SchurComplementParameters& p) {
  check_points(p);
  const Array z = as_floating(p.fixed_inputs);
  const Array covariance = p.base_kernel.matrix(z, z);
  const Array identity = eye(covariance.dim(-1), -1, 0, covariance.dtype());
  const Array shifted = covariance + for_examples(p.diag_shift, 2) * identity;
  if (!p.fixed_inputs_is_missing) return cholesky(shifted);
  const Array& missing = *p.fixed_inputs_is_missing;
  return cholesky(
      where(logical_or(expand_dims(missing, -1), expand_dims(missing, -2)), identity, shifted));
}

struct SchurRules final : PositiveSemidefiniteKernelRules {
  explicit SchurRules(const SchurComplementParameters& parameters)
      : p(parameters), factor(factor_of(parameters)) {}
  const SchurComplementParameters p;
  const Array factor;  ///< [..., n, n]

  std::string_view name() const override { return "SchurComplement"; }
  int feature_ndims() const override { return p.base_kernel.feature_ndims(); }
  Arrays parameters() const override {
    Arrays all = p.base_kernel.rules().parameters();
    all.push_back(p.fixed_inputs);
    all.push_back(p.diag_shift);
    return all;
  }
  Shape batch_shape() const override {
    return broadcast_shapes(p.base_kernel.batch_shape(), factor.shape().slice(0, factor.rank() - 2),
                            "SchurComplement");
  }

  /// The solution w of factor w = b(z, x): [..., examples, n].
  Array whitened(const Array& x, int example_ndims) const {
    const Array z = as_floating(p.fixed_inputs);
    const std::int64_t own = z.rank() - feature_ndims() - 1;  // its axes of a batch
    const Array spread = reshape(
        z, z.shape().slice(0, own) + ones_of_rank(example_ndims) + z.shape().slice(own, z.rank()));
    Array across =
        p.base_kernel.apply(expand_dims(x, x.rank() - feature_ndims()), spread, example_ndims + 1);
    if (p.fixed_inputs_is_missing) {
      const Array& missing = *p.fixed_inputs_is_missing;
      const Shape shape = missing.shape();
      across = where(reshape(missing, shape.slice(0, shape.rank() - 1) +
                                          ones_of_rank(example_ndims) + Shape{missing.dim(-1)}),
                     0., across);
    }
    // One system with the examples as its right-hand sides.
    const std::int64_t batch = across.rank() - example_ndims - 1, n = across.dim(-1);
    const Shape examples = across.shape().slice(batch, across.rank() - 1);
    const Array columns = swap_axes(
        reshape(across, across.shape().slice(0, batch) + Shape{examples.size(), n}), -1, -2);
    const Array solved = swap_axes(solve_triangular(factor, columns), -1, -2);
    return reshape(solved, solved.shape().slice(0, solved.rank() - 2) + examples + Shape{n});
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Array base = p.base_kernel.rules().apply(x1, x2, example_ndims);
    const Array w1 = whitened(x1, example_ndims), w2 = whitened(x2, example_ndims);
    // All pairs, as `matrix` asks for them, are a product of matrices.
    if (example_ndims == 2 && w1.dim(-2) == 1 && w2.dim(-3) == 1)
      return base - matmul(squeeze(w1, -2), swap_axes(squeeze(w2, -3), -1, -2));
    return base - sum(w1 * w2, {.axes = {-1}});
  }
};

}  // namespace

SchurComplement::SchurComplement(const SchurComplementParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<SchurRules>(parameters)) {}

}  // namespace aleator::math::psd_kernels
