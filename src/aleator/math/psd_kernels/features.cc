// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/features.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::math::psd_kernels {
namespace {

struct TransformedRules final : PositiveSemidefiniteKernelRules {
  explicit TransformedRules(const FeatureTransformedParameters& parameters) : p(parameters) {
    if (!p.transformation_fn)
      throw ValueError("FeatureTransformed: option 'transformation_fn' was not given");
  }
  const FeatureTransformedParameters p;

  std::string_view name() const override { return "FeatureTransformed"; }
  int feature_ndims() const override { return p.kernel.feature_ndims(); }
  Arrays parameters() const override { return p.kernel.rules().parameters(); }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    return p.kernel.rules().apply(p.transformation_fn(x1, example_ndims),
                                  p.transformation_fn(x2, example_ndims), example_ndims);
  }
};

struct ScaledRules final : PositiveSemidefiniteKernelRules {
  explicit ScaledRules(const FeatureScaledParameters& parameters) : p(parameters) {}
  const FeatureScaledParameters p;

  std::string_view name() const override { return "FeatureScaled"; }
  int feature_ndims() const override { return p.kernel.feature_ndims(); }
  Arrays parameters() const override {
    Arrays all = p.kernel.rules().parameters();
    all.push_back(p.scale_diag);
    return all;
  }
  /// The axes of examples are between those of the batch and those of a point.
  Array scale(int example_ndims) const {
    const Shape shape = p.scale_diag.shape();
    if (shape.rank() <= feature_ndims()) return p.scale_diag;
    const std::int64_t batch = shape.rank() - feature_ndims();
    return reshape(p.scale_diag, shape.slice(0, batch) +
                                     Shape(Dims(static_cast<std::size_t>(example_ndims), 1)) +
                                     shape.slice(batch, shape.rank()));
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Array by = scale(example_ndims);
    return p.kernel.rules().apply(x1 / by, x2 / by, example_ndims);
  }
};

}  // namespace

FeatureTransformed::FeatureTransformed(const FeatureTransformedParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<TransformedRules>(parameters)) {}

FeatureScaled::FeatureScaled(const FeatureScaledParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<ScaledRules>(parameters)) {}

}  // namespace aleator::math::psd_kernels
