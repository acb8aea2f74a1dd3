// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/handlers.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::ppl {
namespace {

/// A number that depends on every letter: FNV-1a.
std::int64_t number_of(const std::string& name) {
  std::uint32_t hash = 2166136261U;
  for (const char letter : name) hash = (hash ^ static_cast<unsigned char>(letter)) * 16777619U;
  return hash;
}

bool is_choice(const Site& site) { return site.kind == SiteKind::sample; }

}  // namespace

Handler draw(const Key& key) {
  return [key](Site& site, const Rest& rest) {
    if (!site.value) site.value = site.draw(fold_in(key, strong_scalar(number_of(site.name))));
    rest(site);
  };
}

Handler condition(const Values& observed) {
  return [observed](Site& site, const Rest& rest) {
    const Array* value = is_choice(site) ? observed.find(site.name) : nullptr;
    if (value) {
      site.value = *value;
      site.is_observed = true;
      site.check_value();
    }
    rest(site);
  };
}

Handler replay(const Values& values) {
  return [values](Site& site, const Rest& rest) {
    const Array* value = is_choice(site) && !site.value ? values.find(site.name) : nullptr;
    if (value) {
      site.value = *value;
      site.check_value();
    }
    rest(site);
  };
}

Handler replay(const Trace& trace) { return replay(trace.values()); }

Handler intervene(const Values& values) {
  return [values](Site& site, const Rest& rest) {
    const Array* value = is_choice(site) ? values.find(site.name) : nullptr;
    if (value) {
      site.value = broadcast_to(*value, site.shape());
      site.kind = SiteKind::deterministic;
      site.is_observed = false;
    }
    rest(site);
  };
}

Handler block(const std::vector<std::string>& names) {
  return [names](Site& site, const Rest& rest) {
    if (std::find(names.begin(), names.end(), site.name) == names.end()) return rest(site);
    if (!site.value)
      throw ValueError(text("site '", site.name,
                            "' is blocked and has no value; give it one further in, with "
                            "condition, intervene or draw"));
  };
}

Handler mask(const Array& is_counted) {
  return [is_counted](Site& site, const Rest& rest) {
    site.mask = site.mask ? logical_and(*site.mask, is_counted) : is_counted;
    rest(site);
  };
}

Handler scale(const Array& factor) {
  return [factor](Site& site, const Rest& rest) {
    site.scale = site.scale ? *site.scale * factor : factor;
    rest(site);
  };
}

Handler only(const Callable<bool(const Site&)>& is_meant, const Handler& handler) {
  return [is_meant, handler](Site& site, const Rest& rest) {
    if (is_meant(site)) handler(site, rest);
    else rest(site);
  };
}

}  // namespace aleator::ppl
