// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/structure.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/ppl/reparameterize.h"
#include "aleator/ppl/start.h"
#include "aleator/transforms/inspect.h"

#include <algorithm>
#include <cmath>

namespace aleator::ppl {
namespace {

bool all_known(const Arrays& arrays) {
  return std::all_of(arrays.begin(), arrays.end(), [](const Array& x) { return x.is_known(); });
}

Arrays parameters_of(const Distribution& d) {
  Arrays all;
  for (const NamedArray& parameter : d.rules().parameters()) all.push_back(parameter.value);
  return all;
}

/// The position of element number i, "[2, 0]".
std::string position_text(const Shape& shape, std::int64_t i) {
  Dims position;
  for (const std::int64_t stride : shape.strides()) {
    position.push_back(i / stride);
    i %= stride;
  }
  return text(position);
}

/// Throws for the first element that is outside, where that is known.
void check_support(const Site& site) {
  const Distribution& d = *site.distribution;
  const Array value = broadcast_to(astype(site.counted_value(), d.dtype()), site.shape());
  if (!value.is_known()) return;
  const std::optional<Array> inside = d.rules().is_in_support(value);
  if (inside && !inside->is_known()) return;
  const Array is_right = inside ? broadcast_to(*inside, value.shape()) : logical_not(is_nan(value));
  const std::vector<bool> flags = is_right.values<bool>();
  const auto wrong = std::find(flags.begin(), flags.end(), false);
  if (wrong == flags.end()) return;
  const std::int64_t i = wrong - flags.begin();
  const double number = value.values()[static_cast<std::size_t>(i)];
  const std::string at = value.rank() > 0 ? " at index " + position_text(value.shape(), i) : "";
  if (std::isnan(number))
    throw ValueError(text("site '", site.name, "': the observed value", at,
                          " is missing (NaN); mask it, or leave its member out"));
  const Constraint& support = *d.rules().family().support;
  throw ValueError(text("site '", site.name, "': the observed value ", number, at,
                        " is impossible under ", d,
                        support.contains ? text("; it must be ", support.description) : ""));
}

/// The numbers of a FiniteDiscrete, where they are the same for all members and no choice's.
std::optional<Array> outcomes_listed(const Distribution& d) {
  if (d.name() != "FiniteDiscrete") return std::nullopt;
  const Array& outcomes = d.rules().parameter("outcomes");
  if (outcomes.rank() != 1 || !outcomes.is_known()) return std::nullopt;
  return outcomes;
}

/// How many outcomes a choice has; 0 where they are neither 0, 1, ..., n - 1 nor listed.
std::int64_t outcomes_of(const Site& site) {
  if (site.chain) return site.chain->log_initial.dim(-1);
  const Distribution& d = *site.distribution;
  const std::string_view name = d.name();
  if (const auto outcomes = outcomes_listed(d)) return outcomes->dim(0);
  if (name == "Bernoulli") return 2;
  if (name == "Categorical") return d.rules().parameters()[0].value.dim(-1);
  if (name == "OrderedLogistic") return d.rules().parameter("cutpoints").dim(-1) + 1;
  if (name != "Binomial" && name != "BetaBinomial") return 0;
  const Array& total = d.rules().parameter("total_count");
  return total.is_known() ? static_cast<std::int64_t>(max(total).item()) + 1 : 0;
}

SiteFacts facts_of(const Site& site) {
  SiteFacts facts{.name = site.name,
                  .kind = site.kind,
                  .plates = site.plates,
                  .chain = site.chain,
                  .batch_shape = site.batch_shape(),
                  .event_shape = site.event_shape(),
                  .value_shape = site.value->shape(),
                  .dtype = site.value->dtype(),
                  .is_observed = site.is_observed,
                  .is_auxiliary = site.is_auxiliary};
  if (site.kind == SiteKind::deterministic) facts.depends_on_choices = !site.value->is_known();
  if (site.kind != SiteKind::sample) return facts;
  const Distribution& d = *site.distribution;
  facts.is_discrete = d.rules().is_discrete();
  facts.depends_on_choices = !all_known(parameters_of(d));
  facts.is_location_scale = has_noncentered_form(d);
  facts.distribution = d.to_string();
  if (facts.is_discrete) {
    facts.num_outcomes = outcomes_of(site);
    facts.outcomes = outcomes_listed(d);
  } else if (!site.is_observed) {
    const Bijector onto = d.default_event_space_bijector();
    facts.unconstrained_shape = onto.inverse_event_shape(site.shape());
    if (all_known(onto.rules().parameters())) facts.bijector = onto;
  }
  return facts;
}

}  // namespace

const SiteFacts* Structure::find(const std::string& name) const {
  for (const SiteFacts& site : sites) {
    if (site.name == name) return &site;
  }
  return nullptr;
}

const SiteFacts& Structure::operator[](const std::string& name) const {
  if (const SiteFacts* facts = find(name)) return *facts;
  throw ValueError(text("the model has no site '", name, "'", did_you_mean(name, names()),
                        " Its sites are ", quoted(names()), "."));
}

std::vector<std::string> Structure::names() const {
  std::vector<std::string> all;
  for (const SiteFacts& site : sites) all.push_back(site.name);
  return all;
}

std::vector<std::string> Structure::latent_names() const {
  std::vector<std::string> all;
  for (const SiteFacts& site : sites) {
    if (site.is_latent()) all.push_back(site.name);
  }
  return all;
}

Structure structure_of(const Program& program) {
  Structure structure;
  // The key is a placeholder, so that what depends on a choice is not known.
  const auto run = [&](const Arrays& key) {
    const Trace drawn = interpret(program, start(Key(key[0])));
    for (const Site& site : drawn.sites()) {
      if (site.is_observed) check_support(site);
      structure.sites.push_back(facts_of(site));
    }
    return key;
  };
  close("model", {ArrayType{.dtype = uint32, .shape = {2}}}, run);
  return structure;
}

void check_names(const char* who, const Structure& structure,
                 const std::vector<std::string>& names) {
  std::vector<std::string> choices;
  for (const SiteFacts& site : structure.sites) {
    if (site.kind == SiteKind::sample) choices.push_back(site.name);
  }
  for (const std::string& name : names) {
    if (std::find(choices.begin(), choices.end(), name) != choices.end()) continue;
    throw ValueError(text(who, ": the model has no site '", name, "'", did_you_mean(name, choices),
                          " Its choices are ", quoted(choices), "."));
  }
}

}  // namespace aleator::ppl
