// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/plackett_luce.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

struct PlackettLuceRules final : DistributionRules {
  explicit PlackettLuceRules(const PlackettLuceParameters& p)
      : DistributionRules(PlackettLuce::family, {{"scores", p.scores}}),
        log_scores(log(parameter("scores"))),
        n(log_scores.dim(-1)) {}
  const Array log_scores;
  const std::int64_t n;

  Shape event_shape() const override { return {n}; }
  bool is_discrete() const override { return true; }
  std::optional<Array> is_in_support(const Array& x) const override {
    return sort(x) == astype(arange(n), x.dtype());
  }
  std::optional<Bijector> default_event_space_bijector() const override { return std::nullopt; }
  Array inside() const override { return astype(arange(n), dtype()); }
  Array in_order(const Array& scores) const { return astype(argsort(-scores), dtype()); }

  /// The largest of scores with Gumbel noise come first.
  Array sample(const Key& key, const Shape& shape) const override {
    return in_order(log_scores + random::gumbel(key, shape + Shape{n}, dtype()));
  }
  Array log_prob(const Array& x) const override {
    const Array each = take_along_axis(broadcast_to(log_scores, x.shape()), astype(x, int64));
    Array log_rest = slice_axis(each, -1, n - 1, n);
    Array total = 0.;  // of the last item, which is certain
    for (std::int64_t i = n - 2; i >= 0; --i) {
      const Array own = slice_axis(each, -1, i, i + 1);
      log_rest = log_add_exp(own, log_rest);
      total = total + own - log_rest;
    }
    return n > 1 ? squeeze(total, -1) : 0. * sum(each, {.axes = {-1}});
  }
  Array mode() const override { return in_order(log_scores); }
};

}  // namespace

constinit const Family PlackettLuce::family{
    .name = "PlackettLuce",
    .parameters = {{{.name = "scores", .constraint = &kPositive, .event_rank = 1}}},
    .event_rank = 1,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return PlackettLuce({.scores = p[0].value});
    },
};

PlackettLuce::PlackettLuce(const PlackettLuceParameters& parameters)
    : Distribution(make_ref<PlackettLuceRules>(parameters)) {}

}  // namespace aleator::distributions
