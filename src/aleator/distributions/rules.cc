// SPDX-License-Identifier: Apache-2.0
// Defines what every distribution's rules share: parameters, batch shape, defaults.
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/distributions/distribution.h"
#include "aleator/distributions/search.h"

#include <cmath>
#include <limits>

namespace aleator {
namespace {

std::string join_names(const Family& family, int alternative) {
  std::vector<std::string> names;
  for (const Parameter& p : family.parameters) {
    if (!p.name.empty() && p.alternative == alternative) names.emplace_back(p.name);
  }
  return join_words(names);
}

/// Exactly one of each group of alternatives, all of the others.
void check_one(const Family& family, const Parameter& p, const std::vector<NamedArray>& given) {
  std::size_t count = 0;
  for (const NamedArray& g : given) {
    for (const Parameter& other : family.parameters) {
      count += other.name == g.name &&
               (p.alternative ? other.alternative == p.alternative : other.name == p.name);
    }
  }
  if (count == 1) return;
  if (p.alternative)
    throw ValueError(
        text(family.name, ": give exactly one of ", join_names(family, p.alternative)));
  if (count > 1) throw ValueError(text(family.name, ": parameter '", p.name, "' is given twice"));
  throw ValueError(
      text(family.name, ": parameter '", p.name, "' is required: write {.", p.name, " = ...}"));
}

/// A parameter has the axes of one event's worth of it.
void check_rank(const Family& family, const Parameter& p, const Array& x) {
  if (x.rank() >= p.event_rank) return;
  throw ShapeError(text(family.name, ": parameter '", p.name, "' must have at least ", p.event_rank,
                        p.event_rank == 1 ? " axis" : " axes", ", got shape ", x.shape()));
}

double largest_number(Dtype dtype) {
  return dtype == float32 ? std::numeric_limits<float>::max() : std::numeric_limits<double>::max();
}

}  // namespace

std::int64_t integer_value(const Family& family, const NamedArray& given) {
  const Array& x = given.value;
  if (x.rank() == 0 && x.is_known() && x.item() == std::floor(x.item()) &&
      std::abs(x.item()) < 0x1p53)
    return static_cast<std::int64_t>(x.item());
  throw ValueError(text(family.name, ": parameter '", given.name,
                        "' must be one whole number that is known when the distribution is made, "
                        "got ",
                        x));
}

Shape shape_value(const Family& family, const NamedArray& given) {
  const Array& x = given.value;
  Dims dims;
  if (x.rank() == 1 && x.is_known()) {
    for (const double length : x.values()) {
      if (length >= 0 && length == std::floor(length) && length < 0x1p53)
        dims.push_back(static_cast<std::int64_t>(length));
    }
    if (static_cast<std::int64_t>(dims.size()) == x.size()) return Shape(dims);
  }
  throw ValueError(text(family.name, ": parameter '", given.name,
                        "' must be lengths of axes that are known when the distribution is made, "
                        "got ",
                        x));
}

void check_given(const Family& family, const std::vector<NamedArray>& given) {
  for (const Parameter& p : family.parameters) {
    if (!p.name.empty()) check_one(family, p, given);
  }
}

DistributionRules::DistributionRules(
    const Family& family,
    const std::vector<std::pair<std::string_view, std::optional<Array>>>& parameters)
    : family_(family) {
  const std::string who(family.name);
  PromotedDtype joined{boolean, true};
  for (const Parameter& p : family.parameters) {
    for (const auto& [name, value] : parameters) {
      if (p.name.empty() || name != p.name || !value) continue;
      const std::string known_as(name);
      const Array floating = real_parameter(who.c_str(), known_as.c_str(), *value);
      if (p.is_structural()) {
        parameters_.push_back({p.name, *value});
        continue;
      }
      check_rank(family, p, *value);
      check_constraint(who.c_str(), known_as.c_str(), floating, *p.constraint);
      const Shape batch = floating.shape().slice(0, floating.rank() - p.event_rank);
      batch_shape_ = broadcast_shapes(batch_shape_, batch, who.c_str());
      // Of integers it only matters whether they are weak: they become real numbers.
      const Dtype dtype = is_floating(value->dtype()) ? value->dtype() : boolean;
      joined = promote(joined.dtype, joined.is_weak, dtype, value->is_weak(), who.c_str());
      parameters_.push_back({p.name, floating});
    }
  }
  check_given(family, parameters_);
  if (is_floating(joined.dtype)) dtype_ = joined.dtype;
  if (joined.is_weak) return;
  // One dtype for all, so that no statistic keeps the dtype of the one parameter it depends on.
  for (NamedArray& p : parameters_) {
    if (is_structural(p)) continue;
    if (p.value.is_weak() || p.value.dtype() != dtype_) p.value = astype(p.value, dtype_);
  }
}

const Parameter& DistributionRules::declared(std::string_view name) const {
  for (const Parameter& p : family_.parameters) {
    if (p.name == name) return p;
  }
  throw ValueError(text(family_.name, ": no parameter '", name, "'"));
}

bool DistributionRules::is_structural(const NamedArray& given) const {
  return declared(given.name).is_structural();
}

bool DistributionRules::has_parameter(std::string_view name) const {
  for (const NamedArray& p : parameters_) {
    if (p.name == name) return true;
  }
  return false;
}

const Array& DistributionRules::parameter(std::string_view name) const {
  for (const NamedArray& p : parameters_) {
    if (p.name == name) return p.value;
  }
  throw ValueError(text(family_.name, ": parameter '", name, "' was not given"));
}

void DistributionRules::fail_not_implemented(const char* method) const {
  throw NotImplemented(text(family_.name, " does not implement ", method));
}

// A rule for either of a function and its log, or of a tail and its complement, gives the others.
Array DistributionRules::cdf(const Array&) const { fail_not_implemented("cdf"); }
Array DistributionRules::log_cdf(const Array& x) const { return log(cdf(x)); }
Array DistributionRules::survival_function(const Array& x) const { return 1. - cdf(x); }
Array DistributionRules::log_survival_function(const Array& x) const {
  return log(survival_function(x));
}
Array DistributionRules::quantile(const Array& p) const {
  if (event_shape().rank() > 0) fail_not_implemented("quantile");
  return is_discrete() ? search_discrete_quantile(*this, p) : search_quantile(*this, p);
}
Array DistributionRules::quantile_complement(const Array& q) const {
  if (event_shape().rank() > 0) fail_not_implemented("quantile_complement");
  return is_discrete() ? search_discrete_quantile_complement(*this, q)
                       : search_quantile_complement(*this, q);
}
Array DistributionRules::above_zero(const Array& draws) const {
  return maximum(draws, dtype_ == float32 ? std::numeric_limits<float>::min()
                                          : std::numeric_limits<double>::min());
}
Array DistributionRules::largest() const { return std::numeric_limits<double>::infinity(); }
Array DistributionRules::mean() const { fail_not_implemented("mean"); }
Array DistributionRules::variance() const { fail_not_implemented("variance"); }
Array DistributionRules::stddev() const { return sqrt(variance()); }
Array DistributionRules::covariance() const { fail_not_implemented("covariance"); }
Array DistributionRules::mode() const { fail_not_implemented("mode"); }
Array DistributionRules::entropy() const { fail_not_implemented("entropy"); }
std::optional<LogMoments> DistributionRules::moments_of_log() const { return std::nullopt; }
std::optional<Array> DistributionRules::mean_of_power(const Array&) const { return std::nullopt; }
std::optional<Array> DistributionRules::kl_divergence(const DistributionRules&) const {
  return std::nullopt;
}

std::optional<Array> DistributionRules::kl_divergence_from(const DistributionRules&) const {
  return std::nullopt;
}
std::optional<Distribution> DistributionRules::in_wider_family() const { return std::nullopt; }
std::optional<std::pair<Array, Array>> DistributionRules::sample_and_log_prob(const Key&,
                                                                              const Shape&) const {
  return std::nullopt;
}

Distribution DistributionRules::with_batch(const BatchMap& map) const {
  if (!family_.make)
    throw NotImplemented(text(family_.name,
                              ": members of its batch cannot be selected; index "
                              "its parameters and make it of them"));
  std::vector<NamedArray> all;
  for (const NamedArray& p : parameters_)
    all.push_back(
        {p.name, is_structural(p) ? p.value : changed(map, p.value, declared(p.name).event_rank)});
  return family_.make(all);
}

Array DistributionRules::changed(const BatchMap& map, const Array& parameter,
                                 int event_rank) const {
  const bool stays = batch_shape_.rank() > 0 && parameter.rank() == event_rank;
  return stays ? parameter : map(parameter, event_rank);
}

std::optional<Array> DistributionRules::is_in_support(const Array& x) const {
  const Constraint& support = *family_.support;
  if (!support.contains) return std::nullopt;
  // The density at infinity is a limit: 0.
  return support.is_discrete ? support.contains(x)
                             : logical_and(support.contains(x), x <= largest_number(x.dtype()));
}
Array DistributionRules::inside() const { return family_.support->inside; }

std::optional<Bijector> DistributionRules::default_event_space_bijector() const {
  return family_.support->bijector ? std::optional<Bijector>(family_.support->bijector())
                                   : std::nullopt;
}

}  // namespace aleator
