// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/sinh.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct SinhRules final : BijectorRules {
  std::string_view name() const override { return "Sinh"; }
  Array forward(const Array& x) const override { return sinh(x); }
  Array inverse(const Array& y) const override { return asinh(y); }
  Array forward_log_det_jacobian(const Array& x) const override { return log_cosh(x); }
  Array inverse_log_det_jacobian(const Array& y) const override { return -0.5 * log1psquare(y); }
};

}  // namespace

Sinh::Sinh() : Bijector(make_ref<SinhRules>()) {}

}  // namespace aleator::bijectors
