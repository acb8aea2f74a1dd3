// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/target.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/identity.h"
#include "aleator/ppl/draws.h"
#include "aleator/ppl/handlers.h"
#include "aleator/ppl/marginal.h"
#include "aleator/ppl/reparameterize.h"
#include "aleator/ppl/start.h"

#include <algorithm>

namespace aleator::ppl {
namespace {

std::vector<std::string> noncentered_names(const Structure& structure, const Reparameterize& r) {
  check_names("make_target: reparameterize", structure, r.names);
  std::vector<std::string> names = r.names;
  for (const SiteFacts& site : structure.sites) {
    const bool is_meant = r.which == All || (r.which == Auto && site.depends_on_choices);
    if (is_meant && site.is_latent() && site.is_location_scale) names.push_back(site.name);
  }
  return names;
}

/// The parts of a target, in the order of the program.
struct Parts {
  std::vector<std::string> names;
  std::vector<Shape> shapes;
  Bijectors bijectors;
  std::vector<bool> is_free;  ///< unconstrained, because its support depends on other choices

  Values values(const Arrays& parts, bool free) const {
    Values chosen;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (is_free[i] == free) chosen.add(names[i], parts[i]);
    }
    return chosen;
  }
};

/// What a target is made of.
struct Model {
  Program program;
  Structure structure;
  Parts parts;
  Marginal marginal;

  /// The program with values for all choices but those that are summed out.
  Program at(const Arrays& values) const {
    const Program given = handle(program, replay(parts.values(values, false)));
    return handle(given, constrained(parts.values(values, true)));
  }
  Array log_prob(const Arrays& values) const {
    return marginal.has_choices() ? marginal.log_prob(at(values))
                                  : score(at(values), {}).log_prob();
  }
};

Parts parts_of(const Structure& structure) {
  Parts parts;
  for (const SiteFacts& site : structure.sites) {
    if (!site.is_latent() || site.is_discrete) continue;
    parts.names.push_back(site.name);
    parts.shapes.push_back(site.bijector ? site.shape() : site.unconstrained_shape);
    parts.bijectors.push_back(site.bijector ? *site.bijector : bijectors::Identity());
    parts.is_free.push_back(!site.bijector);
  }
  if (parts.names.empty()) {
    throw ValueError(text("make_target: no continuous choice is left to sample; the sites are ",
                          quoted(structure.names()),
                          "; discrete choices are drawn by infer_discrete"));
  }
  return parts;
}

/// What is reported of one draw; what was summed out has no value.
Values reported(const Model& model, const Arrays& parts) {
  const Trace trace = interpret(model.at(parts), start(Key(0)));
  const std::vector<std::string> summed = model.marginal.names();
  Values all;
  for (const Site& site : trace.sites()) {
    const bool is_choice = site.kind == SiteKind::sample && !site.is_observed &&
                           std::find(summed.begin(), summed.end(), site.name) == summed.end();
    const bool is_quantity =
        site.kind == SiteKind::deterministic && !model.marginal.depends_on_choices(site.name);
    if ((is_choice || is_quantity) && !site.is_auxiliary) all.add(site.name, *site.value);
  }
  return all;
}

/// Plates name the axes that come first, and their members.
stats::NamedDraws labelled(const Model& model, const NamedValue& entry) {
  stats::NamedDraws draws{.name = entry.name, .draws = entry.value};
  for (const Plate& plate : model.structure[entry.name].plates.list) {
    draws.dims.push_back(plate.name);
    draws.coordinates.push_back(plate.coordinates);
  }
  const auto rank = static_cast<std::size_t>(entry.value.rank() - 2);
  draws.dims.resize(rank);
  draws.coordinates.resize(rank);
  return draws;
}

std::vector<stats::NamedDraws> report(const Model& model,
                                      const std::vector<stats::NamedDraws>& draws) {
  Values parts;
  for (const stats::NamedDraws& part : draws) parts.add(part.name, part.draws);
  const Shape lead = draws[0].draws.shape().slice(0, 2);
  const auto one = [&](const Values& draw, const Array&) { return reported(model, draw.arrays()); };
  const Values all = map_draws(one, parts, lead);
  std::vector<stats::NamedDraws> result;
  for (const NamedValue& entry : all) result.push_back(labelled(model, entry));
  return result;
}

}  // namespace

LogDensity make_target(const JointDistribution& conditioned, const TargetOptions& options) {
  const std::vector<std::string> names =
      noncentered_names(conditioned.structure(), options.reparameterize);
  const Program program = handle(conditioned.program(), reparameterize(names));
  const Structure structure = structure_of(program);
  const Marginal marginal(program, structure);
  const Model model{program, structure, parts_of(structure), marginal};
  const auto log_prob = [model](const Arrays& parts) { return model.log_prob(parts); };
  const auto shown = [model](const std::vector<stats::NamedDraws>& draws) {
    return report(model, draws);
  };
  return LogDensity(mcmc::TargetLogProbFn(log_prob), model.parts.names, model.parts.shapes,
                    model.parts.bijectors)
      .reporting(shown);
}

}  // namespace aleator::ppl
