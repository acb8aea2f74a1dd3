// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/stopping_ratio_logistic.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/same_as.h"
#include "aleator/math/special.h"

namespace aleator::distributions {
namespace {

struct StoppingRatioLogisticRules final : SameAsRules {
  explicit StoppingRatioLogisticRules(const StoppingRatioLogisticParameters& p)
      : SameAsRules(StoppingRatioLogistic::family, {{"cutpoints", p.cutpoints}, {"loc", p.loc}}),
        categorical(Categorical({.logits = log_probs()})) {}
  const Distribution categorical;

  const Distribution& same() const override { return categorical; }
  Array log_probs() const {
    const Array& cutpoints = parameter("cutpoints");
    if (cutpoints.rank() < 1 || cutpoints.dim(-1) < 1)
      throw ShapeError(
          text("StoppingRatioLogistic: parameter 'cutpoints' needs a last axis, got "
               "shape ",
               cutpoints.shape()));
    const Array above = expand_dims(parameter("loc"), -1) - cutpoints;
    const Array log_passed = cumulative_sum(log_sigmoid(above), -1);
    const Array first = zeros_like(slice_axis(log_passed, -1, 0, 1));
    const Array certain = zeros_like(first);
    return concatenate({first, log_passed}, -1) + concatenate({log_sigmoid(-above), certain}, -1);
  }
};

}  // namespace

constinit const Family StoppingRatioLogistic::family{
    .name = "StoppingRatioLogistic",
    .parameters = {{{.name = "cutpoints", .event_rank = 1}, {.name = "loc"}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return StoppingRatioLogistic({.cutpoints = p[0].value, .loc = p[1].value});
    },
};

StoppingRatioLogistic::StoppingRatioLogistic(const StoppingRatioLogisticParameters& parameters)
    : Distribution(make_ref<StoppingRatioLogisticRules>(parameters)) {}

}  // namespace aleator::distributions
