// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/ordered_logistic.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/math/special.h"

namespace aleator::distributions {
namespace {

struct OrderedLogisticRules final : DistributionRules {
  explicit OrderedLogisticRules(const OrderedLogisticParameters& p)
      : DistributionRules(OrderedLogistic::family, {{"cutpoints", p.cutpoints}, {"loc", p.loc}}),
        cutpoints(checked(parameter("cutpoints"))),
        loc(parameter("loc")),
        n(cutpoints.dim(-1)),
        categorical(Categorical({.logits = log_probs()})) {}
  const Array cutpoints, loc;
  const std::int64_t n;
  const Distribution categorical;

  static Array checked(const Array& cutpoints) {
    if (cutpoints.rank() < 1 || cutpoints.dim(-1) < 1)
      throw ShapeError(text("OrderedLogistic: parameter 'cutpoints' needs a last axis, got shape ",
                            cutpoints.shape()));
    const std::int64_t n = cutpoints.dim(-1);
    const Array is_valid = slice_axis(cutpoints, -1, 0, n - 1) < slice_axis(cutpoints, -1, 1, n);
    if (is_valid.is_known() && !all(is_valid).item<bool>())
      throw ValueError(
          text("OrderedLogistic: parameter 'cutpoints' must increase along the last axis, got ",
               cutpoints));
    return cutpoints;
  }
  /// Between cutpoints a < b: sigmoid(loc - a) - sigmoid(loc - b) as a product, so that nothing
  /// cancels.
  Array log_probs() const {
    const Array above = expand_dims(loc, -1) - cutpoints;
    const Array log_exceeded = log_sigmoid(above), log_missed = log_sigmoid(-above);
    const Array gaps = slice_axis(cutpoints, -1, 1, n) - slice_axis(cutpoints, -1, 0, n - 1);
    const Array between =
        slice_axis(log_exceeded, -1, 0, n - 1) + slice_axis(log_missed, -1, 1, n) + log1mexp(gaps);
    return concatenate(
        {slice_axis(log_missed, -1, 0, 1), between, slice_axis(log_exceeded, -1, n - 1, n)}, -1);
  }

  std::optional<Array> is_in_support(const Array& k) const override {
    return categorical.rules().is_in_support(k);
  }
  Array inside() const override { return categorical.rules().inside(); }
  Array largest() const override { return categorical.rules().largest(); }
  Array sample(const Key& key, const Shape& shape) const override {
    return categorical.rules().sample(key, shape);
  }
  Array log_prob(const Array& k) const override { return categorical.rules().log_prob(k); }
  Array cdf(const Array& k) const override { return categorical.rules().cdf(k); }
  Array survival_function(const Array& k) const override {
    return categorical.rules().survival_function(k);
  }
  Array mode() const override { return categorical.rules().mode(); }
  Array entropy() const override { return categorical.rules().entropy(); }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const OrderedLogisticRules*>(&other);
    if (!q) return std::nullopt;
    return categorical.rules().kl_divergence(q->categorical.rules());
  }
};

}  // namespace

constinit const Family OrderedLogistic::family{
    .name = "OrderedLogistic",
    .parameters = {{{.name = "cutpoints", .event_rank = 1, .is_trainable = false},
                    {.name = "loc"}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return OrderedLogistic({.cutpoints = p[0].value, .loc = p[1].value});
    },
};

OrderedLogistic::OrderedLogistic(const OrderedLogisticParameters& parameters)
    : Distribution(make_ref<OrderedLogisticRules>(parameters)) {}

}  // namespace aleator::distributions
