// SPDX-License-Identifier: Apache-2.0
// Defines InDouble, for scalar kernels that compute float32 in float64.
#pragma once

#include "aleator/graph/ir/value.h"

#include <concepts>

namespace aleator {

/// The kernel F of two numbers, or of code of two, computed in double and rounded once.
template <class F>
struct InDouble {
  template <class T>
  T operator()(const T& x, const T& y) const {
    if constexpr (std::same_as<T, float>) {
      return static_cast<float>(F{}(static_cast<double>(x), static_cast<double>(y)));
    } else if constexpr (std::same_as<T, ir::Scalar<float>>) {
      using D = ir::Scalar<double>;
      const D wide_x(ir::convert(x, Dtype::float64)), wide_y(ir::convert(y, Dtype::float64));
      return T(ir::convert(F{}(wide_x, wide_y), Dtype::float32));
    } else {
      return F{}(x, y);
    }
  }
};

}  // namespace aleator
