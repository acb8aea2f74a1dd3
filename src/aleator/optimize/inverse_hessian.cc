// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/inverse_hessian.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator::optimize {
namespace {

/// Below this cosine, relative to the change of gradient, a pair says nothing about curvature.
constexpr double kLeastCurvature = 1e-12;

/// x / y, and 0 where there is no pair (y = 0).
Array ratio(const Array& x, const Array& y) { return where(y > 0., x / where(y > 0., y, 1.), 0.); }

/// One v of the factor, and H^-1 s for the rows after it.
struct Row {
  Array v, image, curvature, log_determinant;
};

Row factor_row(const CorrectionPairs& pairs, const Array& diagonal, const Arrays& images,
               const Array& i) {
  const Array& all_images = images[0];
  const Array& all_curvatures = images[1];
  const Array s = take(pairs.position_deltas, i), y = take(pairs.gradient_deltas, i);
  // H^-1 s, by the direct updates with the pairs before this one.
  const Array products = sum(pairs.position_deltas * pairs.gradient_deltas, {.axes = {-1}});
  const Array is_before = arange(products.size()) < i;
  const Array along_y = where(is_before, ratio(matmul(pairs.gradient_deltas, s), products), 0.);
  const Array along_image = ratio(matmul(all_images, s), all_curvatures);
  const Array image =
      s / diagonal + matmul(along_y, pairs.gradient_deltas) - matmul(along_image, all_images);
  const Array product = dot(s, y), curvature = dot(s, image);
  const Array is_pair = logical_and(product > 0., curvature > 0.);
  const Array safe_product = where(is_pair, product, 1.);
  const Array safe_curvature = where(is_pair, curvature, 1.);
  const Array v = image / sqrt(safe_curvature * safe_product) - y / safe_product;
  return {.v = where(is_pair, v, 0.),
          .image = where(is_pair, image, 0.),
          .curvature = where(is_pair, curvature, 0.),
          .log_determinant = where(is_pair, 0.5 * log(safe_curvature / safe_product), 0.)};
}

}  // namespace

Array has_curvature(const Array& position_delta, const Array& gradient_delta) {
  const Array product = dot(position_delta, gradient_delta);
  const Array square_change = dot(gradient_delta, gradient_delta);
  return logical_and(logical_and(is_finite(product), is_finite(square_change)),
                     product > kLeastCurvature * square_change);
}

Array next_diagonal(const Array& diagonal, const Array& position_delta,
                    const Array& gradient_delta) {
  const Array &s = position_delta, &y = gradient_delta;
  const Array a = sum(diagonal * square(y)), b = dot(s, y), c = sum(square(s) / diagonal);
  const Array inverse = a / (b * diagonal) + square(y) / b - (a / (b * c)) * square(s / diagonal);
  const Array next = 1. / inverse;
  const Array is_usable = all(logical_and(is_finite(next), next > 0.));
  return where(is_usable, next, diagonal);
}

Array InverseHessianFactor::multiply(const Array& x) const {
  const auto body = [](const Arrays& carry, const Arrays& row) {
    return std::pair(Arrays{carry[0] + dot(row[1], carry[0]) * row[0]}, Arrays{});
  };
  return scan_arrays(body, {sqrt(initial) * x}, {left, right}).first[0];
}

Array InverseHessianFactor::multiply_transposed(const Array& x) const {
  const auto body = [](const Arrays& carry, const Arrays& row) {
    return std::pair(Arrays{carry[0] + dot(row[0], carry[0]) * row[1]}, Arrays{});
  };
  return sqrt(initial) * scan_arrays(body, {x}, {left, right}, {.is_reverse = true}).first[0];
}

Array InverseHessianFactor::diagonal() const {
  // The diagonal of H + s (H v)' + (H v) s' + (v'H v) s s', pair by pair. H v needs the pairs
  // before only: the rows from this one on are taken as zeros.
  const Array index = arange(left.dim(0));
  const auto body = [&](const Arrays& carry, const Array& i) {
    const Array is_before = expand_dims(index < i, 1);
    const InverseHessianFactor earlier{initial, where(is_before, left, 0.),
                                       where(is_before, right, 0.), log_determinant};
    const Array s = take(left, i), v = take(right, i);
    const Array half = earlier.multiply_transposed(v), image = earlier.multiply(half);
    return std::pair(Arrays{carry[0] + 2. * s * image + dot(half, half) * square(s)}, Arrays{});
  };
  const auto step = [&](const Arrays& carry, const Arrays& i) { return body(carry, i[0]); };
  return scan_arrays(step, {initial}, {index}).first[0];
}

InverseHessianFactor factor_inverse_hessian(const CorrectionPairs& pairs, const Array& diagonal) {
  const Array& s = pairs.position_deltas;
  const std::int64_t m = s.dim(0);
  const auto body = [&](const Arrays& images, const Arrays& index) {
    const Array& i = index[0];
    const Row row = factor_row(pairs, diagonal, images, i);
    const Array is_here = arange(m) == i;
    return std::pair(Arrays{where(expand_dims(is_here, 1), row.image, images[0]),
                            where(is_here, row.curvature, images[1])},
                     Arrays{row.v, row.log_determinant});
  };
  const Arrays start{zeros_like(s), zeros({m}, s.dtype())};
  const Arrays rows = scan_arrays(body, start, {arange(m)}).second;
  return {.initial = diagonal,
          .left = s,
          .right = rows[0],
          .log_determinant = 0.5 * sum(log(diagonal)) + sum(rows[1])};
}

}  // namespace aleator::optimize
