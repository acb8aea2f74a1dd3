// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/square.h"

#include "aleator/array/ops/elementwise.h"

#include <numbers>

namespace aleator::bijectors {
namespace {

struct SquareRules final : BijectorRules {
  std::string_view name() const override { return "Square"; }
  Array forward(const Array& x) const override { return square(x); }
  Array inverse(const Array& y) const override { return sqrt(y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return std::numbers::ln2 + log(x);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return -std::numbers::ln2 - 0.5 * log(y);
  }
};

}  // namespace

Square::Square() : Bijector(make_ref<SquareRules>()) {}

}  // namespace aleator::bijectors
