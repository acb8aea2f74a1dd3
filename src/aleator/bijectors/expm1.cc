// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/expm1.h"

#include "aleator/array/ops/elementwise.h"

namespace aleator::bijectors {
namespace {

struct Expm1Rules final : BijectorRules {
  std::string_view name() const override { return "Expm1"; }
  Array forward(const Array& x) const override { return expm1(x); }
  Array inverse(const Array& y) const override { return log1p(y); }
  Array forward_log_det_jacobian(const Array& x) const override { return x; }
  Array inverse_log_det_jacobian(const Array& y) const override { return -log1p(y); }
};

}  // namespace

Expm1::Expm1() : Bijector(make_ref<Expm1Rules>()) {}

}  // namespace aleator::bijectors
