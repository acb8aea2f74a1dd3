// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/softfloor.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct SoftfloorRules final : BijectorRules {
  explicit SoftfloorRules(const Array& value)
      : temperature(real_parameter("Softfloor", "temperature", value)),
        half_width(0.5 / temperature) {
    check_constraint("Softfloor", "temperature", temperature, kPositive);
  }
  const Array temperature, half_width;

  /// The u at which the scaled sigmoid is p, 0 <= p < 1: the log of the ratio of p + (1 - p)
  /// exp(-h) and 1 - p + p exp(-h). Where h is small both are near 1, where it is large, near p.
  Array sigmoid_argument(const Array& p) const {
    const Array is_end = p == 0., q = where(is_end, 0.5, p), decay = exp(-half_width);
    const Array wide = log(q + (1. - q) * decay) - log1p(q * expm1(-half_width));
    const Array narrow = log1p((1. - q) * expm1(-half_width)) - log1p(q * expm1(-half_width));
    return where(is_end, -half_width, where(half_width > 1., wide, narrow));
  }

  std::string_view name() const override { return "Softfloor"; }
  Array forward(const Array& x) const override {
    const Array is_usual = is_finite(x), shifted = where(is_usual, x, 0.) - 0.5;
    const Array whole = floor(shifted), part = shifted - whole;
    const Array rise =
        sigmoid((part - 0.5) / temperature) * expm1(-part / temperature) / expm1(-half_width);
    return where(is_usual, whole + rise, x);
  }
  Array inverse(const Array& y) const override {
    const Array is_usual = is_finite(y), value = where(is_usual, y, 0.);
    const Array whole = floor(value), part = value - whole;
    return where(is_usual, whole + 1. + temperature * sigmoid_argument(part), y);
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Array shifted = where(is_finite(x), x, 0.) - 0.5;
    const Array u = (shifted - floor(shifted) - 0.5) / temperature;
    return log_sigmoid(u) + log_sigmoid(-u) - log(temperature) - log(tanh(0.5 * half_width));
  }
  Arrays parameters() const override { return {temperature}; }
};

}  // namespace

Softfloor::Softfloor(const Array& temperature) : Bijector(make_ref<SoftfloorRules>(temperature)) {}

}  // namespace aleator::bijectors
