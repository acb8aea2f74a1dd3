// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/families.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/glm/link.h"
#include "aleator/math/special.h"

#include <cmath>

namespace aleator::glm {
namespace {

constexpr double kLogTwoPi = 1.8378770664093454836;

/// x y, 0 where x is 0 whatever y is.
Array times(const Array& x, const Array& y) { return x * where(x == 0, 0., y); }

/// A distribution with a link: what all families share.
struct LinkedRules : FamilyRules {
  LinkedRules(std::string name, const Link& link) : name_(std::move(name)), link_(link) {}
  std::string name() const override { return name_; }
  std::string link() const override { return link_.name; }
  Array mean(const Array& r) const override { return link_.mean(r); }
  Array grad_mean(const Array& r) const override { return link_.grad_mean(r); }

  std::string name_;
  const Link& link_;
};

struct BinomialRules final : LinkedRules {
  BinomialRules(std::string name, const Link& link, const Array& total_count, bool is_proportion)
      : LinkedRules(std::move(name), link), m(total_count), is_proportion(is_proportion) {}

  Array mean(const Array& r) const override { return m * link_.mean(r); }
  Array grad_mean(const Array& r) const override { return m * link_.grad_mean(r); }
  // Both links are symmetric: the mean of -r is the probability of failure.
  Array variance(const Array& r) const override { return m * link_.mean(r) * link_.mean(-r); }
  Array score_factor(const Array& r) const override {
    if (&link_ == &kLogit) return ones_like(r);
    return exp(-0.5 * square(r) - 0.5 * kLogTwoPi - link_.log_mean(r) - link_.log_mean(-r));
  }
  Array log_kernel(const Array& y, const Array& r) const {
    return times(y, link_.log_mean(r)) + times(m - y, link_.log_mean(-r));
  }
  Array unit_deviance(const Array& y, const Array& r) const override {
    return 2. * (xlogy(y, y / m) + xlogy(m - y, (m - y) / m) - log_kernel(y, r));
  }
  Array log_prob(const Array& y, const Array& r, const Array&) const override {
    const Array kernel = log_kernel(y, r);
    return is_proportion ? kernel : log_binomial_coefficient(m, y) + kernel;
  }
  // The weight of a proportion is the number of trials that it is of.
  Array weighted_log_prob(const Array& y, const Array& r, const Array& weights,
                          const Array& dispersion) const override {
    const Array log_density = weights * log_prob(y, r, dispersion);
    if (!is_proportion) return log_density;
    return log_density + log_binomial_coefficient(weights, weights * y);
  }
  std::optional<Array> starting_linear_response(const Array& y, const Array& w) const override {
    const Array trials = w * m;
    return link_.linear_response((w * y + 0.5) / (trials + 1.));
  }
  Array is_valid_response(const Array& y) const override {
    const Array is_inside = logical_and(y >= 0, y <= m);
    return is_proportion ? is_inside : logical_and(is_inside, y == floor(y));
  }
  std::string valid_response() const override {
    return is_proportion ? "0, 1 or a proportion between them"
                         : "a whole number from 0 to total_count";
  }
  std::optional<Array> escape(const Array& y) const override {
    return where(y == m, 1., where(y == 0, -1., 0.));
  }
  bool is_same_for_all_rows() const override { return m.size() == 1; }
  bool is_canonical() const override { return &link_ == &kLogit; }

  Array m;
  bool is_proportion;
};

struct NormalRules final : LinkedRules {
  NormalRules(std::string name, const Link& link, const ScaleParameters& p)
      : LinkedRules(std::move(name), link), scale(p.scale) {}

  Array variance(const Array& r) const override { return ones_like(r); }
  Array score_factor(const Array& r) const override { return grad_mean(r); }
  Array unit_deviance(const Array& y, const Array& r) const override { return square(y - mean(r)); }
  Array log_prob(const Array& y, const Array& r, const Array& dispersion) const override {
    return -0.5 * (kLogTwoPi + log(dispersion) + square(y - mean(r)) / dispersion);
  }
  // A weight divides the variance of its row.
  Array weighted_log_prob(const Array& y, const Array& r, const Array& weights,
                          const Array& dispersion) const override {
    return where(weights > 0, log_prob(y, r, dispersion / where(weights > 0, weights, 1.)), 0.);
  }
  std::optional<Array> starting_linear_response(const Array& y, const Array&) const override {
    return link_.linear_response(where(y == 0, &link_ == &kReciprocal ? 1. : 0., y));
  }
  Array is_valid_response(const Array& y) const override { return is_finite(y); }
  std::string valid_response() const override { return "a finite number"; }
  std::optional<double> dispersion() const override {
    return scale ? std::optional(*scale * *scale) : std::nullopt;
  }
  bool is_weight_a_count() const override { return false; }
  bool is_convex() const override { return &link_ == &kIdentity; }
  bool is_quadratic() const override { return &link_ == &kIdentity; }
  bool is_canonical() const override { return &link_ == &kIdentity; }

