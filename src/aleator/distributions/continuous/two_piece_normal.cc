// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/two_piece_normal.h"

#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/two_piece.h"
#include "aleator/math/special.h"

#include <cmath>
#include <numbers>

namespace aleator::distributions {
namespace {

struct TwoPieceNormalRules final : TwoPieceRules {
  TwoPieceNormalRules(const Array& loc, const Array& scale, const Array& skewness)
      : TwoPieceRules(TwoPieceNormal::family,
                      {{"loc", loc}, {"scale", scale}, {"skewness", skewness}}) {}

  Array even_log_prob(const Array& y) const override {
    return -0.5 * square(y) - 0.5 * std::log(2 * std::numbers::pi);
  }
  Array even_cdf(const Array& y) const override { return ndtr(y); }
  Array even_log_cdf(const Array& y) const override { return log_ndtr(y); }
  Array even_quantile(const Array& p) const override { return ndtri(p); }
  Array even_mean_size() const override { return std::sqrt(2 / std::numbers::pi); }
  Array even_variance() const override { return 1.; }
  Array even_entropy() const override {
    return 0.5 * std::log(2 * std::numbers::pi * std::numbers::e);
  }
};

}  // namespace

constinit const Family TwoPieceNormal::family{
    .name = "TwoPieceNormal",
    .parameters = {{{.name = "loc"},
                    {.name = "scale", .constraint = &kPositive},
                    {.name = "skewness", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return TwoPieceNormal(p[0].value, p[1].value, p[2].value);
    },
};

TwoPieceNormal::TwoPieceNormal(const Array& loc, const Array& scale, const Array& skewness)
    : Distribution(make_ref<TwoPieceNormalRules>(loc, scale, skewness)) {}

}  // namespace aleator::distributions
