// SPDX-License-Identifier: Apache-2.0
// Defines what joint distributions make of the draws of a posterior.
#include "aleator/base/text.h"
#include "aleator/ppl/draws.h"
#include "aleator/ppl/handlers.h"
#include "aleator/ppl/joint_distribution.h"
#include "aleator/ppl/marginal.h"

namespace aleator::ppl {
namespace {

/// The draws of choices; ValueError where some are missing, unless these are discrete and
/// `has_summed` is asked for.
Values draws_of_choices(const char* who, const Structure& structure,
                        const stats::Posterior& posterior, bool* has_summed = nullptr) {
  Values draws;
  std::vector<std::string> missing;
  for (const std::string& name : structure.latent_names()) {
    const stats::NamedDraws* found = nullptr;
    for (const stats::NamedDraws& quantity : posterior.quantities())
      found = quantity.name == name ? &quantity : found;
    if (found) draws.add(name, found->draws);
    else if (has_summed && structure[name].is_discrete) *has_summed = true;
    else missing.push_back(name);
  }
  if (!missing.empty())
    throw ValueError(text(who, ": the posterior has no draws of ", quoted(missing)));
  return draws;
}

Shape lead_of(const stats::Posterior& posterior) {
  return {posterior.num_chains(), posterior.num_draws()};
}

/// Observed choices lose their value and are drawn.
Handler forget_observations(std::vector<std::string>& names) {
  return [&names](Site& site, const Rest& rest) {
    if (site.is_observed) {
      names.push_back(site.name);
      site.value.reset();
      site.is_observed = false;
    }
    rest(site);
  };
}

}  // namespace

Values JointDistribution::predict(const stats::Posterior& posterior, const Key& key) const {
  bool has_summed = false;
  const Values draws = draws_of_choices("predict", structure_, posterior, &has_summed);
  const std::optional<Marginal> marginal =
      has_summed ? std::optional(Marginal(program_, structure_)) : std::nullopt;
  const auto [choice_key, data_key] = split<2>(key);
  const auto one = [&](const Values& draw, const Array& number) {
    std::vector<std::string> observed;
    Program free = handle(handle(program_, forget_observations(observed)), replay(draw));
    if (marginal) {
      const Program given = handle(program_, replay(draw));
      free = handle(free, replay(marginal->draw(given, fold_in(choice_key, number))));
    }
    const Trace run = trace(free, fold_in(data_key, number));
    Values predicted;
    for (const std::string& name : observed) predicted.add(name, *run[name].value);
    for (const Site& site : run.sites()) {
      if (site.kind == SiteKind::deterministic) predicted.add(site.name, *site.value);
    }
    return predicted;
  };
  return map_draws(one, draws, lead_of(posterior), marginal ? DrawMemory::few : DrawMemory::all);
}

Values JointDistribution::log_likelihood(const stats::Posterior& posterior) const {
  const auto one = [&](const Values& draw, const Array&) {
    const Trace run = score(program_, draw);
    Values terms;
    for (const Site& site : run.sites()) {
      if (site.is_observed) terms.add(site.name, site.log_prob());
    }
    return terms;
  };
  return map_draws(one, draws_of_choices("log_likelihood", structure_, posterior),
                   lead_of(posterior));
}

}  // namespace aleator::ppl
