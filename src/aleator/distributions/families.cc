// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/families.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/distributions/continuous/exponential.h"
#include "aleator/distributions/continuous/normal.h"
#include "aleator/distributions/continuous/uniform.h"
#include "aleator/distributions/discrete/bernoulli.h"
#include "aleator/distributions/discrete/poisson.h"

#include <algorithm>

namespace aleator {
namespace {

using namespace distributions;

constexpr const Family* kFamilies[] = {&Bernoulli::family, &Exponential::family, &Normal::family,
                                       &Poisson::family, &Uniform::family};

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

std::span<const Family* const> families() { return kFamilies; }

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
