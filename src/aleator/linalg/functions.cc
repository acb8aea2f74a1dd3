// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/functions.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/linalg/checks.h"
#include "aleator/linalg/solve.h"
#include "aleator/linalg/structure.h"

#include <cmath>
#include <limits>
#include <vector>

namespace aleator::linalg {
namespace {

constexpr std::int64_t kMaxSquarings = 64;
/// Coefficients of the Pade approximant of degree 13.
constexpr double kPade[] = {64764752532480000.,
                            32382376266240000.,
                            7771770303897600.,
                            1187353796428800.,
                            129060195264000.,
                            10559470521600.,
                            670442572800.,
                            33522128640.,
                            1323241920.,
                            40840800.,
                            960960.,
                            16380.,
                            182.,
                            1.};

/// The largest column sum of magnitudes, per matrix.
Array norm_1(const Array& a) { return max(sum(abs(a), {.axes = {-2}}), {.axes = {-1}}); }

Array expand_twice(const Array& x) { return expand_dims(expand_dims(x, -1), -1); }

/// ceil(log2 x), at least 0.
Array num_halvings(const Array& x) {
  return maximum(ceil(log(maximum(x, 1e-300)) * (1 / std::log(2.))), 0.);
}

/// 2^-k, without rounding.
Array halving_factor(const Array& times, Dtype dtype) {
  std::vector<double> factors;
  for (int k = 0; k <= kMaxSquarings; ++k) factors.push_back(std::ldexp(1., -k));
  return astype(take(array(factors), astype(times, int64)), dtype);
}

struct EvenPowers {
  Array second, fourth, sixth;
};
EvenPowers even_powers(const Array& a) {
  const Array second = matmul(a, a), fourth = matmul(second, second);
  return {second, fourth, matmul(second, fourth)};
}

/// Further halvings, where the first omitted term of the backward error exceeds a rounding error:
/// its coefficient is 1 / (binomial(26, 13) 27!), and |a|^27 bounds the power.
Array extra_halvings(const Array& a) {
  const double log_coefficient = std::lgamma(27.) - 2 * std::lgamma(14.) + std::lgamma(28.);
  const Array magnitude = abs(a), norm = norm_1(a);
  const Array scaled = magnitude / expand_twice(maximum(norm, 1e-300));
  const Array start = ones_like(slice_axis(a, -2, 0, 1));
  const auto step = [&](const Array&, const Array& row) { return matmul(row, scaled); };
  const Array last = fori_loop(0, 27, step, start);
  const Array power = max(last, {.axes = {-2, -1}});
  // log of |a|^27 / |a| times the coefficient, over the unit roundoff
  const Array log_alpha = log(maximum(power, 1e-300)) + 26. * log(maximum(norm, 1e-300)) -
                          log_coefficient + 53. * std::log(2.);
  return maximum(ceil(log_alpha * (1 / (26. * std::log(2.)))), 0.);
}

/// How often each matrix is halved, as a floating number.
Array halvings(const Array& a, const EvenPowers& p) {
  constexpr double kTheta = 4.25;
  const auto root = [](const Array& x, double k) { return power(norm_1(x), 1 / k); };
  const Array sixth = root(p.sixth, 6), eighth = root(matmul(p.fourth, p.fourth), 8);
  const Array tenth = root(matmul(p.fourth, p.sixth), 10);
  const Array eta = minimum(maximum(sixth, eighth), maximum(eighth, tenth));
  const Array first = num_halvings(eta / kTheta);
  const Array factor =
      halving_factor(clip(first, 0., static_cast<double>(kMaxSquarings)), a.dtype());
  return first + extra_halvings(a * expand_twice(factor));
}

/// The approximant of matrices of small norm.
Array pade(const Array& a, const EvenPowers& p) {
  const Array identity = eye(a.dim(-1), a.dim(-1), 0, a.dtype());
  const auto polynomial = [&](const double* c) {
    const Array high = c[12] * p.sixth + c[10] * p.fourth + c[8] * p.second;
    return matmul(p.sixth, high) + c[6] * p.sixth + c[4] * p.fourth + c[2] * p.second +
           c[0] * identity;
  };
  const Array even = polynomial(kPade), odd = matmul(a, polynomial(kPade + 1));
  return solve(even - odd, even + odd);
}

/// Squares each matrix as often as it was halved.
Array squared(const Array& a, const Array& times) {
  const Array longest = max(times);
  const auto go_on = [&](const Arrays& state) { return Arrays{state[1] < longest}; };
  const auto square_once = [&](const Arrays& state) {
    const Array is_due = expand_twice(state[1] < times);
    const Array base = where(is_due, state[0], 0.);
    return Arrays{where(is_due, matmul(base, base), state[0]), state[1] + 1.};
  };
  return while_arrays(go_on, square_once, {a, zeros({}, a.dtype())},
                      {.max_steps = kMaxSquarings})[0];
}

}  // namespace

Array matrix_exponential(const Array& a) {
  check_square("matrix_exponential", a);
  const Array x = as_floating(a);
  const Array times = halvings(stop_gradient(x), even_powers(stop_gradient(x)));
  const Array is_possible = times <= static_cast<double>(kMaxSquarings);  // NaN is not
  const Array possible = where(is_possible, times, 0.);
  const Array factor = where(is_possible, halving_factor(possible, x.dtype()),
                             std::numeric_limits<double>::quiet_NaN());
  const Array small = x * expand_twice(factor);
  return squared(pade(small, even_powers(small)), possible);
}

Array gram_schmidt(const Array& vectors, std::optional<std::int64_t> num_vectors) {
  check_matrix("gram_schmidt", vectors);
  const std::int64_t n = vectors.dim(-1), last = num_vectors.value_or(n - 1);
  if (last < 0 || last > n) {
    throw ValueError(text("gram_schmidt: num_vectors must lie in 0..", n, " for shape ",
                          vectors.shape(), ", got ", last));
  }
  const auto normalized = [](const Array& x) {
    return x / sqrt(sum(square(x), {.axes = {-2}, .keep_dims = true}));
  };
  const auto step = [&](const Array& i, const Array& columns) {
    const Array is_own = astype(arange(n) == i, columns.dtype());
    const Array u = normalized(sum(columns * is_own, {.axes = {-1}, .keep_dims = true}));
    const Array weights = matmul(matrix_transpose(u), columns);
    return columns - u * where(arange(n) > i, weights, 0.);
  };
  return normalized(fori_loop(0, last, step, as_floating(vectors)));
}

}  // namespace aleator::linalg
