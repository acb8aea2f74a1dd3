// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/pert.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/bijectors/interval.h"
#include "aleator/distributions/continuous/beta.h"
#include "aleator/distributions/continuous/monotone.h"
#include "aleator/distributions/known_equal.h"

#include <limits>

namespace aleator::distributions {
namespace {

struct PERTRules final : MonotoneRules {
  PERTRules(const Array& low_value, const Array& peak_value, const Array& high_value,
            const Array& temperature_value)
      : MonotoneRules(PERT::family, {{"low", low_value},
                                     {"peak", peak_value},
                                     {"high", high_value},
                                     {"temperature", temperature_value}}),
        low(parameter("low")),
        peak(parameter("peak")),
        high(parameter("high")),
        temperature(parameter("temperature")),
        width(high - low),
        a(1. + temperature * (peak - low) / width),
        b(1. + temperature * (high - peak) / width),
        beta(checked(low, peak, high, a, b)) {}
  const Array low, peak, high, temperature, width;
  const Array a, b;
  const Distribution beta;

  /// The ends are checked first: what is wrong is named by the parameters that were given.
  static Distribution checked(const Array& low, const Array& peak, const Array& high,
                              const Array& a, const Array& b) {
    check_interval("PERT", low, high);
    check_between("PERT", "peak", peak, low, high);
    return Beta(a, b);
  }

  std::optional<Array> is_in_support(const Array& x) const override {
    return logical_and(x >= low, x <= high);
  }
  Array inside() const override { return 0.5 * (low + high); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Interval({.low = low, .high = high});
  }
  const Distribution& base() const override { return beta; }
  Array from_base(const Array& y) const override { return clip(low + width * y, low, high); }
  Array to_base(const Array& x) const override { return clip((x - low) / width, 0., 1.); }
  Array log_derivative(const Array&) const override { return -log(width); }
  /// exponent log(distance / width), without slopes where that is -inf.
  Array log_power(const Array& exponent, const Array& distance) const {
    const Array is_end = distance <= 0.;
    return where(is_end, where(exponent > 0., -std::numeric_limits<double>::infinity(), 0.),
                 exponent * log(where(is_end, width, distance) / width));
  }
  // By the distances to both ends, each with its own digits.
  Array log_prob(const Array& x) const override {
    return log_power(a - 1., x - low) + log_power(b - 1., high - x) - lbeta(a, b) - log(width);
  }
  bool has_same_map(const MonotoneRules& other) const override {
    return is_known_equal(low, other.parameter("low")) &&
           is_known_equal(high, other.parameter("high"));
  }

  Array mean() const override { return low + width * beta.mean(); }
  Array variance() const override { return square(width) * beta.variance(); }
  Array mode() const override { return peak; }
  Array entropy() const override { return beta.entropy() + log(width); }
};

}  // namespace

constinit const Family PERT::family{
    .name = "PERT",
    .parameters = {{{.name = "low"},
                    {.name = "peak", .is_trainable = false},
                    {.name = "high", .is_trainable = false},
                    {.name = "temperature", .constraint = &kPositive}}},
    .support = &kReal,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return PERT(p[0].value, p[1].value, p[2].value, p[3].value);
    },
};

PERT::PERT(const Array& low, const Array& peak, const Array& high, const Array& temperature)
    : Distribution(make_ref<PERTRules>(low, peak, high, temperature)) {}

}  // namespace aleator::distributions
