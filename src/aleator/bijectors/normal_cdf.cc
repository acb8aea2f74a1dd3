// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/normal_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/math/special.h"

#include <cmath>
#include <numbers>

namespace aleator::bijectors {
namespace {

struct NormalCDFRules final : BijectorRules {
  std::string_view name() const override { return "NormalCDF"; }
  Array forward(const Array& x) const override { return ndtr(x); }
  Array inverse(const Array& y) const override { return ndtri(y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return -0.5 * square(x) - 0.5 * std::log(2 * std::numbers::pi);
  }
};

}  // namespace

NormalCDF::NormalCDF() : Bijector(make_ref<NormalCDFRules>()) {}

}  // namespace aleator::bijectors
