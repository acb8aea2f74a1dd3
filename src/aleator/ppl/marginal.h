// SPDX-License-Identifier: Apache-2.0
// Defines Marginal, the density of a model after its discrete choices are summed out, and what is
// known of these choices given all else.
#pragma once

#include "aleator/ppl/factor_tables.h"

namespace aleator::ppl {

/// How a model's discrete latent choices are summed out.
class Marginal {
 public:
  /// ValueError names a choice that cannot be summed out, and why.
  Marginal(const Program& program, const Structure& structure);

  bool has_choices() const { return !axes_.choices.empty(); }
  std::vector<std::string> names() const;
  /// Whether a site depends on one of the choices.
  bool depends_on_choices(const std::string& site) const;

  /// The log density, a scalar. The program is that of the constructor, with handlers that give
  /// every other choice its value.
  Array log_prob(const Program& given) const;
  /// The probability of each outcome of each choice given all else, [members..., outcomes]: the
  /// slopes of log_prob along log weights of outcomes.
  Values probabilities(const Program& given) const;
  /// The log densities of these observed sites, by member: [members...]. Sites that a choice of
  /// their members joins are one term, under the names of all. ValueError where a choice joins
  /// members.
  Values member_log_probs(const Program& given, const std::vector<std::string>& observed) const;
  /// A joint draw of the choices given all else.
  Values draw(const Program& given, const Key& key) const;

 private:
  Array log_prob(const Program& given, const Arrays& shifts) const;

  TableAxes axes_;
  std::vector<Dependence> dependence_;
};

}  // namespace aleator::ppl
