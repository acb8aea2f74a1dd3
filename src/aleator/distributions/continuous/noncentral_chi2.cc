// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/noncentral_chi2.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <numbers>

namespace aleator::distributions {
namespace {

/// log(exp(-z) I_v(z)) for v > -1, below 0 by the recurrence, whose terms are positive.
Array log_bessel_of_any_order(const Array& v, const Array& z) {
  const Array is_negative = v < 0., order = where(is_negative, 0., v),
              low = where(is_negative, v, -0.5);
  const Array by_recurrence = log_add_exp(log_bessel_ive(low + 2., z),
                                          log_bessel_ive(low + 1., z) + log(2. * (low + 1.) / z));
  return where(is_negative, by_recurrence, log_bessel_ive(order, z));
}

struct NoncentralChi2Rules final : DistributionRules {
  NoncentralChi2Rules(const Array& df_value, const Array& noncentrality)
      : DistributionRules(NoncentralChi2::family,
                          {{"df", df_value}, {"noncentrality", noncentrality}}),
        df(parameter("df")),
        lambda(parameter("noncentrality")) {}
  const Array df, lambda;

  // A chi-squared variable whose degrees of freedom are df and twice a Poisson variable.
  Array sample(const Key& key, const Shape& shape) const override {
    const auto [key_poisson, key_gamma] = split<2>(key);
    const Array count = random::poisson(key_poisson, 0.5 * lambda, shape);
    return above_zero(2. * random::gamma(key_gamma, 0.5 * df + count, shape));
  }
  Array log_prob(const Array& x) const override {
    // Where lambda x is small, the logarithm of the ratio to the central density is linear in it.
    const Array is_near = lambda * x < 4e-9;
    const Array y = where(is_near, x, 1.), half = 0.5 * df;
    const Array near = (half - 1.) * log(0.5 * y) - 0.5 * y - lgamma(half) - std::numbers::ln2 +
                       0.5 * where(is_near, lambda, 0.) * (y / df - 1.);
    const Array root = sqrt(where(is_near, 1., x)), c = sqrt(where(is_near, 1., lambda));
    const Array v = half - 1.;
    const Array far = v * log(root / c) - 0.5 * square(root - c) - std::numbers::ln2 +
                      log_bessel_of_any_order(v, root * c);
    return where(is_near, near, far);
  }
  Array mean() const override { return df + lambda; }
  Array variance() const override { return 2. * (df + 2. * lambda); }
};

}  // namespace

constinit const Family NoncentralChi2::family{
    .name = "NoncentralChi2",
    .parameters = {{{.name = "df", .constraint = &kPositive},
                    {.name = "noncentrality", .constraint = &kNonnegative}}},
    .support = &kPositive,
    .is_reparameterized = false,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return NoncentralChi2(p[0].value, p[1].value);
    },
};

NoncentralChi2::NoncentralChi2(const Array& df, const Array& noncentrality)
    : Distribution(make_ref<NoncentralChi2Rules>(df, noncentrality)) {}

}  // namespace aleator::distributions
