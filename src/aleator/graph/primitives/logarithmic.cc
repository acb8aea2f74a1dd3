// SPDX-License-Identifier: Apache-2.0
// Defines small compositions of exp and log that lose digits, overflow or have NaN for a gradient
// when written naively.
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/scalar/elementary.h"

namespace aleator {
namespace {

/// exp(-a) / (1 - exp(-a)) with the sign of x, a = |x|: written without exp(a), whose overflow
/// would make second derivatives NaN.
Array log1mexp_partial(const PartialContext& c, std::size_t) {
  const Array& x = c.inputs[0];
  const Array a = abs(x);
  return where(x < 0, -1., 1.) * exp(-a) / -expm1(-a);
}

/// The share of one term in the sum. Equal infinities have no difference, and share equally.
Array log_add_exp_partial(const PartialContext& c, std::size_t i) {
  const Array& mine = c.inputs[i];
  const Array& other = c.inputs[1 - i];
  const Array is_tie = logical_and(mine == other, logical_not(is_finite(mine)));
  return sigmoid(where(is_tie, 0., mine) - where(is_tie, 0., other));
}

/// x log(y) at x = 0 with y outside the logarithm's domain: the value is 0 by definition, and so
/// are the derivatives.
Array is_void(const Array& x, const Array& y, double lowest) {
  return logical_and(x == 0, logical_not(y > lowest));
}

Array xlogy_partial(const PartialContext& c, std::size_t i) {
  const Array& x = c.inputs[0];
  const Array y = where(is_void(x, c.inputs[1], 0.), 1., c.inputs[1]);
  return i == 0 ? log(y) : x / y;
}

Array xlog1py_partial(const PartialContext& c, std::size_t i) {
  const Array& x = c.inputs[0];
  const Array y = where(is_void(x, c.inputs[1], -1.), 0., c.inputs[1]);
  return i == 0 ? log1p(y) : x / (1. + y);
}

}  // namespace

/// log(1 - exp(-|x|))
constinit const Primitive kLog1mexp{
    .name = "log1mexp",
    .file = "logarithmic.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = log1mexp_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::log1mexp(x); }),
    .test = {.low = 0.01, .high = 30},
};

/// log(exp(x) + exp(y))
constinit const Primitive kLogAddExp{
    .name = "log_add_exp",
    .file = "logarithmic.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = log_add_exp_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>(
        [](auto x, decltype(x) y) { return scalar::log_add_exp(x, y); }),
    .test = {.low = -20, .high = 20},
};

/// log(1 + exp(x))
constinit const Primitive kSoftplus{
    .name = "softplus",
    .file = "logarithmic.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return sigmoid(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::softplus(x); }),
    .test = {.low = -30, .high = 30},
};

/// log(exp(x) - 1)
constinit const Primitive kSoftplusInverse{
    .name = "softplus_inverse",
    .file = "logarithmic.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return -1. / expm1(-c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::softplus_inverse(x); }),
    .test = {.low = 0.01, .high = 30},
};

/// log(1 / (1 + exp(-x)))
constinit const Primitive kLogSigmoid{
    .name = "log_sigmoid",
    .file = "logarithmic.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return sigmoid(-c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::log_sigmoid(x); }),
    .test = {.low = -30, .high = 30},
};

/// log(p / (1 - p))
constinit const Primitive kLogit{
    .name = "logit",
    .file = "logarithmic.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return 1. / (c.inputs[0] * (1. - c.inputs[0])); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::logit(x); }),
    .test = {.low = 0.01, .high = 0.99},
};

/// x log(y), and 0 at x = 0
constinit const Primitive kXlogy{
    .name = "xlogy",
    .file = "logarithmic.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = xlogy_partial,
    .batch = batch_elementwise,
    .scalar =
        elementwise<Dtypes::floating>([](auto x, decltype(x) y) { return scalar::xlogy(x, y); }),
    .test = {.low = 0.1, .high = 20},
};

/// x log(1 + y), and 0 at x = 0
constinit const Primitive kXlog1py{
    .name = "xlog1py",
    .file = "logarithmic.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = xlog1py_partial,
    .batch = batch_elementwise,
    .scalar =
        elementwise<Dtypes::floating>([](auto x, decltype(x) y) { return scalar::xlog1py(x, y); }),
    .test = {.low = -0.9, .high = 20},
};

}  // namespace aleator
