// SPDX-License-Identifier: Apache-2.0
// Defines Plates, named repetitions of a site.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/error.h"
#include "aleator/base/shape.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::ppl {

/// A repetition with a name; its members may have names too.
struct Plate {
  std::string name;
  Dim size = required("size");
  std::vector<std::string> coordinates = {};  ///< names of the members, or none
  /// As how many members each one counts, [size]: rows of a table of counts, a part of the data
  /// that stands for all. Sums over the choices of a member are taken before it is counted.
  std::optional<Array> weights = {};
};

/// A named repetition {"school", 8}, or several, outermost first: {{"school", 8}, {"year", 5}}.
class Plates {
 public:
  Plates() = default;
  Plates(const char* name, Dim size) : list{{name, size}} {}
  Plates(std::initializer_list<Plate> plates) : list(plates) {}

  Shape shape() const;
  bool contains(const std::string& name) const;
  std::string to_string() const;  ///< "school = 8, year = 5"
  /// ValueError or ShapeError names the site and what is wrong: a size below 0, a name that stands
  /// twice, coordinates or weights that are not as many as members.
  void check(const std::string& site) const;

  std::vector<Plate> list = {};
};

/// Whether a shape broadcasts to another.
bool fits(const Shape& shape, const Shape& to);

/// These plates with those inside of them.
Plates nested(const Plates& outer, const Plates& inner);

}  // namespace aleator::ppl
