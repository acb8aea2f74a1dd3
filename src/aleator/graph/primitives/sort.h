// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of sort.
#pragma once

#include <cstdint>

namespace aleator {

/// Orders by the first num_keys inputs, the first before the second and so on.
struct Sort {
  std::int64_t axis;
  std::int64_t num_keys = 1;
  friend bool operator==(const Sort&, const Sort&) = default;
  template <class V>
  void visit(V&& v) const {
    v("axis", axis);
    v("num_keys", num_keys);
  }
};

}  // namespace aleator
