// SPDX-License-Identifier: Apache-2.0
// Defines rounding: floor, ceil, round_nearest_even.
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <cmath>

namespace aleator {

constinit const Primitive kFloor{
    .name = "floor",
    .file = "rounding.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = zero_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::floor;
      return floor(x);
    }),
    .stablehlo = "floor",
};

constinit const Primitive kCeil{
    .name = "ceil",
    .file = "rounding.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = zero_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::ceil;
      return ceil(x);
    }),
    .stablehlo = "ceil",
};

/// To the nearest integer, ties to even.
constinit const Primitive kRoundNearestEven{
    .name = "round_nearest_even",
    .file = "rounding.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = zero_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return std::nearbyint(x); },
                                            [](auto x) { return round_even(x); }),
    .stablehlo = "round_nearest_even",
};

}  // namespace aleator