  std::optional<double> scale;
};

/// Families whose mean is positive.
struct PositiveRules : LinkedRules {
  using LinkedRules::LinkedRules;
  Array is_valid_mean(const Array& r) const override {
    const Array m = mean(r);
    return logical_and(is_finite(m), m > 0);
  }
};

struct PoissonRules final : PositiveRules {
  using PositiveRules::PositiveRules;
  bool is_canonical() const override { return &link_ == &kLog; }
  Array variance(const Array& r) const override { return mean(r); }
  Array score_factor(const Array& r) const override {
    return &link_ == &kLog ? ones_like(r) : PositiveRules::score_factor(r);
  }
  Array unit_deviance(const Array& y, const Array& r) const override {
    return 2. * (xlogy(y, y / mean(r)) - (y - mean(r)));
  }
  Array log_prob(const Array& y, const Array& r, const Array&) const override {
    return times(y, link_.log_mean(r)) - mean(r) - lgamma(y + 1.);
  }
  std::optional<Array> starting_linear_response(const Array& y, const Array&) const override {
    return link_.linear_response(y + 0.1);
  }
  Array is_valid_response(const Array& y) const override {
    return logical_and(is_finite(y), y >= 0);
  }
  std::string valid_response() const override { return "0 or a positive number"; }
  std::optional<Array> escape(const Array& y) const override { return where(y == 0, -1., 0.); }
};

struct NegativeBinomialRules final : PositiveRules {
  NegativeBinomialRules(std::string name, const Link& link, const Array& total_count)
      : PositiveRules(std::move(name), link), k(total_count) {}

  Array variance(const Array& r) const override { return mean(r) * (1. + mean(r) / k); }
  Array score_factor(const Array& r) const override {
    return &link_ == &kLog ? 1. / (1. + mean(r) / k) : PositiveRules::score_factor(r);
  }
  Array unit_deviance(const Array& y, const Array& r) const override {
    return 2. * (xlogy(y, y / mean(r)) - (y + k) * log1p((y - mean(r)) / (mean(r) + k)));
  }
  Array log_prob(const Array& y, const Array& r, const Array&) const override {
    return log_gamma_difference(y, k) - lgamma(y + 1.) - (y + k) * log1p(mean(r) / k) +
           times(y, link_.log_mean(r) - log(k));
  }
  /// log(Gamma(y + k) / Gamma(k)).
  static Array log_gamma_difference(const Array& y, const Array& k) {
    return lgamma(y + k) - lgamma(k);
  }
  std::optional<Array> starting_linear_response(const Array& y, const Array&) const override {
    return link_.linear_response(where(y == 0, 1. / 6, y));
  }
  Array is_valid_response(const Array& y) const override {
    return logical_and(is_finite(y), y >= 0);
  }
  std::string valid_response() const override { return "0 or a positive number"; }
  std::optional<Array> escape(const Array& y) const override { return where(y == 0, -1., 0.); }
  bool is_same_for_all_rows() const override { return k.size() == 1; }

  Array k;
};

/// The standard deviation is in proportion to the mean.
struct ProportionalRules : PositiveRules {
  using PositiveRules::PositiveRules;
  Array variance(const Array& r) const override { return square(mean(r)); }
  Array score_factor(const Array& r) const override {
    return &link_ == &kLog ? exp(-r) : PositiveRules::score_factor(r);
  }
  Array unit_deviance(const Array& y, const Array& r) const override {
    return 2. * ((y - mean(r)) / mean(r) - log(y / mean(r)));
  }
  std::optional<Array> starting_linear_response(const Array& y, const Array&) const override {
    return link_.linear_response(y);
  }
  Array is_valid_response(const Array& y) const override {
    return logical_and(is_finite(y), y > 0);
  }
  std::string valid_response() const override { return "a positive number"; }
  bool is_convex() const override { return &link_ == &kLog; }
};

struct GammaRules final : ProportionalRules {
  GammaRules(std::string name, const Link& link, const ConcentrationParameters& p)
      : ProportionalRules(std::move(name), link), concentration(p.concentration) {}

  Array log_prob(const Array& y, const Array& r, const Array& dispersion) const override {
    const Array a = 1. / dispersion;
    return a * (log(a) - link_.log_mean(r) - y / mean(r)) + (a - 1.) * log(y) - lgamma(a);
  }
  std::optional<double> dispersion() const override {
    return concentration ? std::optional(1. / *concentration) : std::nullopt;
  }

