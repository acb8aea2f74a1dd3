// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/reparameterize.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/distributions/continuous/log_normal.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/families.h"
#include "aleator/distributions/wrappers/batch_broadcast.h"
#include "aleator/distributions/wrappers/independent.h"
#include "aleator/distributions/wrappers/sample.h"

#include <algorithm>
#include <array>

namespace aleator::ppl {
namespace {

constexpr std::array kScalarFamilies{"Normal",   "StudentT", "Cauchy",   "Laplace",
                                     "Logistic", "Gumbel",   "LogNormal"};

bool is_one_of_scalar_families(std::string_view name) {
  return std::find(kScalarFamilies.begin(), kScalarFamilies.end(), name) != kScalarFamilies.end();
}

/// A standard distribution and how its draws become those of another one.
struct NoncenteredForm {
  Distribution raw;
  Callable<Array(const Array&)> from_raw;
};

NoncenteredForm scalar_form(const Distribution& d) {
  const Array loc = d.rules().parameter("loc"), scale = d.rules().parameter("scale");
  if (d.name() == "LogNormal") {
    return {distributions::Normal(0., 1.),
            [=](const Array& raw) { return exp(loc + scale * raw); }};
  }
  std::vector<NamedArray> parameters = d.rules().parameters();
  for (NamedArray& p : parameters) {
    if (p.name == "loc") p.value = 0.;
    else if (p.name == "scale") p.value = 1.;
  }
  return {make_distribution(d.rules().family(), parameters),
          [=](const Array& raw) { return loc + scale * raw; }};
}

/// Of a multivariate normal distribution, whose coordinates of the raw value are independent.
NoncenteredForm vector_form(const Distribution& d) {
  const DistributionRules& rules = d.rules();
  const Array loc = rules.has_parameter("loc") ? rules.parameter("loc") : Array(0.);
  const Distribution raw = distributions::Sample(distributions::Normal(0., 1.), d.event_shape());
  if (d.name() == "MultivariateNormalDiag") {
    const Array scale = rules.parameter("scale_diag");
    return {raw, [=](const Array& z) { return loc + scale * z; }};
  }
  const Array scale = rules.parameter("scale_tril");
  return {raw,
          [=](const Array& z) { return loc + squeeze(matmul(scale, expand_dims(z, -1)), -1); }};
}

NoncenteredForm form_of(const Distribution& d) {
  if (const std::optional<Distribution> members = distributions::independent_members(d)) {
    NoncenteredForm form = form_of(*members);
    const auto num = static_cast<int>(members->batch_shape().rank() - d.batch_shape().rank());
    form.raw = distributions::Independent(
        distributions::BatchBroadcast(
            {.distribution = form.raw, .to_shape = members->batch_shape()}),
        {.reinterpreted_batch_ndims = num});
    return form;
  }
  return is_one_of_scalar_families(d.name()) ? scalar_form(d) : vector_form(d);
}

}  // namespace

bool has_noncentered_form(const Distribution& distribution) {
  if (const auto members = distributions::independent_members(distribution))
    return has_noncentered_form(*members);
  const std::string_view name = distribution.name();
  return is_one_of_scalar_families(name) || name == "MultivariateNormalDiag" ||
         name == "MultivariateNormalTriL";
}

Handler reparameterize(const std::vector<std::string>& names) {
  return [names](Site& site, const Rest& rest) {
    const bool is_meant = std::find(names.begin(), names.end(), site.name) != names.end();
    if (!is_meant || site.kind != SiteKind::sample || site.value) return rest(site);
    if (!has_noncentered_form(*site.distribution)) {
      throw ValueError(text("reparameterize: site '", site.name, "' is a ", *site.distribution,
                            ", which is no location and scale times a standard draw"));
    }
    const NoncenteredForm form = form_of(*site.distribution);
    Site raw = site;
    raw.name = text(site.name, "_raw");
    raw.distribution =
        distributions::BatchBroadcast({.distribution = form.raw, .to_shape = site.batch_shape()});
    raw.is_auxiliary = true;
    rest(raw);
    site.value = form.from_raw(*raw.value);
    site.kind = SiteKind::deterministic;
    rest(site);
  };
}

}  // namespace aleator::ppl
