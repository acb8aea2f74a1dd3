// SPDX-License-Identifier: Apache-2.0
// Defines the modified Bessel functions of the first kind as operations on whole arrays: from K_v,
// the ratio of successive I_v, and Wronski's equation 1 = I_v K_v (x K_(v+1) / K_v + x I_(v+1) /
// I_v), in which nothing cancels.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/graph/node.h"
#include "aleator/graph/scalar/bessel_olver.h"
#include "aleator/graph/scalar/bessel_temme.h"
#include "aleator/lowering/stablehlo/bessel_decompositions.h"
#include "aleator/lowering/stablehlo/rules.h"
#include "aleator/lowering/stablehlo/special_decompositions.h"

#include <limits>
#include <numbers>

namespace aleator::stablehlo {

using namespace bessel;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kPi = std::numbers::pi;

/// x K_(v+1) / K_v, x times the mean of e^t, and the sum that K is made of.
struct Ratio {
  Array ratio, total;
};
Ratio ratio_of_k(const Array& v, const Saddle& at) {
  const Arrays sums = sums_over_nodes(at, [](const Point& p) { return Arrays{p.growth}; });
  return {(at.r + v) * (1. + sums[1] / sums[0]), sums[0]};
}

/// Powers 0, 1, ... along a new last axis.
Array powers(const Array& x, int count) {
  Arrays list{expand_dims(ones_like(x), -1)};
  for (int i = 1; i < count; ++i) list.push_back(list.back() * expand_dims(x, -1));
  return concatenate(list, -1);
}

/// (log of Olver's sum for I)' / x as a function of the radius: slope / value.
Array olver_slope(const Array& v, const Array& x) {
  constexpr int n = scalar::kOlverTerms;
  std::vector<double> values, slopes;
  for (int k = 0; k < n; ++k) {
    for (int i = 0; i < n; ++i) {
      const double q = scalar::kOlver[static_cast<std::size_t>(k)][static_cast<std::size_t>(i)];
      values.push_back(q);
      slopes.push_back(q * (0.5 + k + 2 * i));
    }
  }
  const Array r = maximum(radius(v, x), scalar::kOlverRadius);
  const Array square_of_ratio = minimum(square(v / r), 1.);
  const Array inner = expand_dims(powers(square_of_ratio, n), -2), outer = powers(1. / r, n);
  const auto sum_of = [&](const std::vector<double>& table) {
    const Array coefficients = astype(array(table, Shape{n, n}), v.dtype());
    return sum(outer * sum(coefficients * inner, {.axes = {-1}}), {.axes = {-1}});
  };
  return sum_of(slopes) / sum_of(values);
}

Array is_far(const Array& v, const Array& x) { return radius(v, x) >= scalar::kOlverRadius; }

/// I_(v+1) / I_v by its continued fraction, from where the errors of the start do not matter.
Array ratio_by_fraction(const Array& v, const Array& x) {
  constexpr std::int64_t kSteps = 48;  // 10 + 6 sqrt(x)
  const Array argument = minimum(x, scalar::kOlverRadius), far = v + (kSteps + 1.);
  const Array start = argument / (far + radius(far, argument));
  const auto step = [&](const Arrays& state) {
    const Array order = v + astype(state[0], v.dtype());
    return Arrays{state[0] - 1, argument / (2. * order + argument * state[1])};
  };
  return while_loop([](const Arrays& state) { return state[0] > 0; }, step,
                    Arrays{strong_scalar(kSteps), start})[1];
}

/// I_(v+1) / I_v.
Array ratio_of_i(const Array& v, const Array& x) {
  const Array r = radius(v, x);
  const Array by_expansion = x * (1. / (r + v) - olver_slope(v, x) / r / r);
  return where(is_far(v, x), by_expansion, ratio_by_fraction(v, x));
}

/// exp(-x) I is exp(log_scale) / rest.
struct ScaledI {
  Array log_scale, rest;
};
ScaledI scaled_i(const Array& v, const Array& x) {
  const Saddle at(v, x);
  const Ratio k = ratio_of_k(v, at);
  return {at.log_scale, 0.5 * at.step * k.total * (k.ratio + x * ratio_of_i(v, x))};
}
Array ive_inside(const Array& v, const Array& x) {
  const ScaledI i = scaled_i(v, x);
  return exp(i.log_scale) / i.rest;
}

/// log I - x for v <= 1/2, x < 1, where it is made of small numbers.
Array log_ive_near_zero(const Array& order, const Array& argument) {
  const Array v = minimum(order, 0.5), x = minimum(argument, 1.);
  Array gamma = zeros_like(v), series = zeros_like(v);
  for (std::size_t k = scalar::kReciprocalGammaEven.size(); k-- > 0;) {
    gamma = gamma * v + scalar::kReciprocalGammaOdd[k];
    gamma = gamma * v + (k > 0 ? scalar::kReciprocalGammaEven[k] : 0.);
  }
  for (int k = 12; k >= 1; --k) {
    const double n = k;
    series = 0.25 * square(x) / (n * (v + n)) * (1. + series);
  }
  return where(v == 0., 0., v * log(0.5 * x)) + log1p(gamma) + log1p(series) - x;
}

/// Wronski's equation, differentiated.
Array gradient_v_by_wronskian(const Array& v, const Array& x) {
  const Saddle at(v, x);
  const Arrays sums = sums_over_nodes(at, [](const Point& p) {
    return Arrays{p.weight * p.s, p.growth, p.growth * p.s};
  });
  const Array mean = sums[1] / sums[0], growth = sums[2] / sums[0];
  const Array slope_k = (at.r + v) * (sums[3] / sums[0] - mean * growth);
  const Array slope_i =
      derivative_of([](const Arrays& p) { return ratio_of_i(p[0], p[1]); }, {v, x}, 0);
  const Array total = (at.r + v) * (1. + growth) + x * ratio_of_i(v, x);
  return -gradient_v_of_k(v, at) - (slope_k + x * slope_i) / total;
}

/// For v < 1 and x > 2, as gradient_by_integrals of graph/scalar/bessel_i.cc.
Array gradient_v_by_integrals(const Array& order, const Array& argument) {
  const Array v = minimum(order, 1.), x = maximum(argument, 2.);
  const Array tall_v = expand_dims(v, -1), tall_x = expand_dims(x, -1);
  const Array width = where(x > 20., 2. * asin(sqrt(minimum(20. / x, 1.))), kPi);
  const Array near = integral(zeros_like(x), width, [&](const Array& s) {
    return s * sin(tall_v * s) * exp(-2. * tall_x * square(sin(0.5 * s)));
  });
  const Array reach = 2. * asinh(sqrt(20. / x));
  const Array far = integral(zeros_like(x), reach, [&](const Array& t) {
    return (kPi * cospi(tall_v) - t * sinpi(tall_v)) *
           exp(-2. * tall_x * square(sinh(0.5 * t)) - tall_v * t);
  });
  return -(near + exp(-2. * x) * far) / (kPi * ive_inside(v, x));
}

}  // namespace

