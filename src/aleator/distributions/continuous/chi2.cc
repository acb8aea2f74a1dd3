// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/chi2.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/gamma.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/math/special.h"

namespace aleator::distributions {
namespace {

/// A gamma variable under the name of its one parameter.
struct Chi2Rules final : MonotoneRules {
  explicit Chi2Rules(const Chi2Parameters& p)
      : MonotoneRules(Chi2::family, {{"df", p.df}}),
        df(parameter("df")),
        gamma(Gamma({.concentration = 0.5 * df, .rate = 0.5})) {}
  const Array df;
  const Distribution gamma;

  const Distribution& base() const override { return gamma; }
  Array from_base(const Array& z) const override { return z; }
  Array to_base(const Array& x) const override { return x; }
  Array log_derivative(const Array&) const override { return zeros_like(df); }

  std::optional<Distribution> in_wider_family() const override { return gamma; }
  Array mean() const override { return df; }
  Array variance() const override { return 2. * df; }
  Array mode() const override { return maximum(df - 2., 0.); }
  Array entropy() const override { return gamma.entropy(); }
};

}  // namespace

constinit const Family Chi2::family{
    .name = "Chi2",
    .parameters = {{{.name = "df", .constraint = &kPositive}}},
    .support = &kPositive,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return Chi2({.df = p[0].value});
    },
};

Chi2::Chi2(const Chi2Parameters& parameters) : Distribution(make_ref<Chi2Rules>(parameters)) {}

}  // namespace aleator::distributions
