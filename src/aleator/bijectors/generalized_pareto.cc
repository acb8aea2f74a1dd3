// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/generalized_pareto.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/interval.h"
#include "aleator/bijectors/real_numbers.h"

#include <limits>

namespace aleator::bijectors {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct GeneralizedParetoRules final : BijectorRules {
  explicit GeneralizedParetoRules(const GeneralizedParetoOptions& o)
      : loc(real_parameter("GeneralizedPareto", "loc", o.loc)),
        scale(real_parameter("GeneralizedPareto", "scale", o.scale)),
        concentration(real_parameter("GeneralizedPareto", "concentration", o.concentration)),
        interval(support(loc, scale, concentration)) {}
  const Array loc, scale, concentration;
  const Bijector interval;

  static Bijector support(const Array& loc, const Array& scale, const Array& concentration) {
    check_constraint("GeneralizedPareto", "loc", loc, kFinite);
    check_constraint("GeneralizedPareto", "scale", scale, kPositive);
    check_constraint("GeneralizedPareto", "concentration", concentration, kFinite);
    const Array is_bounded = concentration < 0;
    const Array end = loc - scale / where(is_bounded, concentration, -1.);
    return Interval({.low = loc, .high = where(is_bounded, end, kInfinity)});
  }

  std::string_view name() const override { return "GeneralizedPareto"; }
  Array forward(const Array& x) const override { return interval.forward(x); }
  Array inverse(const Array& y) const override { return interval.inverse(y); }

  Array forward_log_det_jacobian(const Array& x) const override {
    return interval.forward_log_det_jacobian(x);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return interval.inverse_log_det_jacobian(y);
  }
  Arrays parameters() const override { return {loc, scale, concentration}; }
};

}  // namespace

GeneralizedPareto::GeneralizedPareto(const GeneralizedParetoOptions& options)
    : Bijector(make_ref<GeneralizedParetoRules>(options)) {}

}  // namespace aleator::bijectors
