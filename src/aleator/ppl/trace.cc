// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/trace.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/text.h"
#include "aleator/ppl/handlers.h"

#include <algorithm>

namespace aleator::ppl {

void Trace::check_plates(const Site& site) {
  Plates plates = site.plates;
  if (site.chain) plates = nested(plates, Plates({site.chain->steps}));
  for (std::size_t i = 0; i < plates.list.size(); ++i) {
    const Plate& plate = plates.list[i];
    const std::int64_t size = plate.size;
    const auto same_name = [&](const auto& p) { return p.first.name == plate.name; };
    const auto found = std::find_if(plates_.begin(), plates_.end(), same_name);
    if (found != plates_.end() && std::int64_t(found->first.size) != size) {
      throw ShapeError(text("site '", site.name, "': plate '", plate.name, "' has size ", size,
                            " here and ", std::int64_t(found->first.size), " at site '",
                            found->second, "'; plates of one name have one size"));
    }
    if (found != plates_.end() && found->first.weights.has_value() != plate.weights.has_value()) {
      const bool has_here = plate.weights.has_value();
      throw ValueError(text("site '", site.name, "': plate '", plate.name, "' has ",
                            has_here ? "" : "no ", "weights here and ", has_here ? "none" : "some",
                            " at site '", found->second,
                            "'; write the plate once, as a scope: s.plate({...})"));
    }
    if (found == plates_.end()) plates_.emplace_back(plate, site.name);
  }
}

void Trace::record(const Site& site) {
  for (const Site& other : sites_) {
    if (other.name != site.name) continue;
    throw ValueError(text("site '", site.name,
                          "' is used twice; give each choice a name of its own, or repeat it by "
                          "a plate"));
  }
  check_plates(site);
  sites_.push_back(site);
}

const Site& Trace::operator[](const std::string& name) const {
  for (const Site& site : sites_) {
    if (site.name == name) return site;
  }
  throw ValueError(text("Trace: there is no site '", name, "'", did_you_mean(name, names()),
                        " The model's sites are ", quoted(names()), "."));
}

std::vector<std::string> Trace::names() const {
  std::vector<std::string> all;
  for (const Site& site : sites_) all.push_back(site.name);
  return all;
}

Values Trace::values() const {
  Values all;
  for (const Site& site : sites_) {
    if (site.kind != SiteKind::factor) all.add(site.name, *site.value);
  }
  return all;
}

Values Trace::log_prob_parts() const {
  Values parts;
  for (const Site& site : sites_) {
    if (site.kind != SiteKind::deterministic) parts.add(site.name, sum(site.log_prob()));
  }
  return parts;
}

Array Trace::log_prob() const {
  Array total = 0.;
  for (const NamedValue& part : log_prob_parts()) total = total + part.value;
  return total;
}

Trace interpret(const Program& program, const Handler& outermost) {
  Trace trace;
  Scope scope([&](Site& site, const Rest& rest) {
    outermost(site, rest);
    if (!site.value)
      throw ValueError(text("site '", site.name, "' has no value: nothing drew or gave one"));
    trace.record(site);
  });
  program(scope);
  return trace;
}

Trace trace(const Program& program, const Key& key) { return interpret(program, draw(key)); }

Trace score(const Program& program, const Values& values) {
  return interpret(program, replay(values));
}

}  // namespace aleator::ppl
