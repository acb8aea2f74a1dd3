// SPDX-License-Identifier: Apache-2.0
// Defines what joint distributions make of the draws of a posterior.
#include "aleator/base/text.h"
#include "aleator/ppl/draws.h"
#include "aleator/ppl/handlers.h"
#include "aleator/ppl/joint_distribution.h"
#include "aleator/ppl/marginal.h"

#include <algorithm>

namespace aleator::ppl {
namespace {

/// The draws that a posterior has of latent choices, and the names of those it lacks.
struct ChoiceDraws {
  Values draws;
  std::vector<std::string> lacking;
};

ChoiceDraws draws_of_choices(const Structure& structure, const stats::Posterior& posterior) {
  ChoiceDraws all;
  for (const std::string& name : structure.latent_names()) {
    const auto is_it = [&](const stats::NamedDraws& quantity) { return quantity.name == name; };
    const auto& quantities = posterior.quantities();
    const auto found = std::find_if(quantities.begin(), quantities.end(), is_it);
    if (found != quantities.end()) all.draws.add(name, found->draws);
    else all.lacking.push_back(name);
  }
  return all;
}

[[noreturn]] void fail_lacking(const char* who, const std::vector<std::string>& names) {
  throw ValueError(text(who, ": the posterior has no draws of ", quoted(names)));
}

Shape lead_of(const stats::Posterior& posterior) {
  return {posterior.num_chains(), posterior.num_draws()};
}

/// Observed choices lose their value and are drawn.
void forget_observation(Site& site, const Rest& rest) {
  if (site.is_observed) {
    site.value.reset();
    site.is_observed = false;
  }
  rest(site);
}

bool has_observations(const Structure& structure) {
  return std::any_of(structure.sites.begin(), structure.sites.end(),
                     [](const SiteFacts& site) { return site.is_observed; });
}

/// Whether choices that a posterior lacks must be drawn given the observations. Without any they
/// are new; continuous ones cannot be drawn.
bool must_infer(const Structure& structure, const ChoiceDraws& choices) {
  if (choices.draws.empty()) fail_lacking("predict", choices.lacking);
  if (!has_observations(structure)) return false;
  std::vector<std::string> continuous;
  for (const std::string& name : choices.lacking) {
    if (!structure[name].is_discrete) continuous.push_back(name);
  }
  if (!continuous.empty()) fail_lacking("predict", continuous);
  return !choices.lacking.empty();
}

}  // namespace

Values JointDistribution::predict(const stats::Posterior& posterior, const Key& key) const {
  const ChoiceDraws choices = draws_of_choices(structure_, posterior);
  const std::optional<Marginal> marginal = must_infer(structure_, choices)
                                               ? std::optional(Marginal(program_, structure_))
                                               : std::nullopt;
  const auto [choice_key, data_key] = split<2>(key);
  const auto one = [&](const Values& draw, const Array& number) {
    const Program given = handle(program_, replay(draw));
    Program free = handle(handle(program_, forget_observation), replay(draw));
    if (marginal) free = handle(free, replay(marginal->draw(given, fold_in(choice_key, number))));
    const Trace run = trace(free, fold_in(data_key, number));
    Values predicted;
    for (const Site& site : run.sites()) {
      const bool is_given =
          draw.contains(site.name) || (marginal && structure_[site.name].is_latent());
      if (!is_given && site.kind != SiteKind::factor) predicted.add(site.name, *site.value);
    }
    return predicted;
  };
  return map_draws(one, choices.draws, lead_of(posterior),
                   marginal ? DrawMemory::few : DrawMemory::all);
}

Values JointDistribution::log_likelihood(const stats::Posterior& posterior) const {
  const ChoiceDraws choices = draws_of_choices(structure_, posterior);
  std::vector<std::string> observed;
  for (const SiteFacts& site : structure_.sites) {
    if (site.is_observed) observed.push_back(site.name);
    if (site.is_latent() && !site.is_discrete && !choices.draws.contains(site.name))
      fail_lacking("log_likelihood", choices.lacking);
  }
  if (!choices.lacking.empty()) {
    const Marginal marginal(program_, structure_);
    const auto by_member = [&](const Values& draw, const Array&) {
      return marginal.member_log_probs(handle(program_, replay(draw)), observed);
    };
    return map_draws(by_member, choices.draws, lead_of(posterior), DrawMemory::few);
  }
  const auto one = [&](const Values& draw, const Array&) {
    const Trace run = score(program_, draw);
    Values terms;
    for (const std::string& name : observed) terms.add(name, run[name].log_prob());
    return terms;
  };
  return map_draws(one, choices.draws, lead_of(posterior));
}

}  // namespace aleator::ppl
