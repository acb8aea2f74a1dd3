// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/finite_discrete.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/discrete/categorical.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/random/random.h"

#include <limits>

namespace aleator::distributions {
namespace {

constinit const Constraint kOutcome{.description = "a number", .is_discrete = true};

Array total(const Array& x) { return sum(x, {.axes = {-1}}); }

struct FiniteDiscreteRules final : DistributionRules {
  explicit FiniteDiscreteRules(const FiniteDiscreteParameters& p)
      : DistributionRules(FiniteDiscrete::family, {{"outcomes", p.outcomes},
                                                   {"probs", p.probs},
                                                   {"logits", p.logits},
                                                   {"rtol", p.rtol},
                                                   {"atol", p.atol}}),
        outcomes(parameter("outcomes")),
        n(outcomes.dim(-1)),
        which(positions()) {
    const Array& weights = has_parameter("probs") ? parameter("probs") : parameter("logits");
    if (weights.dim(-1) != n)
      throw ShapeError(text("FiniteDiscrete: there are ", n, " outcomes, but ", weights.dim(-1),
                            " probabilities along the last axis"));
    const Array is_sorted = slice_axis(outcomes, -1, 1, n) > slice_axis(outcomes, -1, 0, n - 1);
    if (is_sorted.is_known() && !all(is_sorted).item<bool>())
      throw ValueError(
          text("FiniteDiscrete: outcomes must increase along the last axis, got ", outcomes));
  }
  const Array outcomes;
  const std::int64_t n;
  const Distribution which;

  /// The distribution of the positions of outcomes.
  Categorical positions() const {
    if (has_parameter("probs")) return Categorical({.probs = parameter("probs")});
    return Categorical({.logits = parameter("logits")});
  }
  /// [..., n]
  Array log_probs() const {
    return categorical_log_probs(which, "FiniteDiscrete", "the distribution of positions");
  }
  Array probs() const { return has_parameter("probs") ? parameter("probs") : exp(log_probs()); }
  Array tolerance() const {
    return expand_dims(parameter("atol"), -1) + expand_dims(parameter("rtol"), -1) * abs(outcomes);
  }
  Array is_outcome(const Array& x) const {
    return abs(expand_dims(x, -1) - outcomes) <= tolerance();
  }

  std::optional<Array> is_in_support(const Array& x) const override {
    return any(is_outcome(x), {.axes = {-1}});
  }
  Array inside() const override { return outcomes[{Ellipsis, 0}]; }
  Array largest() const override { return outcomes[{Ellipsis, n - 1}]; }
  std::optional<Bijector> default_event_space_bijector() const override { return std::nullopt; }

  Array sample(const Key& key, const Shape& shape) const override {
    const Array position = random::categorical(key, log_probs(), shape);
    return at(position);
  }
  /// The outcomes at these positions.
  Array at(const Array& position) const {
    if (outcomes.rank() == 1) return take(outcomes, astype(position, int64));
    return total(where(expand_dims(position, -1) == arange(n), outcomes, 0.));
  }
  // Where tolerances overlap, the nearest of those that count would be as right.
  Array log_prob(const Array& x) const override {
    const Array log_sum =
        logsumexp(where(is_outcome(x), log_probs(), -std::numeric_limits<double>::infinity()),
                  {.axes = {-1}});
    return where(is_nan(x), x, log_sum);
  }
  Array is_reached(const Array& x) const { return outcomes - tolerance() <= expand_dims(x, -1); }
  Array cdf(const Array& x) const override { return total(where(is_reached(x), probs(), 0.)); }
  Array survival_function(const Array& x) const override {
    return total(where(is_reached(x), 0., probs()));
  }
  /// The first outcome whose cdf is p or more, up to rounding.
  // A table has no masses so small that rounding of 1 - q could matter more than their own.
  Array quantile_complement(const Array& q) const override { return quantile(1. - q); }
  Array quantile(const Array& p) const override {
    const double eps = dtype() == float32 ? 0x1p-23 : 0x1p-52;
    const Array cumulative = cumulative_sum(probs());
    const Array num_below =
        total(astype(cumulative < expand_dims(p, -1) * (1. - 16. * eps), int64));
    return at(minimum(num_below, n - 1));
  }
  Array mean() const override { return total(probs() * outcomes); }
  Array variance() const override {
    return total(probs() * square(outcomes - expand_dims(mean(), -1)));
  }
  Array mode() const override { return at(which.mode()); }
  Array entropy() const override { return which.entropy(); }
  /// Of the same outcomes.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const FiniteDiscreteRules*>(&other);
    if (!q || q->n != n || !is_known_equal(outcomes, q->outcomes)) return std::nullopt;
    return which.kl_divergence(q->which);
  }
};

}  // namespace

constinit const Family FiniteDiscrete::family{
    .name = "FiniteDiscrete",
    .parameters = {{{.name = "outcomes", .event_rank = 1, .is_trainable = false},
                    {.name = "probs", .constraint = &kSimplex, .event_rank = 1, .alternative = 1},
                    {.name = "logits", .event_rank = 1, .alternative = 1},
                    {.name = "rtol", .constraint = &kNonnegative, .is_trainable = false},
                    {.name = "atol", .constraint = &kNonnegative, .is_trainable = false}}},
    .support = &kOutcome,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      FiniteDiscreteParameters given{
          .outcomes = p[0].value, .rtol = p[2].value, .atol = p[3].value};
      (p[1].name == "probs" ? given.probs : given.logits) = p[1].value;
      return FiniteDiscrete(given);
    },
};

FiniteDiscrete::FiniteDiscrete(const FiniteDiscreteParameters& parameters)
    : Distribution(make_ref<FiniteDiscreteRules>(parameters)) {}

}  // namespace aleator::distributions
