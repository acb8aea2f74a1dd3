// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/summed_choice.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <utility>

namespace aleator::ppl {
namespace {

constexpr std::int64_t kMaxCombinations = 10'000;

[[noreturn]] void fail(const SiteFacts& site, const std::string& what) {
  throw ValueError(text("site '", site.name, "' is a discrete choice, ", site.distribution,
                        ", which must be summed out: ", what));
}

SummedChoice summed_choice(const SiteFacts& site) {
  if (site.num_outcomes == 0)
    fail(site,
         "its outcomes are not 0, 1, ..., n - 1 or those of a FiniteDiscrete; observe it, write "
         "the sum into the model (a "
         "Poisson with a Gamma rate is a NegativeBinomial), or cut its range off with a "
         "Categorical over 0, ..., n - 1");
  if (site.event_shape.rank() > 0 && !site.chain)
    fail(site, "its event has axes; write its members as a plate, or a path as a markov site");
  if (site.plates.list.empty() && site.batch_shape.rank() > 0)
    fail(site, text("it has the batch shape ", site.batch_shape,
                    "; name a plate, as in {.plate = {\"member\", ", site.batch_shape[0], "}}"));
  const bool is_path = site.chain.has_value();
  return {.name = site.name,
          .plates = is_path ? nested(site.plates, Plates({site.chain->steps})) : site.plates,
          .is_path = is_path,
          .num_outcomes = site.num_outcomes,
          .shape = site.shape(),
          .dtype = site.dtype,
          .outcomes = site.outcomes};
}

/// Of equally many plates, a path comes last: its steps are a plate of others.
bool comes_before(const SummedChoice& a, const SummedChoice& b) {
  return std::pair(a.plates.list.size(), !a.is_path) > std::pair(b.plates.list.size(), !b.is_path);
}

}  // namespace

Array SummedChoice::value_of(const Array& outcome) const {
  return astype(outcomes ? take(*outcomes, outcome) : outcome, dtype);
}

Array SummedChoice::outcome_of(const Array& value) const {
  if (!outcomes) return astype(value, int64);
  return sum(astype(expand_dims(value, -1) > *outcomes, int64), {.axes = {-1}});
}

std::vector<SummedChoice> summed_choices(const Structure& structure) {
  std::vector<SummedChoice> choices;
  std::int64_t num_combinations = 1;
  for (const SiteFacts& site : structure.sites) {
    if (!site.is_latent() || !site.is_discrete) continue;
    const SummedChoice choice = summed_choice(site);
    auto place = choices.end();
    while (place != choices.begin() && comes_before(choice, *(place - 1))) --place;
    choices.insert(place, choice);
    num_combinations *= site.num_outcomes;
    if (num_combinations > kMaxCombinations)
      fail(site, text("with it the choices have more than ", kMaxCombinations,
                      " combinations of outcomes"));
  }
  return choices;
}

}  // namespace aleator::ppl
