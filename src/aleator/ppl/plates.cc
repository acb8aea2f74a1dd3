// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/plates.h"

#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::ppl {

Shape Plates::shape() const {
  Dims sizes;
  for (const Plate& plate : list) sizes.push_back(plate.size);
  return Shape(sizes);
}

bool Plates::contains(const std::string& name) const {
  return std::any_of(list.begin(), list.end(), [&](const Plate& p) { return p.name == name; });
}

std::string Plates::to_string() const {
  std::string words;
  for (const Plate& plate : list)
    words += text(words.empty() ? "" : ", ", plate.name, " = ", std::int64_t(plate.size));
  return words;
}

Plates nested(const Plates& outer, const Plates& inner) {
  Plates all = outer;
  all.list.insert(all.list.end(), inner.list.begin(), inner.list.end());
  return all;
}

}  // namespace aleator::ppl
