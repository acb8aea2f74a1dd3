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

void Plates::check(const std::string& site) const {
  for (std::size_t i = 0; i < list.size(); ++i) {
    const Plate& plate = list[i];
    const std::int64_t size = plate.size;
    const std::string who = text("site '", site, "': plate '", plate.name, "'");
    if (size < 0) throw ValueError(text(who, " must have a size of at least 0, got ", size));
    for (std::size_t j = 0; j < i; ++j) {
      if (list[j].name == plate.name) throw ValueError(text(who, " stands twice around it"));
    }
    const auto num_coordinates = static_cast<std::int64_t>(plate.coordinates.size());
    if (num_coordinates != 0 && num_coordinates != size)
      throw ValueError(text(who, " has ", size, " members and ", num_coordinates, " coordinates"));
    if (plate.weights && plate.weights->shape() != Shape{size})
      throw ShapeError(
          text(who, ": weights must have shape ", Shape{size}, ", got ", plate.weights->shape()));
  }
}

bool fits(const Shape& shape, const Shape& to) {
  if (shape.rank() > to.rank()) return false;
  for (std::int64_t axis = 1; axis <= shape.rank(); ++axis) {
    const std::int64_t dim = shape[shape.rank() - axis];
    if (dim != 1 && dim != to[to.rank() - axis]) return false;
  }
  return true;
}

Plates nested(const Plates& outer, const Plates& inner) {
  Plates all = outer;
  all.list.insert(all.list.end(), inner.list.begin(), inner.list.end());
  return all;
}

}  // namespace aleator::ppl
