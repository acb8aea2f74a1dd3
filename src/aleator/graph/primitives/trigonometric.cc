// SPDX-License-Identifier: Apache-2.0
// Defines circular and hyperbolic functions and their inverses.
#include "aleator/array/ops/elementwise.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/scalar/far_angles.h"
#include "aleator/graph/scalar/half_turns.h"

#include <cmath>
#include <numbers>
#include <type_traits>

namespace aleator {
namespace {

constexpr double kPi = std::numbers::pi;

template <class T>
bool is_far(T x) {
  return std::fabs(x) > static_cast<T>(scalar::kFarAngle) && std::isfinite(x);
}

}  // namespace

constinit const Primitive kSin{
    .name = "sin",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return cos(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::sin;
      if constexpr (std::is_floating_point_v<decltype(x)>) {
        if (is_far(x)) return static_cast<decltype(x)>(scalar::far_sin(static_cast<double>(x)));
      }
      return sin(x);
    }),
    .stablehlo = "sine",
    .test = {.low = -6, .high = 6},
};

constinit const Primitive kCos{
    .name = "cos",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return -sin(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::cos;
      if constexpr (std::is_floating_point_v<decltype(x)>) {
        if (is_far(x)) return static_cast<decltype(x)>(scalar::far_cos(static_cast<double>(x)));
      }
      return cos(x);
    }),
    .stablehlo = "cosine",
    .test = {.low = -6, .high = 6},
};

constinit const Primitive kSinpi{
    .name = "sinpi",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return kPi * cospi(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::sinpi(x); }),
    .test = {.low = -2, .high = 2},
};

constinit const Primitive kCospi{
    .name = "cospi",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return -kPi * sinpi(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::cospi(x); }),
    .test = {.low = -2, .high = 2},
};

constinit const Primitive kTan{
    .name = "tan",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return 1. + square(c.output); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::tan;
      if constexpr (std::is_floating_point_v<decltype(x)>) {
        if (is_far(x)) return static_cast<decltype(x)>(scalar::far_tan(static_cast<double>(x)));
      }
      return tan(x);
    }),
    .stablehlo = "tan",
    .test = {.low = -1.3, .high = 1.3},
};

constinit const Primitive kAsin{
    .name = "asin",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return rsqrt((1. - c.inputs[0]) * (1. + c.inputs[0])); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::asin;
      return asin(x);
    }),
    .test = {.low = -0.9, .high = 0.9},
};

constinit const Primitive kAcos{
    .name = "acos",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return -rsqrt((1. - c.inputs[0]) * (1. + c.inputs[0])); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::acos;
      return acos(x);
    }),
    .test = {.low = -0.9, .high = 0.9},
};

constinit const Primitive kAtan{
    .name = "atan",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return 1. / (1. + square(c.inputs[0])); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::atan;
      return atan(x);
    }),
    .test = {.low = -5, .high = 5},
};

constinit const Primitive kSinh{
    .name = "sinh",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return cosh(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::sinh;
      return sinh(x);
    }),
    .test = {.low = -5, .high = 5},
};

constinit const Primitive kCosh{
    .name = "cosh",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return sinh(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::cosh;
      return cosh(x);
    }),
    .test = {.low = -5, .high = 5},
};

constinit const Primitive kTanh{
    .name = "tanh",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return (1. - c.output) * (1. + c.output); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::tanh;
      return tanh(x);
    }),
    .stablehlo = "tanh",
    .test = {.low = -3, .high = 3},
};

constinit const Primitive kAsinh{
    .name = "asinh",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    // Scaled, so that squares do not overflow: far out it is 1 / |x|.
    .partial =
        [](const PartialContext& c, std::size_t) {
          const Array& x = c.inputs[0];
          const double largest = x.dtype() == float32 ? 1e30 : 1e300;  // at infinity it is 0
          const Array size = stop_gradient(clip(abs(x), 1., largest));
          return rsqrt(square(1. / size) + square(x / size)) / size;
        },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::asinh;
      return asinh(x);
    }),
    .test = {.low = -5, .high = 5},
};

constinit const Primitive kAcosh{
    .name = "acosh",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return rsqrt(c.inputs[0] - 1.) * rsqrt(c.inputs[0] + 1.); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::acosh;
      return acosh(x);
    }),
    .test = {.low = 1.1, .high = 9},
};

constinit const Primitive kAtanh{
    .name = "atanh",
    .file = "trigonometric.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return 1. / ((1. - c.inputs[0]) * (1. + c.inputs[0])); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::atanh;
      return atanh(x);
    }),
    .test = {.low = -0.9, .high = 0.9},
};

/// The angle of the point (x, y) = (input 1, input 0).
constinit const Primitive kAtan2{
    .name = "atan2",
    .file = "trigonometric.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial =
        [](const PartialContext& c, std::size_t i) {
          const Array radius_squared = square(c.inputs[0]) + square(c.inputs[1]);
          return i == 0 ? c.inputs[1] / radius_squared : -c.inputs[0] / radius_squared;
        },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto y, decltype(y) x) {
      using std::atan2;
      return atan2(y, x);
    }),
    .stablehlo = "atan2",
    .test = {.low = 0.2, .high = 3},
};

}  // namespace aleator
