// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/dependence.h"

#include "aleator/ppl/handlers.h"
#include "aleator/ppl/start.h"
#include "aleator/transforms/inspect.h"

namespace aleator::ppl {
namespace {

bool is_known(const Site& site) {
  if (site.kind == SiteKind::deterministic) return site.value->is_known();
  const bool has_known_chain =
      !site.chain || (site.chain->log_initial.is_known() && site.chain->log_transitions.is_known());
  return has_known_chain && site.plain_log_prob().is_known();
}

}  // namespace

std::vector<Dependence> dependence_on(const Program& program,
                                      const std::vector<SummedChoice>& choices) {
  std::vector<Dependence> all;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    const auto run = [&](const Arrays& outcome) {
      const Program given = handle(program, replay({{choices[i].name, outcome[0]}}));
      const Trace trace = interpret(given, start(Key(0)));
      for (std::size_t s = 0; s < trace.sites().size(); ++s) {
        const Site& site = trace.sites()[s];
        if (i == 0) all.push_back({site.name, std::vector<bool>(choices.size(), false)});
        all[s].on[i] = !is_known(site);
      }
      return outcome;
    };
    close("model", {ArrayType{.dtype = choices[i].dtype, .shape = choices[i].shape}}, run);
  }
  return all;
}

}  // namespace aleator::ppl
