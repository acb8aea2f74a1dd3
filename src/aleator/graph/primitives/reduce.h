// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of reductions and what their kernels share.
#pragma once

#include "aleator/graph/primitive.h"

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

bool is_reduced(const Dims& axes, std::int64_t axis);
/// Input 0 with the reduced axes last, dense: rows of equal length to fold.
Buffer rows_of(const EvaluateContext& c, const Dims& axes);

}  // namespace aleator
