// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/householder.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"

namespace aleator::bijectors {
namespace {

struct HouseholderRules final : BijectorRules {
  explicit HouseholderRules(const Array& reflection_axis)
      : reflection_axis(real_parameter("Householder", "reflection_axis", reflection_axis)),
        axis(unit(this->reflection_axis)) {}
  const Array reflection_axis, axis;  ///< axis has length 1

  static Array unit(const Array& v) {
    if (v.rank() < 1) {
      throw ShapeError("Householder: parameter 'reflection_axis' must be a vector, got a number");
    }
    const Array length = sqrt(sum(square(v), {.axes = {-1}, .keep_dims = true}));
    check_constraint("Householder", "reflection_axis (length)", length, kPositive);
    return v / length;
  }

  std::string_view name() const override { return "Householder"; }
  Array forward(const Array& x) const override {
    return x - 2. * sum(axis * x, {.axes = {-1}, .keep_dims = true}) * axis;
  }
  Array inverse(const Array& y) const override { return forward(y); }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return {reflection_axis}; }
};

}  // namespace

Householder::Householder(const Array& reflection_axis)
    : Bijector(make_ref<HouseholderRules>(reflection_axis)) {}

}  // namespace aleator::bijectors
