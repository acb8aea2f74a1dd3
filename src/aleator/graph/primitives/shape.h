// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of the primitives that rearrange elements.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/dtype.h"
#include "aleator/base/shape.h"

namespace aleator {

/// Input axis i becomes output axis dimensions[i]; axes of length 1 and missing axes repeat.
struct BroadcastInDim {
  Shape shape;
  Dims dimensions;
  int lane_axis = -1;  ///< the axis that runs along lanes, when the input has none
  friend bool operator==(const BroadcastInDim&, const BroadcastInDim&) = default;
  template <class V>
  void visit(V&& v) const {
    v("shape", shape);
    v("broadcast_dimensions", dimensions);
    if (lane_axis >= 0) v("lane_axis", lane_axis);
  }
};

/// x repeated along leading axes; where x has no lane axis, `lane_axis` of the result is one.
Array broadcast_marked(const Array& x, const Shape& shape, int lane_axis);

struct Reshape {
  Shape shape;
  friend bool operator==(const Reshape&, const Reshape&) = default;
  template <class V>
  void visit(V&& v) const {
    v("shape", shape);
  }
};

/// Output axis i is input axis permutation[i].
struct Transpose {
  Dims permutation;
  friend bool operator==(const Transpose&, const Transpose&) = default;
  template <class V>
  void visit(V&& v) const {
    v("permutation", permutation);
  }
};

/// Elements start, start + stride, ... below limit, per axis.
struct SliceAttributes {
  Dims start, limit, strides;
  friend bool operator==(const SliceAttributes&, const SliceAttributes&) = default;
  template <class V>
  void visit(V&& v) const {
    v("start", start);
    v("limit", limit);
    v("strides", strides);
  }
};

/// Padding before, after and between elements, per axis; negative low and high remove elements.
struct Pad {
  Dims low, high, interior;
  friend bool operator==(const Pad&, const Pad&) = default;
  template <class V>
  void visit(V&& v) const {
    v("low", low);
    v("high", high);
    v("interior", interior);
  }
};

struct Concatenate {
  std::int64_t axis;
  friend bool operator==(const Concatenate&, const Concatenate&) = default;
  template <class V>
  void visit(V&& v) const {
    v("axis", axis);
  }
};

struct Reverse {
  Dims axes;
  friend bool operator==(const Reverse&, const Reverse&) = default;
  template <class V>
  void visit(V&& v) const {
    v("axes", axes);
  }
};

/// 0, 1, 2, ... along one axis.
struct Iota {
  Dtype dtype;
  Shape shape;
  std::int64_t axis;
  friend bool operator==(const Iota&, const Iota&) = default;
  template <class V>
  void visit(V&& v) const {
    v("dtype", dtype);
    v("shape", shape);
    v("axis", axis);
  }
};

struct Convert {
  Dtype dtype;
  bool is_weak = false;  ///< a weak input gives a weak output
  friend bool operator==(const Convert&, const Convert&) = default;
  template <class V>
  void visit(V&& v) const {
    v("dtype", dtype);
    if (is_weak) v("weak", is_weak);
  }
};

}  // namespace aleator
