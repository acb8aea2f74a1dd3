// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/discrete/beta_binomial.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

namespace aleator::distributions {
namespace {

struct BetaBinomialRules final : DistributionRules {
  BetaBinomialRules(const Array& total_count, const Array& concentration1,
                    const Array& concentration0)
      : DistributionRules(BetaBinomial::family, {{"total_count", total_count},
                                                 {"concentration1", concentration1},
                                                 {"concentration0", concentration0}}),
        n(parameter("total_count")),
        a(parameter("concentration1")),
        b(parameter("concentration0")) {}
  const Array n, a, b;

  std::optional<Array> is_in_support(const Array& k) const override {
    return logical_and(kNonnegativeInteger.contains(k), k <= n);
  }
  Array largest() const override { return n; }

  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_p, key_k] = split<2>(key);
    const Array p = random::beta(key_p, astype(a, float64), b, shape);
    return astype(random::binomial(key_k, n, p, shape), dtype());
  }
  Array log_prob(const Array& k) const override {
    return log_binomial_coefficient(n, k) + lbeta(k + a, n - k + b) - lbeta(a, b);
  }
  Array mean() const override { return n * a / (a + b); }
  Array variance() const override {
    const Array sum = a + b;
    return n * (a / sum) * (b / sum) * (sum + n) / (sum + 1.);
  }
};

}  // namespace

constinit const Family BetaBinomial::family{
    .name = "BetaBinomial",
    .parameters = {{{.name = "total_count", .constraint = &kNonnegativeInteger},
                    {.name = "concentration1", .constraint = &kPositive},
                    {.name = "concentration0", .constraint = &kPositive}}},
    .support = &kNonnegativeInteger,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return BetaBinomial(p[0].value, p[1].value, p[2].value);
    },
};

BetaBinomial::BetaBinomial(const Array& total_count, const Array& concentration1,
                           const Array& concentration0)
    : Distribution(make_ref<BetaBinomialRules>(total_count, concentration1, concentration0)) {}

}  // namespace aleator::distributions
