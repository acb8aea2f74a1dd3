// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/exp.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

namespace aleator::bijectors {
namespace {

struct ExpRules final : BijectorRules {
  std::string_view name() const override { return "Exp"; }
  Array forward(const Array& x) const override { return exp(x); }
  Array inverse(const Array& y) const override { return log(y); }
  Array forward_log_det_jacobian(const Array& x) const override { return x; }
  Array inverse_log_det_jacobian(const Array& y) const override { return -log(y); }
};

}  // namespace

Exp::Exp() : Bijector(make_ref<ExpRules>()) {}

}  // namespace aleator::bijectors
