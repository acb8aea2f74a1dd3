// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/polynomial.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

#include <optional>

namespace aleator::math::psd_kernels {
namespace {

Dims trailing(int num) {
  Dims axes;
  for (int axis = 1; axis <= num; ++axis) axes.push_back(-axis);
  return axes;
}
Array added(const Array& x, int feature_ndims) {
  return feature_ndims == 0 ? x : sum(x, {.axes = trailing(feature_ndims)});
}

struct ConstantRules final : PositiveSemidefiniteKernelRules {
  explicit ConstantRules(const ConstantParameters& parameters) : p(parameters) {}
  const ConstantParameters p;

  std::string_view name() const override { return "Constant"; }
  int feature_ndims() const override { return p.feature_ndims; }
  Arrays parameters() const override { return {p.constant}; }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Shape points = broadcast_shapes(x1.shape(), x2.shape(), "Constant.apply");
    return for_examples(p.constant, example_ndims) +
           zeros(points.slice(0, points.rank() - p.feature_ndims), x1.dtype());
  }
};

struct PolynomialRules final : PositiveSemidefiniteKernelRules {
  PolynomialRules(const LinearParameters& parameters, const std::optional<Array>& degree)
      : p(parameters), exponent(degree) {}
  const LinearParameters p;
  const std::optional<Array> exponent;  ///< absent: 1

  std::string_view name() const override { return exponent ? "Polynomial" : "Linear"; }
  int feature_ndims() const override { return p.feature_ndims; }
  Arrays parameters() const override {
    Arrays all{p.bias_amplitude, p.slope_amplitude, p.shift};
    if (exponent) all.push_back(*exponent);
    return all;
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    const Array shift = for_examples(p.shift, example_ndims + p.feature_ndims);
    Array product = added((x1 - shift) * (x2 - shift), p.feature_ndims);
    if (exponent) product = power(product, for_examples(*exponent, example_ndims));
    return square(for_examples(p.bias_amplitude, example_ndims)) +
           square(for_examples(p.slope_amplitude, example_ndims)) * product;
  }
};

}  // namespace

Constant::Constant(const ConstantParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<ConstantRules>(parameters)) {}

Polynomial::Polynomial(const PolynomialParameters& p)
    : PositiveSemidefiniteKernel(
          make_ref<PolynomialRules>(LinearParameters{.bias_amplitude = p.bias_amplitude,
                                                     .slope_amplitude = p.slope_amplitude,
                                                     .shift = p.shift,
                                                     .feature_ndims = p.feature_ndims},
                                    p.exponent)) {}

Linear::Linear(const LinearParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<PolynomialRules>(parameters, std::nullopt)) {}

}  // namespace aleator::math::psd_kernels
