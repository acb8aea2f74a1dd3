// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/doublesided_maxwell.h"

#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/special.h"
#include "aleator/distributions/continuous/location_scale.h"
#include "aleator/distributions/known_equal.h"
#include "aleator/math/special.h"
#include "aleator/random/random.h"

#include <cmath>
#include <limits>
#include <numbers>

namespace aleator::distributions {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
const double kLogRoot = 0.5 * std::log(2 * std::numbers::pi);

struct DoublesidedMaxwellRules final : LocationScaleRules {
  explicit DoublesidedMaxwellRules(const DoublesidedMaxwellParameters& p)
      : LocationScaleRules(DoublesidedMaxwell::family, {{"loc", p.loc}, {"scale", p.scale}}) {}

  Array inside() const override { return loc + scale; }
  /// The length of a normal vector of space, to either side.
  Array standard_sample(const Key& key, const Shape& shape) const override {
    const auto [key_size, key_sign] = split<2>(key);
    const Array vectors = random::normal(key_size, shape + Shape{3}, dtype());
    const Array size = sqrt(sum(square(vectors), {.axes = {-1}}));
    return where(random::bernoulli(key_sign, 0.5, shape), size, -size);
  }
  // At 0 the density is 0, without slope.
  Array standard_log_prob(const Array& z) const override {
    const Array is_zero = z == 0.;
    const Array inner = 2. * log(abs(where(is_zero, 1., z))) - 0.5 * square(z) - kLogRoot;
    return where(is_zero, -kInfinity, inner);
  }
  /// ndtr(z) - z phi(z), whose terms do not cancel below 0.
  Array lower(const Array& z) const { return exp(log_lower(z)); }
  Array log_lower(const Array& z) const {
    const Array is_zero = z == 0., y = where(is_zero, -1., z);
    const Array is_far = y < -1e150, inner = where(is_far, -1., y);
    const Array near = log_add_exp(log_ndtr(inner), log(-inner) - 0.5 * square(inner) - kLogRoot);
    return where(is_zero, -std::numbers::ln2, where(is_far, -kInfinity, near));
  }
  static Array at_most_zero(const Array& z) { return where(z > 0., -z, z); }
  Array standard_cdf(const Array& z) const override {
    const Array t = lower(at_most_zero(z));
    return where(z > 0., 1. - t, t);
  }
  Array standard_log_cdf(const Array& z) const override {
    const Array t = log_lower(at_most_zero(z));
    return where(z > 0., log1p(-exp(t)), t);
  }
  /// The density is 0 at the median: near it a search finds little to go by.
  Array standard_quantile(const Array& p) const override {
    const Array is_median = p == 0.5;
    return where(is_median, 0., LocationScaleRules::standard_quantile(where(is_median, 0.25, p)));
  }
  /// Around one location: that of three normal numbers.
  std::optional<Array> kl_divergence(const DistributionRules& other) const override {
    const auto* q = dynamic_cast<const DoublesidedMaxwellRules*>(&other);
    if (!q || !is_known_equal(loc, q->loc)) return std::nullopt;
    const Array ratio = scale / q->scale;
    return 1.5 * (square(ratio) - 1.) - 3. * log(ratio);
  }
  Array standard_variance() const override { return full(scale.shape(), 3.); }
  /// The upper of the two.
  Array standard_mode() const override { return full(scale.shape(), std::numbers::sqrt2); }
  Array standard_entropy() const override {
    // The mean of log z**2, of a chi-squared variable with three degrees of freedom.
    const double mean_log = 2 - std::numbers::egamma - std::numbers::ln2;
    return full(scale.shape(), 1.5 + kLogRoot - mean_log);
  }
};

}  // namespace

constinit const Family DoublesidedMaxwell::family{
    .name = "DoublesidedMaxwell",
    .parameters = {{{.name = "loc"}, {.name = "scale", .constraint = &kPositive}}},
    .support = &kFinite,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return DoublesidedMaxwell({.loc = p[0].value, .scale = p[1].value});
    },
};

DoublesidedMaxwell::DoublesidedMaxwell(const DoublesidedMaxwellParameters& parameters)
    : Distribution(make_ref<DoublesidedMaxwellRules>(parameters)) {}

}  // namespace aleator::distributions
