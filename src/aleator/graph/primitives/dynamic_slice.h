// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of dynamic_slice.
#pragma once

#include "aleator/base/shape.h"

namespace aleator {

/// Length of the slice along each axis.
struct DynamicSlice {
  Dims slice_sizes;
  friend bool operator==(const DynamicSlice&, const DynamicSlice&) = default;
  template <class V>
  void visit(V&& v) const {
    v("slice_sizes", slice_sizes);
  }
};

}  // namespace aleator
