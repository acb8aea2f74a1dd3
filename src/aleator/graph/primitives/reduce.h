// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of reductions.
#pragma once

#include "aleator/base/shape.h"

namespace aleator {

/// Axes to remove, sorted.
struct Reduce {
  Dims axes;
  friend bool operator==(const Reduce&, const Reduce&) = default;
  template <class V>
  void visit(V&& v) const {
    v("axes", axes);
  }
};

/// The one axis of an operation along an axis.
struct AlongAxis {
  std::int64_t axis;
  bool is_reverse = false;
  friend bool operator==(const AlongAxis&, const AlongAxis&) = default;
  template <class V>
  void visit(V&& v) const {
    v("axis", axis);
    v("reverse", is_reverse);
  }
};

}  // namespace aleator
