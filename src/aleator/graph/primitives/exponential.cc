// SPDX-License-Identifier: Apache-2.0
// Defines exponentials, logarithms and roots.
#include "aleator/array/ops/elementwise.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/scalar/elementary.h"

#include <cmath>

namespace aleator {

constinit const Primitive kExp{
    .name = "exp",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return c.output; },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::exp;
      return exp(x);
    }),
    .stablehlo = "exponential",
    .test = {.low = -20, .high = 20, .max_ulp = 2},
};

constinit const Primitive kExpm1{
    .name = "expm1",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return exp(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::expm1;
      return expm1(x);
    }),
    .stablehlo = "exponential_minus_one",
    .test = {.low = -5, .high = 5},
};

constinit const Primitive kLog{
    .name = "log",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return 1. / c.inputs[0]; },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::log;
      return log(x);
    }),
    .stablehlo = "log",
    .test = {.low = 0.01, .high = 50, .max_ulp = 2},
};

/// log(x) of uniform numbers.
constinit const Primitive kLogFraction{
    .name = "log_fraction",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return 1. / c.inputs[0]; },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using scalar::log_fraction;
      return log_fraction(x);
    }),
    .stablehlo = "log",
    .test = {.low = 0.01, .high = 1},
};

constinit const Primitive kLog1p{
    .name = "log1p",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return 1. / (1. + c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::log1p;
      return log1p(x);
    }),
    .stablehlo = "log_plus_one",
    .test = {.low = -0.9, .high = 9},
};

/// 1 / (1 + exp(-x))
constinit const Primitive kLogistic{
    .name = "logistic",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    // The product of both probabilities, since 1 - y loses all digits for large x.
    .partial = [](const PartialContext& c,
                  std::size_t) { return c.output * sigmoid(-c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::sigmoid(x); }),
    .stablehlo = "logistic",
    .test = {.low = -30, .high = 30},
};

constinit const Primitive kSqrt{
    .name = "sqrt",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return 0.5 / c.output; },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::sqrt;
      return sqrt(x);
    }),
    .stablehlo = "sqrt",
    .test = {.low = 0.01, .high = 50, .max_ulp = 1},
};

constinit const Primitive kRsqrt{
    .name = "rsqrt",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return -0.5 * c.output / c.inputs[0]; },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::sqrt;
      return decltype(x)(1) / sqrt(x);
    }),
    .stablehlo = "rsqrt",
    .test = {.low = 0.01, .high = 50, .max_ulp = 2},
};

constinit const Primitive kCbrt{
    .name = "cbrt",
    .file = "exponential.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return 1. / (3. * square(c.output)); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) {
      using std::cbrt;
      return cbrt(x);
    }),
    .stablehlo = "cbrt",
    .test = {.low = 0.1, .high = 50, .max_ulp = 2},
};

}  // namespace aleator
