// SPDX-License-Identifier: Apache-2.0
// Defines the special functions around the gamma function and the normal distribution. Values come
// from the kernels in graph/scalar.
#include "aleator/array/ops/special.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/special.h"
#include "aleator/graph/scalar/gamma.h"
#include "aleator/graph/scalar/normal_cdf.h"
#include "aleator/graph/scalar/normal_quantile.h"
#include "aleator/graph/scalar/polygamma.h"

namespace aleator {
namespace {

constexpr double kTwoOverSqrtPi = 1.1283791670955125739;
constexpr double kHalfSqrtPi = 0.88622692545275801365;
constexpr double kSqrtTwoPi = 2.5066282746310005024;
constexpr double kSqrtTwoOverPi = 0.79788456080286535588;

Array normal_density(const Array& x) { return exp(-0.5 * square(x)) / kSqrtTwoPi; }

/// density / ndtr, the derivative of log_ndtr. On the left both vanish, but erfcx is their ratio;
/// each form gets arguments of its own side only, so that the other one cannot spoil a derivative.
Array density_over_ndtr(const Array& x) {
  const Array is_left = x < 0;
  const Array left = where(is_left, x, 0.), right = where(is_left, 0., x);
  return where(is_left, kSqrtTwoOverPi / erfcx(left * -scalar::kSqrtHalf),
               normal_density(right) / ndtr(right));
}

/// 2 x erfcx(x) - 2 / sqrt(pi), which cancels for large x: there the asymptotic series, whose fifth
/// term is below an ulp at 50.
Array erfcx_partial(const PartialContext& c, std::size_t) {
  const Array& x = c.inputs[0];
  const Array is_far = x > 50.;
  const Array t = 0.5 / square(where(is_far, x, 50.));
  const Array series = -t * (1. - 3. * t * (1. - 5. * t * (1. - 7. * t * (1. - 9. * t))));
  const Array near = where(is_far, 0., x);
  return where(is_far, kTwoOverSqrtPi * series, 2. * near * erfcx(near) - kTwoOverSqrtPi);
}

void evaluate_polygamma(const EvaluateContext& c) {
  const std::int64_t order = c.attributes_as<Polygamma>().order;
  visit_dtype(c.inputs[0].dtype(), [&](auto zero) {
    using T = decltype(zero);
    if constexpr (std::is_floating_point_v<T>) {
      const T* x = c.input<T>(0);
      T* out = c.output<T>();
      for (std::int64_t i = 0; i < c.outputs[0].size(); ++i) {
        out[i] = order == 0   ? scalar::digamma(x[i])
                 : order == 1 ? scalar::trigamma(x[i])
                              : scalar::polygamma(static_cast<T>(order), x[i]);
      }
    }
  });
}

void emit_polygamma(const EmitContext& c) {
  const std::int64_t order = c.attributes_as<Polygamma>().order;
  visit_dtype(c.inputs[0].dtype, [&](auto zero) {
    if constexpr (std::is_floating_point_v<decltype(zero)>) {
      const ir::Scalar<decltype(zero)> x(c.inputs[0]);
      const ir::Scalar<decltype(zero)> n(static_cast<decltype(zero)>(order));
      c.outputs[0] = order == 0   ? scalar::digamma(x)
                     : order == 1 ? scalar::trigamma(x)
                                  : scalar::polygamma(n, x);
    }
  });
}

Arrays batch_polygamma(const BatchContext& c) {
  return {apply(kPolygamma, c.inputs, Ref<const Attributes>(c.attributes))};
}

Array zeta_partial(const PartialContext& c, std::size_t i) {
  if (i == 0) return zeta_gradient_s(c.inputs[0], c.inputs[1]);
  return -c.inputs[0] * zeta(c.inputs[0] + 1., c.inputs[1]);
}

}  // namespace

constinit const Primitive kLgamma{
    .name = "lgamma",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return digamma(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::lgamma(x); }),
    .test = {.low = 0.1, .high = 30},
};

constinit const Primitive kDigamma{
    .name = "digamma",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return polygamma(1, c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::digamma(x); }),
    .test = {.low = 0.1, .high = 30},
};

constinit const Primitive kPolygamma{
    .name = "polygamma",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial =
        [](const PartialContext& c, std::size_t) {
          return polygamma(c.attributes_as<Polygamma>().order + 1, c.inputs[0]);
        },
    .batch = batch_polygamma,
    .scalar = {.evaluate = evaluate_polygamma, .emit = emit_polygamma},
    .test = {.low = 0.1, .high = 30},
};

/// The Hurwitz zeta function of (exponent, offset).
constinit const Primitive kZeta{
    .name = "zeta",
    .file = "special.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = zeta_partial,
    .batch = batch_elementwise,
    .scalar = elementwise_call([](auto s, decltype(s) q) { return scalar::zeta(s, q); }),
    .test = {.low = 1.1, .high = 10},
};

constinit const Primitive kErf{
    .name = "erf",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return kTwoOverSqrtPi * exp(-square(c.inputs[0])); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::erf(x); }),
    .test = {.low = -3, .high = 3},
};

constinit const Primitive kErfc{
    .name = "erfc",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return -kTwoOverSqrtPi * exp(-square(c.inputs[0])); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::erfc(x); }),
    .test = {.low = -3, .high = 5},
};

constinit const Primitive kErfcx{
    .name = "erfcx",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = erfcx_partial,
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::erfcx(x); }),
    .test = {.low = -3, .high = 30},
};

constinit const Primitive kErfinv{
    .name = "erfinv",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return kHalfSqrtPi * exp(square(c.output)); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::erfinv(x); }),
    .test = {.low = -0.99, .high = 0.99},
};

constinit const Primitive kErfcinv{
    .name = "erfcinv",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return -kHalfSqrtPi * exp(square(c.output)); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::erfcinv(x); }),
    .test = {.low = 0.01, .high = 1.99},
};

constinit const Primitive kNdtr{
    .name = "ndtr",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return normal_density(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::ndtr(x); }),
    .test = {.low = -6, .high = 6},
};

constinit const Primitive kLogNdtr{
    .name = "log_ndtr",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c, std::size_t) { return density_over_ndtr(c.inputs[0]); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::log_ndtr(x); }),
    .test = {.low = -30, .high = 6},
};

constinit const Primitive kNdtri{
    .name = "ndtri",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .partial = [](const PartialContext& c,
                  std::size_t) { return kSqrtTwoPi * exp(0.5 * square(c.output)); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::ndtri(x); }),
    .test = {.low = 0.01, .high = 0.99},
};

constinit const Primitive kNdtriExp{
    .name = "ndtri_exp",
    .file = "special.cc",
    .dtypes = Dtypes::floating,
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    // The inverse of log_ndtr.
    .partial = [](const PartialContext& c,
                  std::size_t) { return 1. / density_over_ndtr(c.output); },
    .batch = batch_elementwise,
    .scalar = elementwise<Dtypes::floating>([](auto x) { return scalar::ndtri_exp(x); }),
    .test = {.low = -20, .high = -0.01},
};

}  // namespace aleator