  std::optional<double> concentration;
};

struct LogNormalRules final : ProportionalRules {
  LogNormalRules(std::string name, const Link& link, const ScaleParameters& p)
      : ProportionalRules(std::move(name), link), scale(p.scale) {}

  Array log_prob(const Array& y, const Array& r, const Array& dispersion) const override {
    const Array scale_squared = log1p(dispersion);  // dispersion = exp(scale^2) - 1
    const Array z = log(y) - (link_.log_mean(r) - 0.5 * scale_squared);
    return -0.5 * (kLogTwoPi + log(scale_squared) + square(z) / scale_squared) - log(y);
  }
  std::optional<double> dispersion() const override {
    return scale ? std::optional(std::expm1(*scale * *scale)) : std::nullopt;
  }
  bool has_likelihood() const override { return false; }

  std::optional<double> scale;
};

template <class T>
const T& checked(const char* who, const char* name, const T& p,
                 const std::optional<double>& value) {
  if (value && !(*value > 0 && std::isfinite(*value))) {
    throw ValueError(text(who, ": parameter '", name, "' must be positive, got ", *value));
  }
  return p;
}
ScaleParameters checked(const char* who, const ScaleParameters& p) {
  return checked(who, "scale", p, p.scale);
}
ConcentrationParameters checked(const char* who, const ConcentrationParameters& p) {
  return checked(who, "concentration", p, p.concentration);
}

Array checked(const char* who, const CountParameters& p) {
  const Array count = as_floating(p.total_count);
  if (!count.is_known()) return count;
  const std::vector<double> values = count.values();
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] > 0 && std::isfinite(values[i])) continue;
    throw ValueError(text(who, ": parameter 'total_count' must be positive, got ", values[i],
                          count.rank() == 0 ? std::string() : text(" at row ", i)));
  }
  return count;
}

Ref<const FamilyRules> bernoulli(const char* name, const Link& link) {
  return make_ref<BinomialRules>(name, link, Array(1.), true);
}

}  // namespace

Bernoulli::Bernoulli() : ExponentialFamily(bernoulli("Bernoulli", kLogit)) {}
BernoulliNormalCDF::BernoulliNormalCDF()
    : ExponentialFamily(bernoulli("BernoulliNormalCDF", kProbit)) {}
Binomial::Binomial(const CountParameters& p)
    : ExponentialFamily(
          make_ref<BinomialRules>("Binomial", kLogit, checked("Binomial", p), false)) {}
Normal::Normal(const ScaleParameters& p)
    : ExponentialFamily(make_ref<NormalRules>("Normal", kIdentity, checked("Normal", p))) {}
NormalReciprocal::NormalReciprocal(const ScaleParameters& p)
    : ExponentialFamily(
          make_ref<NormalRules>("NormalReciprocal", kReciprocal, checked("NormalReciprocal", p))) {}
LogNormal::LogNormal(const ScaleParameters& p)
    : ExponentialFamily(make_ref<LogNormalRules>("LogNormal", kLog, checked("LogNormal", p))) {}
LogNormalSoftplus::LogNormalSoftplus(const ScaleParameters& p)
    : ExponentialFamily(make_ref<LogNormalRules>("LogNormalSoftplus", kSoftplusInverse,
                                                 checked("LogNormalSoftplus", p))) {}
Poisson::Poisson() : ExponentialFamily(make_ref<PoissonRules>("Poisson", kLog)) {}
PoissonSoftplus::PoissonSoftplus()
    : ExponentialFamily(make_ref<PoissonRules>("PoissonSoftplus", kSoftplusInverse)) {}
GammaExp::GammaExp(const ConcentrationParameters& p)
    : ExponentialFamily(make_ref<GammaRules>("GammaExp", kLog, checked("GammaExp", p))) {}
GammaSoftplus::GammaSoftplus(const ConcentrationParameters& p)
    : ExponentialFamily(
          make_ref<GammaRules>("GammaSoftplus", kSoftplusInverse, checked("GammaSoftplus", p))) {}
NegativeBinomial::NegativeBinomial(const CountParameters& p)
    : ExponentialFamily(make_ref<NegativeBinomialRules>("NegativeBinomial", kLog,
                                                        checked("NegativeBinomial", p))) {}
NegativeBinomialSoftplus::NegativeBinomialSoftplus(const CountParameters& p)
    : ExponentialFamily(make_ref<NegativeBinomialRules>(
          "NegativeBinomialSoftplus", kSoftplusInverse, checked("NegativeBinomialSoftplus", p))) {}

}  // namespace aleator::glm
