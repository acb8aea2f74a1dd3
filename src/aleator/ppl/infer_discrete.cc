// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/infer_discrete.h"

#include "aleator/base/text.h"
#include "aleator/ppl/draws.h"
#include "aleator/ppl/handlers.h"
#include "aleator/ppl/marginal.h"

#include <algorithm>

namespace aleator::ppl {
namespace {

/// Names of the choices that keep their values; ValueError where one has none.
void check_others(const char* who, const JointDistribution& joint, const Marginal& marginal,
                  const Values& others) {
  check_names(who, joint.structure(), others.names());
  const std::vector<std::string> summed = marginal.names();
  std::vector<std::string> missing;
  for (const std::string& name : joint.structure().latent_names()) {
    const bool is_summed = std::find(summed.begin(), summed.end(), name) != summed.end();
    if (!is_summed && !others.contains(name)) missing.push_back(name);
  }
  if (!missing.empty())
    throw ValueError(
        text(who, ": no value for ", quoted(missing), "; given are ", quoted(others.names())));
}

using OfOneDraw = Callable<Values(const Marginal&, const Program& given, const Array& number)>;

Values for_draws(const char* who, const JointDistribution& joint, const Values& draws,
                 const Shape& lead, const OfOneDraw& f) {
  const Marginal marginal(joint.program(), joint.structure());
  check_others(who, joint, marginal, draws);
  const auto one = [&](const Values& draw, const Array& number) {
    return f(marginal, handle(joint.program(), replay(draw)), number);
  };
  return map_draws(one, draws, lead, DrawMemory::few);
}

/// The draws of continuous choices.
Values draws_in(const JointDistribution& joint, const stats::Posterior& posterior) {
  Values draws;
  for (const stats::NamedDraws& quantity : posterior.quantities()) {
    const SiteFacts* site = joint.structure().find(quantity.name);
    if (site && site->is_latent()) draws.add(quantity.name, quantity.draws);
  }
  return draws;
}

Shape lead_of(const stats::Posterior& posterior) {
  return {posterior.num_chains(), posterior.num_draws()};
}

Values probabilities_of(const Marginal& marginal, const Program& given, const Array&) {
  return marginal.probabilities(given);
}

}  // namespace

Array marginal_log_prob(const JointDistribution& joint, const Values& others) {
  Shape lead;
  if (!others.empty()) {
    const NamedValue& first = *others.begin();
    const std::int64_t rank = joint.structure()[first.name].shape().rank();
    lead = first.value.shape().slice(0, std::max<std::int64_t>(0, first.value.rank() - rank));
  }
  const auto log_prob = [](const Marginal& marginal, const Program& given, const Array&) {
    return Values{{"log_prob", marginal.log_prob(given)}};
  };
  return for_draws("marginal_log_prob", joint, others, lead, log_prob)["log_prob"];
}

Values discrete_probabilities(const JointDistribution& joint, const Values& others) {
  return for_draws("discrete_probabilities", joint, others, {}, probabilities_of);
}

Values discrete_probabilities(const JointDistribution& joint, const stats::Posterior& posterior) {
  return for_draws("discrete_probabilities", joint, draws_in(joint, posterior), lead_of(posterior),
                   probabilities_of);
}

Values infer_discrete(const JointDistribution& joint, const Values& others, const Key& key) {
  const auto draw = [&](const Marginal& marginal, const Program& given, const Array&) {
    return marginal.draw(given, key);
  };
  return for_draws("infer_discrete", joint, others, {}, draw);
}

Values infer_discrete(const JointDistribution& joint, const stats::Posterior& posterior,
                      const Key& key) {
  const auto draw = [&](const Marginal& marginal, const Program& given, const Array& number) {
    return marginal.draw(given, fold_in(key, number));
  };
  return for_draws("infer_discrete", joint, draws_in(joint, posterior), lead_of(posterior), draw);
}

}  // namespace aleator::ppl
