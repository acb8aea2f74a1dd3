// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of special functions.
#pragma once

#include <cstdint>

namespace aleator {

/// The order of the derivative of digamma.
struct Polygamma {
  std::int64_t order;
  friend bool operator==(const Polygamma&, const Polygamma&) = default;
  template <class V>
  void visit(V&& v) const {
    v("order", order);
  }
};

}  // namespace aleator
