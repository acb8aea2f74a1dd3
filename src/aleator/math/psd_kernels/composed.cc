// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/composed.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"

namespace aleator::math::psd_kernels {
namespace {

Dims last_axes(int num) {
  Dims axes;
  for (int axis = 1; axis <= num; ++axis) axes.push_back(-axis);
  return axes;
}

struct ExponentialRules final : PositiveSemidefiniteKernelRules {
  explicit ExponentialRules(const PositiveSemidefiniteKernel& k) : kernel(k) {}
  const PositiveSemidefiniteKernel kernel;

  std::string_view name() const override { return "PointwiseExponential"; }
  int feature_ndims() const override { return kernel.feature_ndims(); }
  Arrays parameters() const override { return kernel.rules().parameters(); }
  Shape batch_shape() const override { return kernel.batch_shape(); }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    return exp(kernel.rules().apply(x1, x2, example_ndims));
  }
};

void check_change_points(const ChangePointParameters& p) {
  const auto num = static_cast<std::int64_t>(p.kernels.size());
  if (num < 2) throw ValueError(text("ChangePoint: needs at least 2 kernels, got ", num));
  for (const PositiveSemidefiniteKernel& kernel : p.kernels) {
    if (kernel.feature_ndims() != p.kernels[0].feature_ndims())
      throw ShapeError(text("ChangePoint: kernels must take points of as many axes, got ",
                            p.kernels[0].name(), " with ", p.kernels[0].feature_ndims(), " and ",
                            kernel.name(), " with ", kernel.feature_ndims()));
  }
  for (const Array& each : {p.locs, p.slopes}) {
    if (each.rank() < 1 || each.dim(-1) != num - 1)
      throw ShapeError(text("ChangePoint: 'locs' and 'slopes' must be [..., ", num - 1,
                            "], one less than the kernels, got ", p.locs.shape(), " and ",
                            p.slopes.shape()));
  }
}

struct ChangePointRules final : PositiveSemidefiniteKernelRules {
  explicit ChangePointRules(const ChangePointParameters& parameters) : p(parameters) {
    check_change_points(p);
  }
  const ChangePointParameters p;

  std::string_view name() const override { return "ChangePoint"; }
  int feature_ndims() const override { return p.kernels[0].feature_ndims(); }
  Arrays parameters() const override {
    Arrays all{p.locs, p.slopes};
    for (const PositiveSemidefiniteKernel& kernel : p.kernels) {
      for (const Array& parameter : kernel.rules().parameters()) all.push_back(parameter);
    }
    return all;
  }
  Shape batch_shape() const override {
    Shape joint = broadcast_shapes(p.locs.shape().slice(0, p.locs.rank() - 1),
                                   p.slopes.shape().slice(0, p.slopes.rank() - 1), "ChangePoint");
    for (const PositiveSemidefiniteKernel& kernel : p.kernels)
      joint = broadcast_shapes(joint, kernel.batch_shape(), "ChangePoint");
    return joint;
  }
  /// The weight of location i at each point.
  Array weight(const Array& x, std::int64_t i, int example_ndims) const {
    const auto own = [&](const Array& each) {
      return for_examples(squeeze(slice_axis(each, -1, i, i + 1), -1), example_ndims);
    };
    if (p.weight_fn) return p.weight_fn(x, own(p.locs), own(p.slopes));
    const Dims axes = last_axes(feature_ndims());
    const Array squares = axes.empty() ? square(x) : sum(square(x), {.axes = axes});
    // The root of 0 has no derivative; 0 is a good one.
    const Array is_positive = squares > 0.;
    const Array norm = where(is_positive, sqrt(where(is_positive, squares, 1.)), 0.);
    return sigmoid(own(p.slopes) * (norm - own(p.locs)));
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const std::size_t num = p.kernels.size();
    Array before = 1., total = 0.;  // the product of s_(i-1) at both points
    for (std::size_t i = 0; i < num; ++i) {
      const Array value = p.kernels[i].rules().apply(x1, x2, example_ndims);
      if (i + 1 == num) return total + before * value;
      const auto at = static_cast<std::int64_t>(i);
      const Array s1 = weight(x1, at, example_ndims), s2 = weight(x2, at, example_ndims);
      total = total + before * (1. - s1) * (1. - s2) * value;
      before = s1 * s2;
    }
    return total;
  }
};

struct CurveRules final : PositiveSemidefiniteKernelRules {
  explicit CurveRules(const ExponentialCurveParameters& parameters) : p(parameters) {}
  const ExponentialCurveParameters p;

  std::string_view name() const override { return "ExponentialCurve"; }
  int feature_ndims() const override { return p.feature_ndims; }
  Arrays parameters() const override { return {p.concentration, p.rate}; }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Array rate = for_examples(p.rate, example_ndims + p.feature_ndims);
    const Array logs = log1p((x1 + x2) / rate);
    const Dims axes = last_axes(p.feature_ndims);
    return exp(-for_examples(p.concentration, example_ndims) *
               (axes.empty() ? logs : sum(logs, {.axes = axes})));
  }
};

}  // namespace

PointwiseExponential::PointwiseExponential(const PositiveSemidefiniteKernel& kernel)
    : PositiveSemidefiniteKernel(make_ref<ExponentialRules>(kernel)) {}

ChangePoint::ChangePoint(const ChangePointParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<ChangePointRules>(parameters)) {}

ExponentialCurve::ExponentialCurve(const ExponentialCurveParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<CurveRules>(parameters)) {}

}  // namespace aleator::math::psd_kernels
