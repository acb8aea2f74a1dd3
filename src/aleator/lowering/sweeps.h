// SPDX-License-Identifier: Apache-2.0
// Defines Sweeps, which visits arrays of equal shape in one loop.
#pragma once

#include "aleator/lowering/unit.h"

#include <functional>
#include <utility>
#include <vector>

namespace aleator::lowering {

/// What control flow does with every element of many arrays: copies, choices. Each alone would be a
/// loop of its own, dear to compile and to run; those over arrays of one shape share one.
class Sweeps {
 public:
  explicit Sweeps(Unit& unit) : unit_(unit) {}

  /// Asks for `visit` at every element; visits of different arrays must not depend on each other.
  void add(const ArrayType& type, std::function<void(const Indices&)> visit);
  /// Emits what was asked for.
  void emit();

 private:
  Unit& unit_;
  std::vector<std::pair<ArrayType, std::vector<std::function<void(const Indices&)>>>> groups_;
};

}  // namespace aleator::lowering
