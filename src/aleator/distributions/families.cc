// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/families.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
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

/// Of numbers: truth values are none, and matrices for operators have the dtype of what stands
/// beside them.
void check_dtypes(const Family& family, std::vector<NamedArray>& given) {
  bool has_operator = false;
  PromotedDtype joined{boolean, true};
  const std::string who(family.name);
  for (const NamedArray& g : given) {
    real_parameter(who.c_str(), std::string(g.name).c_str(), g.value);
    const Dtype dtype = is_floating(g.value.dtype()) ? g.value.dtype() : boolean;
    joined = promote(joined.dtype, joined.is_weak, dtype, g.value.is_weak(), who.c_str());
  }
  for (const Parameter& p : family.parameters)
    has_operator = has_operator || p.kind == ParameterKind::linear_operator;
  if (!has_operator) return;
  for (NamedArray& g : given)
    g.value = astype(g.value, is_floating(joined.dtype) ? joined.dtype : float64);
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
  check_dtypes(family, ordered);
  return family.make(ordered);
}

}  // namespace aleator
