// SPDX-License-Identifier: Apache-2.0
// Defines the modified Bessel functions of real order, scaled, their logarithms, and the
// derivatives of the logarithms.
#include "aleator/graph/scalar/bessel.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"

#include <limits>

namespace aleator {
namespace {

/// d^2 log I / dv dz, from I'_v / I_v = I_(v+1) / I_v + v / z.
Array mixed_ive(const Array& v, const Array& z) {
  return bessel_iv_ratio(v + 1., z) *
             (log_bessel_ive_gradient_v(v + 1., z) - log_bessel_ive_gradient_v(v, z)) +
         1. / z;
}

/// d^2 log K / dv dz, from K'_v / K_v = v / z - K_(v+1) / K_v.
Array mixed_kve(const Array& v, const Array& z) {
  const Array ratio = v / z + 1. - log_bessel_kve_gradient_z(v, z);
  return 1. / z - ratio * (log_bessel_kve_gradient_v(v + 1., z) - log_bessel_kve_gradient_v(v, z));
}

Array log_ive_partial(const PartialContext& c, std::size_t i) {
  const Array &v = c.inputs[0], &z = c.inputs[1];
  return i == 0 ? log_bessel_ive_gradient_v(v, z) : log_bessel_ive_gradient_z(v, z);
}

Array log_kve_partial(const PartialContext& c, std::size_t i) {
  const Array &v = c.inputs[0], &z = c.inputs[1];
  return i == 0 ? log_bessel_kve_gradient_v(v, z) : log_bessel_kve_gradient_z(v, z);
}

/// The function times the derivative of its logarithm, which is infinite at z = 0.
Array ive_partial(const PartialContext& c, std::size_t i) {
  const Array &v = c.inputs[0], &z = c.inputs[1];
  const Array is_limit = logical_and(z == 0., v > 0.), y = where(is_limit, 1., z);
  const Array value = where(is_limit, 0., c.output);
  if (i == 0) return value * log_bessel_ive_gradient_v(v, y);
  const double inf = std::numeric_limits<double>::infinity();
  const Array limit = where(v == 1., 0.5, where(v < 1., inf, 0.));
  return where(is_limit, limit, value * log_bessel_ive_gradient_z(v, y));
}

Array gradient_v_partial(const PartialContext& c, std::size_t i,
                         Array (*mixed)(const Array&, const Array&)) {
  if (i == 0) {
    throw NotImplemented(text(c.primitive.name,
                              ": has no derivative in its first argument, the order; hold it fixed "
                              "with stop_gradient"));
  }
  return mixed(c.inputs[0], c.inputs[1]);
}

/// Bessel's equation for the logarithmic derivative q = 1 + g of I, or q = g - 1 of K.
Array ive_gradient_z_partial(const PartialContext& c, std::size_t i) {
  const Array &v = c.inputs[0], &z = c.inputs[1], &g = c.output;
  return i == 0 ? mixed_ive(v, z) : square(v / z) - (1. + g) / z - g * (2. + g);
}
Array kve_gradient_z_partial(const PartialContext& c, std::size_t i) {
  const Array &v = c.inputs[0], &z = c.inputs[1], &g = c.output;
  return i == 0 ? mixed_kve(v, z) : square(v / z) + (1. - g) / z + g * (2. - g);
}

/// R' / R = I_v' / I_v - I_(v-1)' / I_(v-1), which loses fewer digits for large z than R' = 1 - R^2
/// - (2 v - 1) R / z; that is for v < 1. At z = 0 it is 1 / (2 v).
Array ratio_slope(const Array& v, const Array& z, const Array& ratio) {
  const Array is_zero = z == 0., y = where(is_zero, 1., z), r = where(is_zero, 0.5, ratio);
  const Array below = maximum(v - 1., 0.);
  const Array high = r * (log_bessel_ive_gradient_z(v, y) - log_bessel_ive_gradient_z(below, y));
  const Array low = 1. - square(r) - (2. * v - 1.) * r / y;
  return where(is_zero, 0.5 / v, where(v < 1., low, high));
}

/// R_v = z / (2 v + z R_(v+1)).
Array ratio_partial(const PartialContext& c, std::size_t i) {
  const Array &v = c.inputs[0], &z = c.inputs[1], &ratio = c.output;
  if (i == 1) return ratio_slope(v, z, ratio);
  const Array above = bessel_iv_ratio(v + 1., z);
  const Array change = log_bessel_ive_gradient_v(v + 1., z) - log_bessel_ive_gradient_v(v, z);
  return -square(ratio) * (2. / z + above * change);
}

template <double (*kFunction)(double, double)>
constexpr auto kernel = [](auto v, decltype(v) z) {
  return static_cast<decltype(v)>(kFunction(static_cast<double>(v), static_cast<double>(z)));
};

constexpr Primitive bessel_function(const char* name, PartialRule partial, ScalarRule scalar) {
  return {.name = name,
          .file = "bessel.cc",
          .num_inputs = 2,
          .dtypes = Dtypes::floating,
          .is_elementwise = true,
          .keeps_weak = true,
          .infer = infer_same,
          .partial = partial,
          .batch = batch_elementwise,
          .scalar = scalar,
          .test = {.low = 0.2, .high = 4}};
}

}  // namespace

constinit const Primitive kBesselIve =
    bessel_function("bessel_ive", ive_partial, elementwise_call(kernel<scalar::bessel_ive>));

constinit const Primitive kLogBesselIve = bessel_function(
    "log_bessel_ive", log_ive_partial, elementwise_call(kernel<scalar::log_bessel_ive>));

constinit const Primitive kLogBesselIveGradientV = bessel_function(
    "log_bessel_ive_gradient_v",
    [](const PartialContext& c, std::size_t i) { return gradient_v_partial(c, i, mixed_ive); },
    elementwise_call(kernel<scalar::log_bessel_ive_gradient_v>));

constinit const Primitive kLogBesselIveGradientZ =
    bessel_function("log_bessel_ive_gradient_z", ive_gradient_z_partial,
                    elementwise_call(kernel<scalar::log_bessel_ive_gradient_z>));

constinit const Primitive kBesselIvRatio = bessel_function(
    "bessel_iv_ratio", ratio_partial, elementwise_call(kernel<scalar::bessel_iv_ratio>));

constinit const Primitive kBesselKve = bessel_function(
    "bessel_kve",
    [](const PartialContext& c, std::size_t i) { return c.output * log_kve_partial(c, i); },
    elementwise_call(kernel<scalar::bessel_kve>));

constinit const Primitive kLogBesselKve = bessel_function(
    "log_bessel_kve", log_kve_partial, elementwise_call(kernel<scalar::log_bessel_kve>));

constinit const Primitive kLogBesselKveGradientV = bessel_function(
    "log_bessel_kve_gradient_v",
    [](const PartialContext& c, std::size_t i) { return gradient_v_partial(c, i, mixed_kve); },
    elementwise_call(kernel<scalar::log_bessel_kve_gradient_v>));

constinit const Primitive kLogBesselKveGradientZ =
    bessel_function("log_bessel_kve_gradient_z", kve_gradient_z_partial,
                    elementwise_call(kernel<scalar::log_bessel_kve_gradient_z>));

}  // namespace aleator
