// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/joint_distribution.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/ppl/draws.h"
#include "aleator/ppl/handlers.h"

#include <ostream>

namespace aleator::ppl {
namespace {

/// ValueError unless there is a value for each latent choice and for nothing else that counts.
void check_given(const char* who, const Structure& structure, const Values& values) {
  const std::vector<std::string> latent = structure.latent_names();
  for (const std::string& name : values.names()) {
    const SiteFacts* site = structure.find(name);
    if (site && site->kind == SiteKind::deterministic) continue;
    if (site && site->is_observed)
      throw ValueError(
          text(who, ": site '", name, "' is observed; give values of ", quoted(latent), " only"));
    if (!site)
      throw ValueError(text(who, ": the model has no site '", name, "'", did_you_mean(name, latent),
                            " Its choices are ", quoted(latent), "."));
  }
  std::vector<std::string> missing;
  for (const std::string& name : latent) {
    if (!values.contains(name)) missing.push_back(name);
  }
  if (!missing.empty())
    throw ValueError(
        text(who, ": no value for ", quoted(missing), "; given are ", quoted(values.names())));
}

[[noreturn]] void fail_shape(const char* who, const SiteFacts& site, const Shape& got) {
  const std::string where = site.plates.list.empty() ? "" : text(" (plates ", site.plates, ")");
  throw ShapeError(text(who, ": site '", site.name, "' has shape ", site.shape(), where,
                        ", after the axes of draws, which are the same for all values; got ", got));
}

/// The axes in front of the shapes of sites; values without any are the same for all draws.
Shape leading_shape(const char* who, const Structure& structure, const Values& values) {
  Shape lead;
  for (const NamedValue& entry : values) {
    const SiteFacts& site = structure[entry.name];
    if (site.kind != SiteKind::sample) continue;
    const Shape shape = site.shape(), got = entry.value.shape();
    const std::int64_t num_lead = got.rank() - shape.rank();
    if (num_lead < 0 || got.slice(num_lead, got.rank()) != shape) fail_shape(who, site, got);
    const Shape own = got.slice(0, num_lead);
    if (own.empty()) continue;
    if (!lead.empty() && lead != own) fail_shape(who, site, got);
    lead = own;
  }
  return lead;
}

/// The values of choices for every draw.
Values choices_of(const Structure& structure, const Values& values, const Shape& lead) {
  Values choices;
  for (const NamedValue& entry : values) {
    const SiteFacts& site = structure[entry.name];
    if (site.kind == SiteKind::sample)
      choices.add(entry.name, broadcast_to(entry.value, lead + site.shape()));
  }
  return choices;
}

}  // namespace

JointDistribution::JointDistribution(const Program& program)
    : program_(program), structure_(structure_of(program)) {}

Values JointDistribution::sample(const Shape& shape, const Key& key) const {
  const auto one = [&](const Values&, const Array& number) {
    Values drawn;
    const Trace run = trace(program_, shape.rank() > 0 ? fold_in(key, number) : key);
    for (const Site& site : run.sites()) {
      if (site.kind != SiteKind::factor && !site.is_observed) drawn.add(site.name, *site.value);
    }
    return drawn;
  };
  return map_draws(one, {}, shape);
}

Values JointDistribution::log_prob_parts(const Values& values) const {
  check_given("log_prob", structure_, values);
  const Shape lead = leading_shape("log_prob", structure_, values);
  const auto one = [&](const Values& draw, const Array&) {
    return score(program_, draw).log_prob_parts();
  };
  return map_draws(one, choices_of(structure_, values, lead), lead);
}

Array JointDistribution::log_prob(const Values& values) const {
  Array total = 0.;
  for (const NamedValue& part : log_prob_parts(values)) total = total + part.value;
  return total;
}

JointDistribution JointDistribution::handled(const Handler& handler) const {
  return JointDistribution(handle(program_, handler));
}

JointDistribution JointDistribution::condition(const Values& observed) const {
  check_names("condition", structure_, observed.names());
  return handled(ppl::condition(observed));
}

JointDistribution JointDistribution::intervene(const Values& values) const {
  check_names("intervene", structure_, values.names());
  return handled(ppl::intervene(values));
}

std::vector<NamedShape> JointDistribution::event_shape() const {
  std::vector<NamedShape> shapes;
  for (const SiteFacts& site : structure_.sites) {
    if (site.is_latent()) shapes.push_back({site.name, site.shape()});
  }
  return shapes;
}

std::string JointDistribution::to_string() const {
  std::string lines;
  for (const SiteFacts& site : structure_.sites) {
    const std::string plates = site.plates.list.empty() ? "" : text(" (", site.plates, ")");
    const char* kind = site.kind == SiteKind::factor          ? ": a factor"
                       : site.kind == SiteKind::deterministic ? ": follows from choices"
                                                              : " ~ ";
    lines += text(lines.empty() ? "" : "\n", site.name, plates, kind, site.distribution,
                  site.is_observed ? ", observed" : "");
  }
  return lines;
}

std::ostream& operator<<(std::ostream& out, const JointDistribution& joint) {
  return out << joint.to_string();
}

JointBijector JointDistribution::default_event_space_bijector() const {
  return JointBijector(program_);
}

}  // namespace aleator::ppl
