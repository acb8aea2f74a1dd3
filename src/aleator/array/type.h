// SPDX-License-Identifier: Apache-2.0
// Defines ArrayType, what is known of an array before it is computed.
#pragma once

#include "aleator/base/dtype.h"
#include "aleator/base/shape.h"

#include <string>
#include <vector>

namespace aleator {

inline constexpr int kNoLane = -1;

struct ArrayType {
  Dtype dtype = Dtype::float64;
  Shape shape = {};
  bool is_weak = false;     ///< made from C++ scalars only: gives way in promotion
  int lane_axis = kNoLane;  ///< the logical axis that runs along SIMD lanes, if any

  friend bool operator==(const ArrayType&, const ArrayType&) = default;
  std::string to_string() const;  ///< "float64[3, 4]", with "~" when weak and "@0" for a lane axis
};
using ArrayTypes = std::vector<ArrayType>;

/// The same type without weakness: what loops carry and derivatives have.
inline ArrayType strong(ArrayType type) {
  type.is_weak = false;
  return type;
}

}  // namespace aleator
