// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/scale.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator::bijectors {
namespace {

struct ScaleRules final : BijectorRules {
  ScaleRules(const Array& scale, const Array& log_abs_scale, std::optional<bool> increasing)
      : scale(scale), log_abs_scale(log_abs_scale), increasing(increasing) {}
  const Array scale, log_abs_scale;
  const std::optional<bool> increasing;

  std::string_view name() const override { return "Scale"; }
  Array forward(const Array& x) const override { return x * scale; }
  Array inverse(const Array& y) const override { return y / scale; }
  Array forward_log_det_jacobian(const Array&) const override { return log_abs_scale; }
  Array inverse_log_det_jacobian(const Array&) const override { return -log_abs_scale; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return increasing; }
  Arrays parameters() const override { return {scale}; }
};

Ref<const BijectorRules> make_rules(const ScaleOptions& options) {
  if (options.scale.has_value() == options.log_scale.has_value()) {
    throw ValueError("Scale: give exactly one of scale and log_scale");
  }
  if (options.log_scale) {
    const Array log_scale = real_parameter("Scale", "log_scale", *options.log_scale);
    check_constraint("Scale", "log_scale", log_scale, kReal);
    return make_ref<ScaleRules>(exp(log_scale), log_scale, true);
  }
  const Array scale = real_parameter("Scale", "scale", *options.scale);
  check_constraint("Scale", "scale", scale, kNonzero);
  return make_ref<ScaleRules>(scale, log(abs(scale)), std::nullopt);
}

}  // namespace

Scale::Scale(const ScaleOptions& options) : Bijector(make_rules(options)) {}

}  // namespace aleator::bijectors
