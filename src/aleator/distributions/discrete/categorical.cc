// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/categorical.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

namespace aleator::distributions {
namespace {

/// Comparing values with so many classes costs no more than looking their entries up.
constexpr std::int64_t kFewClasses = 8;

Array total(const Array& x) { return sum(x, {.axes = {-1}}); }

/// Where the last axis numbers the class k[..., 1].
Array is_class(std::int64_t num_classes, const Array& k) {
  return arange(num_classes, k.dtype()) == k;
}

Dims leading_axes(const Array& k) {
  Dims axes;
  for (std::int64_t axis = 0; axis < k.rank(); ++axis) axes.push_back(axis);
  return axes;
}

/// entries[..., k[...]]: read, with the derivative of the sum over the marked entries, since sums
/// are several times as fast as scattering.
Array entries_at(const Array& entries, const Array& k) {
  const auto read = custom_gradient([](const Array& x, const Array& at) {
    const Array position = astype(at, int64);
    const Array value = x.rank() == 1 ? take(x, position)
                                      : squeeze(take_along_axis(x, expand_dims(position, -1)), -1);
    return std::pair(value, [=](const Array& cotangent) {
      const Array marked =
          where(is_class(x.dim(-1), expand_dims(at, -1)), expand_dims(cotangent, -1), 0.);
      return std::tuple(x.rank() == 1 ? sum(marked, {.axes = leading_axes(at)}) : marked,
                        zeros_like(at));
    });
  });
  return read(entries, k);
}

struct CategoricalRules final : DistributionRules {
  explicit CategoricalRules(const CategoricalParameters& p)
      : DistributionRules(Categorical::family, {{"probs", p.probs}, {"logits", p.logits}}),
        n(parameters()[0].value.dim(-1)) {}
  const std::int64_t n;

  Array log_probs() const {
    if (has_parameter("probs")) return log(parameter("probs"));
    const Array& x = parameter("logits");
    return x - logsumexp(x, {.axes = {-1}, .keep_dims = true});
  }
  Array probs() const { return has_parameter("probs") ? parameter("probs") : exp(log_probs()); }

  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(kNonnegativeInteger.contains(k), k <= static_cast<double>(n - 1));
  }
  Array largest() const override { return static_cast<double>(n - 1); }
  Array sample(const Key& key, const Shape& shape) const override {
    return random::categorical(key, log_probs(), shape);
  }
  /// The entries for which `holds` of (category, k), added up.
  template <class Holds>
  Array sum_where(const Array& entries, const Array& k, Holds holds) const {
    const Array category = arange(n, k.dtype());
    return total(where(holds(category, expand_dims(k, -1)), entries, 0.));
  }
  // Not the product of probabilities and marks: log(0) may be among the others. Observations of a
  // model, which are known where its parameters are not, are compared: lanes share the marks.
  Array log_prob(const Array& k) const override {
    const Array entries = log_probs();
    if (n < kFewClasses || (k.is_known() && !entries.is_known()))
      return sum_where(entries, k, [](const Array& c, const Array& x) { return c == x; });
    if (entries.rank() == 1) return entries_at(entries, k);
    return entries_at(broadcast_to(entries, k.shape() + Shape{n}), k);
  }
  Array cdf(const Array& k) const override {
    return sum_where(probs(), k, [](const Array& c, const Array& x) { return c <= x; });
  }
  Array survival_function(const Array& k) const override {
    return sum_where(probs(), k, [](const Array& c, const Array& x) { return c > x; });
  }
  Array mode() const override { return argmax(parameters()[0].value, -1); }
  Array inside() const override { return astype(mode(), dtype()); }
  Array entropy() const override { return -total(weighted(log_probs())); }
  /// probs * x, where 0 times infinity is 0.
  Array weighted(const Array& x) const {
    const Array p = probs(), is_none = p == 0;
    return where(is_none, 0., p * where(is_none, 0., x));
  }
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const CategoricalRules*>(&other);
    if (!q || q->n != n) return std::nullopt;
    return total(weighted(log_probs() - q->log_probs()));
  }
};

}  // namespace

constinit const Family Categorical::family{
    .name = "Categorical",
    .parameters = {{{.name = "probs", .constraint = &kSimplex, .event_rank = 1, .alternative = 1},
                    {.name = "logits", .event_rank = 1, .alternative = 1}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[0].name == "probs" ? Categorical({.probs = p[0].value})
                                  : Categorical({.logits = p[0].value});
    },
    .fit = [](const Array& x) -> std::vector<NamedArray> {
      if (!x.is_known())
        throw ValueError(
            "Categorical.experimental_fit: the number of classes follows from the values, which "
            "must be known");
      const auto num_classes = static_cast<std::int64_t>(max(x).item()) + 1;
      return {{"probs",
               aleator::mean(one_hot(astype(x, int64), num_classes, x.dtype()), {.axes = {0}})}};
    },
};

Categorical::Categorical(const CategoricalParameters& parameters)
    : Distribution(make_ref<CategoricalRules>(parameters)) {}

Array categorical_log_probs(const Distribution& d, const char* who, const char* name) {
  const auto* rules = dynamic_cast<const CategoricalRules*>(&d.rules());
  if (!rules) throw ValueError(text(who, ": ", name, " must be a Categorical, got ", d));
  return rules->log_probs();
}

}  // namespace aleator::distributions
