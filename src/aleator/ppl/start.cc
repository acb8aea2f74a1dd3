// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/start.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/ppl/flat.h"
#include "aleator/ppl/handlers.h"
#include "aleator/random/random.h"

namespace aleator::ppl {
namespace {

Array spread_over_support(const Site& site, const Key& key) {
  const Bijector onto = site.distribution->default_event_space_bijector();
  return onto.forward(4. * random::uniform(key, onto.inverse_event_shape(site.shape())) - 2.);
}

}  // namespace

Handler start(const Key& key) {
  return [key, drawn = draw(key)](Site& site, const Rest& rest) {
    const bool is_improper = !site.value && &site.distribution->rules().family() == &Flat::family;
    if (is_improper) site.value = spread_over_support(site, key);
    drawn(site, rest);
  };
}

}  // namespace aleator::ppl
