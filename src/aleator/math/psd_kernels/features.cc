// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/features.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::math::psd_kernels {
namespace {

/// A parameter that may have the axes of a point: those of examples go between these and a batch's.
Array among_examples(const Array& parameter, int feature_ndims, int example_ndims) {
  const Shape shape = parameter.shape();
  if (shape.rank() <= feature_ndims) return parameter;
  const std::int64_t batch = shape.rank() - feature_ndims;
  return reshape(parameter, shape.slice(0, batch) +
                                Shape(Dims(static_cast<std::size_t>(example_ndims), 1)) +
                                shape.slice(batch, shape.rank()));
}
Shape batch_of(const Array& parameter, int feature_ndims) {
  return parameter.shape().slice(0, std::max<std::int64_t>(0, parameter.rank() - feature_ndims));
}

struct TransformedRules final : PositiveSemidefiniteKernelRules {
  explicit TransformedRules(const FeatureTransformedParameters& parameters) : p(parameters) {
    if (!p.transformation_fn)
      throw ValueError("FeatureTransformed: option 'transformation_fn' was not given");
  }
  const FeatureTransformedParameters p;

  std::string_view name() const override { return "FeatureTransformed"; }
  int feature_ndims() const override { return p.kernel.feature_ndims(); }
  Arrays parameters() const override { return p.kernel.rules().parameters(); }
  Shape batch_shape() const override { return p.kernel.batch_shape(); }
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
  Shape batch_shape() const override {
    return broadcast_shapes(p.kernel.batch_shape(), batch_of(p.scale_diag, feature_ndims()),
                            "FeatureScaled");
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Array by = among_examples(p.scale_diag, feature_ndims(), example_ndims);
    return p.kernel.rules().apply(x1 / by, x2 / by, example_ndims);
  }
};

struct KumaraswamyRules final : PositiveSemidefiniteKernelRules {
  explicit KumaraswamyRules(const KumaraswamyTransformedParameters& parameters) : p(parameters) {}
  const KumaraswamyTransformedParameters p;

  std::string_view name() const override { return "KumaraswamyTransformed"; }
  int feature_ndims() const override { return p.kernel.feature_ndims(); }
  Arrays parameters() const override {
    Arrays all = p.kernel.rules().parameters();
    all.push_back(p.concentration1);
    all.push_back(p.concentration0);
    return all;
  }
  Shape batch_shape() const override {
    const int n = feature_ndims();
    const Shape own = broadcast_shapes(batch_of(p.concentration1, n), batch_of(p.concentration0, n),
                                       "KumaraswamyTransformed");
    return broadcast_shapes(p.kernel.batch_shape(), own, "KumaraswamyTransformed");
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Array a = among_examples(p.concentration1, feature_ndims(), example_ndims),
                b = among_examples(p.concentration0, feature_ndims(), example_ndims);
    const auto warped = [&](const Array& x) { return -expm1(b * log1p(-power(x, a))); };
    return p.kernel.rules().apply(warped(x1), warped(x2), example_ndims);
  }
};

}  // namespace

FeatureTransformed::FeatureTransformed(const FeatureTransformedParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<TransformedRules>(parameters)) {}

FeatureScaled::FeatureScaled(const FeatureScaledParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<ScaledRules>(parameters)) {}

KumaraswamyTransformed::KumaraswamyTransformed(const KumaraswamyTransformedParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<KumaraswamyRules>(parameters)) {}

}  // namespace aleator::math::psd_kernels
