// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/psd_kernels/spectral_mixture.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <numbers>

namespace aleator::math::psd_kernels {
namespace {

struct SpectralMixtureRules final : PositiveSemidefiniteKernelRules {
  explicit SpectralMixtureRules(const SpectralMixtureParameters& parameters) : p(parameters) {
    const bool has_components = p.logits.rank() >= 1 && p.locs.rank() >= 2 &&
                                p.scales.rank() >= 2 && p.locs.dim(-2) == p.logits.dim(-1) &&
                                p.scales.dim(-2) == p.logits.dim(-1);
    if (!has_components)
      throw ShapeError(
          text("SpectralMixture: 'logits' must be [..., components], 'locs' and "
               "'scales' [..., components, features], got ",
               p.logits.shape(), ", ", p.locs.shape(), " and ", p.scales.shape()));
  }
  const SpectralMixtureParameters p;

  std::string_view name() const override { return "SpectralMixture"; }
  Arrays parameters() const override { return {p.logits, p.locs, p.scales}; }
  Shape batch_shape() const override {
    const auto before = [](const Array& x, std::int64_t num) {
      return x.shape().slice(0, x.rank() - num);
    };
    return broadcast_shapes(
        before(p.logits, 1),
        broadcast_shapes(before(p.locs, 2), before(p.scales, 2), "SpectralMixture"),
        "SpectralMixture");
  }
  /// The axes of examples between those of the batch and the last `num`.
  static Array spread(const Array& parameter, int example_ndims, std::int64_t num) {
    const std::int64_t batch = parameter.rank() - num;
    return reshape(parameter, parameter.shape().slice(0, batch) +
                                  Shape(Dims(static_cast<std::size_t>(example_ndims), 1)) +
                                  parameter.shape().slice(batch, parameter.rank()));
  }
  Array apply(const Array& x1, const Array& x2, int example_ndims) const override {
    constexpr double kPi = std::numbers::pi;
    const Array d = expand_dims(x1 - x2, -2);  // [..., components, features]
    const Array locs = spread(p.locs, example_ndims, 2),
                scales = spread(p.scales, example_ndims, 2);
    const Array decay = exp(-2. * sum(square(kPi * scales * d), {.axes = {-1}}));
    const Array waves = product(cospi(2. * locs * d), {.axes = {-1}});
    const Array logits = spread(p.logits, example_ndims, 1);
    const Array weights = exp(logits - logsumexp(logits, {.axes = {-1}, .keep_dims = true}));
    return sum(weights * decay * waves, {.axes = {-1}});
  }
};

}  // namespace

SpectralMixture::SpectralMixture(const SpectralMixtureParameters& parameters)
    : PositiveSemidefiniteKernel(make_ref<SpectralMixtureRules>(parameters)) {}

}  // namespace aleator::math::psd_kernels
