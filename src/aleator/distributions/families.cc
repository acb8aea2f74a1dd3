// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/families.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/distributions/every_family.h"

#include <algorithm>
#include <vector>

namespace aleator {
namespace {

/// Those of every_family.h that are made of parameters alone.
std::vector<const Family*> made_of_parameters() {
  std::vector<const Family*> all;
  for (const Family* family : {ALEATOR_FAMILIES}) {
    if (family->make) all.push_back(family);
  }
  return all;
}

void check_names(const Family& family, const std::vector<NamedArray>& given) {
  std::vector<std::string> known;
  for (const Parameter& p : family.parameters) {
    if (!p.name.empty()) known.emplace_back(p.name);
  }
  for (const NamedArray& g : given) {
    if (std::find(known.begin(), known.end(), g.name) != known.end()) continue;
    throw ValueError(
        text(family.name, ": no parameter '", g.name, "'; it has ", join_words(known)));
  }
}

}  // namespace

std::span<const Family* const> families() {
  static const std::vector<const Family*> kFamilies = made_of_parameters();
  return kFamilies;
}

Distribution make_distribution(const Family& family, const std::vector<NamedArray>& parameters) {
  check_names(family, parameters);
  std::vector<NamedArray> ordered;
  for (const Parameter& p : family.parameters) {
    for (const NamedArray& g : parameters) {
      if (g.name == p.name) ordered.push_back(g);
    }
  }
  check_given(family, ordered);
  return family.make(ordered);
}

}  // namespace aleator
