// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/deterministic.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <limits>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

constinit const Constraint kAtom{.description = "a number", .is_discrete = true};

struct DeterministicRules final : DistributionRules {
  explicit DeterministicRules(const DeterministicParameters& p)
      : DistributionRules(Deterministic::family,
                          {{"loc", p.loc}, {"atol", p.atol}, {"rtol", p.rtol}}),
        loc(parameter("loc")),
        tolerance(parameter("atol") + parameter("rtol") * abs(loc)) {}
  const Array loc, tolerance;

  std::optional<Array> is_in_support(const Array& x) const override {
    return abs(x - loc) <= tolerance;
  }
  Array inside() const override { return loc; }
  Array largest() const override { return loc; }
  std::optional<Bijector> default_event_space_bijector() const override { return std::nullopt; }
  Array sample(const Key&, const Shape& shape) const override { return broadcast_to(loc, shape); }
  Array log_prob(const Array& x) const override { return where(is_nan(x), x, zeros({}, dtype())); }

  Array is_reached(const Array& x) const { return x >= loc - tolerance; }
  Array cdf(const Array& x) const override { return where(is_reached(x), 1., zeros({}, dtype())); }
  Array survival_function(const Array& x) const override {
    return where(is_reached(x), 0., ones({}, dtype()));
  }
  Array log_cdf(const Array& x) const override {
    return where(is_reached(x), zeros({}, dtype()), -kInfinity);
  }
  Array log_survival_function(const Array& x) const override {
    return where(is_reached(x), -kInfinity, zeros({}, dtype()));
  }
  Array quantile(const Array& p) const override { return where(is_nan(p), p, loc); }
  Array quantile_complement(const Array& q) const override { return quantile(q); }
  Array mean() const override { return loc; }
  Array mode() const override { return loc; }
  Array variance() const override { return zeros_like(loc); }
  Array stddev() const override { return zeros_like(loc); }
  Array entropy() const override { return zeros({}, dtype()); }
  /// By the other one's measure: for densities it is finite, as if this had density 1 at its point.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    return -Distribution(Ref<const DistributionRules>(&other)).log_prob(loc);
  }
};

}  // namespace

constinit const Family Deterministic::family{
    .name = "Deterministic",
    .parameters = {{{.name = "loc"},
                    {.name = "atol", .constraint = &kNonnegative, .is_trainable = false},
                    {.name = "rtol", .constraint = &kNonnegative, .is_trainable = false}}},
    .support = &kAtom,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Deterministic({.loc = p[0].value, .atol = p[1].value, .rtol = p[2].value});
    },
};

Deterministic::Deterministic(const DeterministicParameters& parameters)
    : Distribution(make_ref<DeterministicRules>(parameters)) {}

}  // namespace aleator::distributions