Arrays decompose_bessel_ive(const Node&, const Arrays& p) {
  const Inside in(p);
  return {with_limits(p, ive_inside(in.v, in.x), {choice(p[0] == 0., 1., 0., p[0]), 0., 0.})};
}

Arrays decompose_log_bessel_ive(const Node&, const Arrays& p) {
  const Inside in(p);
  const ScaledI i = scaled_i(in.v, in.x);
  const Array is_near = logical_and(in.v <= 0.5, in.x < 1.);
  const Array inside = where(is_near, log_ive_near_zero(in.v, in.x), i.log_scale - log(i.rest));
  return {with_limits(p, inside, {choice(p[0] == 0., 0., -kInf, p[0]), -kInf, -kInf})};
}

Arrays decompose_log_bessel_ive_gradient_v(const Node&, const Arrays& p) {
  const Inside in(p);
  const Array inside = where(logical_and(in.v<1., in.x> 2.), gradient_v_by_integrals(in.v, in.x),
                             gradient_v_by_wronskian(in.v, in.x));
  return {with_limits(p, inside, {-kInf, 0., -kInf})};
}

Arrays decompose_log_bessel_ive_gradient_z(const Node&, const Arrays& p) {
  const Inside in(p);
  const Array r = radius(in.v, in.x);
  const Array far = (in.v / in.x) * (in.v / (r + in.x)) - (in.x / r) / r * olver_slope(in.v, in.x);
  const Array near = in.v / in.x + ratio_by_fraction(in.v, in.x) - 1.;
  const Array inside = where(is_far(in.v, in.x), far, near);
  return {with_limits(p, inside, {choice(p[0] == 0., -1., kInf, p[0]), 0., kInf})};
}

/// I_v / I_(v-1) from I_(v+1) / I_v.
Arrays decompose_bessel_iv_ratio(const Node&, const Arrays& p) {
  const Inside in(p);
  const Array inside = in.x / (2. * in.v + in.x * ratio_of_i(in.v, in.x));
  return {with_limits(p, inside, {choice(p[0] == 0., kInf, 0., p[0]), 1., 0.})};
}

}  // namespace aleator::stablehlo
