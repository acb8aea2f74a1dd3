// SPDX-License-Identifier: Apache-2.0
// Declares which sites of a model depend on which of its discrete choices.
#pragma once

#include "aleator/ppl/summed_choice.h"

namespace aleator::ppl {

/// For a site, whether its log density (or value, if it is deterministic) depends on each choice.
struct Dependence {
  std::string site;
  std::vector<bool> on;
};

/// Runs the program once per choice with an unknown value of it.
std::vector<Dependence> dependence_on(const Program& program,
                                      const std::vector<SummedChoice>& choices);

}  // namespace aleator::ppl
