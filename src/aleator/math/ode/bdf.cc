// SPDX-License-Identifier: Apache-2.0
// Defines Bdf, backward differentiation formulas of orders 1 to 5 with steps of quasi-constant
// size. The memory is {differences, order, number of equal steps, change of size, order of the last
// step}: row j of the differences is the j-th backward difference of the solution, at the size of
// the last attempt.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/decomposition.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/math/ode/driver.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

namespace aleator::math {
namespace {

constexpr std::int64_t kMaxOrder = 5, kNumRows = kMaxOrder + 3;
constexpr int kNumIterations = 4;
constexpr double kSafety = 0.81;

/// Per order: the sum of 1 / i for i up to it, and the constant of Klopfenstein and Shampine that
/// makes the error smaller while it keeps the formula stable.
constexpr double kHarmonic[kNumRows] = {0,        1,         3. / 2,   11. / 6,
                                        25. / 12, 137. / 60, 49. / 20, 363. / 140};
constexpr double kKappa[kNumRows] = {0, -0.1850, -1. / 9, -0.0823, -0.0415, 0, 0, 0};

double leading(int order) { return (1 - kKappa[order]) * kHarmonic[order]; }
double error_factor(int order) { return kKappa[order] * kHarmonic[order] + 1. / (order + 1); }

/// table(order) for an order that is computed.
Array chosen(double (*table)(int), const Array& order, Dtype dtype) {
  std::vector<double> values;
  for (int k = 0; k < kNumRows; ++k) values.push_back(table(k));
  return astype(take(array(values), clip(order, 0, kNumRows - 1)), dtype);
}

/// 0, 1, ... beside the rows of the differences.
Array row_numbers() { return expand_dims(arange(kNumRows, int64), -1); }
Array row(const Array& differences, const Array& number) {
  return sum(where(row_numbers() == number, differences, 0.), {.axes = {0}});
}

/// m[i, j] = the product over l = 1..i of (l - 1 - factor j) / l: how differences of one size
/// become values at another (Shampine and Reichelt 1997, The MATLAB ODE suite, 2.3).
Array change_of_size(const Array& factor) {
  constexpr std::int64_t kSize = kMaxOrder + 1;
  const Array i = astype(iota({kSize, kSize}, 0), factor.dtype()),
              j = astype(iota({kSize, kSize}, 1), factor.dtype());
  const Array factors = where(i == 0., 1., (i - 1. - factor * j) / maximum(i, 1.));
  return cumulative_product(factors, 0);
}

/// Differences at `factor` times the size; rows above the order stay.
Array rescaled(const Array& differences, const Array& order, const Array& factor) {
  const Array used = where(row_numbers() <= order, differences, 0.);
  const Array change =
      matmul(change_of_size(factor), change_of_size(ones({}, differences.dtype())));
  const Array top = matmul(swap_axes(change, 0, 1), slice_axis(used, 0, 0, kMaxOrder + 1));
  const Array all = concatenate({top, slice_axis(used, 0, kMaxOrder + 1, kNumRows)}, 0);
  return where(row_numbers() <= order, all, differences);
}

/// One attempt: the solution of the formula at the end of the step.
struct Attempt {
  Array state;       ///< flat
  Array correction;  ///< to what the differences predict
  Array has_converged;
};

Array lu_solved(const LuFactors& f, const Array& b) {
  const Array forward =
      solve_triangular(f.lower_upper, take(b, f.permutation), {.is_unit_diagonal = true});
  return solve_triangular(f.lower_upper, forward, {.is_lower = false});
}

/// Newton's method for correction = c f(predicted + correction) - history.
Attempt solve_formula(const OdeNorm& norm, const Callable<Array(const Array&)>& slope,
                      const Array& predicted, const Array& history, const Array& c) {
  const Array jacobian =
      jacobian_arrays([&](const Arrays& y) { return Arrays{slope(y[0])}; }, {predicted})[0];
  const std::int64_t n = predicted.size();
  const LuFactors factors = lu(eye(n, n, 0, predicted.dtype()) - c * jacobian);
  Attempt result{predicted, zeros_like(predicted), Array()};
  Array before, last;
  for (int i = 0; i < kNumIterations; ++i) {
    const Array change = lu_solved(factors, c * slope(result.state) - history - result.correction);
    result.state = result.state + change;
    result.correction = result.correction + change;
    before = last;
    last = stop_gradient(norm(change, abs(predicted)));
  }
  const double eps = predicted.dtype() == float32 ? std::numeric_limits<float>::epsilon()
                                                  : std::numeric_limits<double>::epsilon();
  const double tolerance = std::max(10 * eps / norm.rtol(), std::min(0.03, std::sqrt(norm.rtol())));
  result.has_converged =
      logical_and(last < tolerance, logical_or(last <= before, last < 1e-3 * tolerance));
  return result;
}

/// The differences after a step of that correction.
Array updated(const Array& differences, const Array& order, const Array& correction) {
  const Array numbers = row_numbers();
  const Array corrected =
      where(numbers == order + 2, correction - row(differences, order + 1),
            where(numbers == order + 1, expand_dims(correction, 0), differences));
  const Array sums = cumulative_sum(where(numbers <= order + 1, corrected, 0.), 0, true);
  return where(numbers <= order, sums, corrected);
}

/// Order and change of size for the next step, from the errors of three orders.
std::pair<Array, Array> next_order(const OdeNorm& norm, const Array& differences,
                                   const Array& order, const Array& state) {
  const Array scale = abs(state);
  Arrays factors;
  for (const std::int64_t by : {-1, 0, 1}) {
    const Array k = order + by;
    const Array error =
        norm(chosen(error_factor, k, state.dtype()) * row(differences, k + 1), scale);
    const Array is_possible = logical_and(k >= 1, k <= kMaxOrder);
    const Array factor =
        power(maximum(error, 1e-10), -1. / astype(maximum(k + 1, 1), state.dtype()));
    factors.push_back(where(is_possible, factor, 0.));
  }
  const Array best = maximum(maximum(factors[0], factors[1]), factors[2]);
  const Array by = where(factors[1] == best, 0, where(factors[0] == best, -1, 1));
  return {order + by, clip(kSafety * best, 0.2, 10.)};
}

OdeProgress step(const OdeNorm& norm, const OdeSystem& system, const OdeProgress& p) {
  const Shape shape = p.start.state.shape();
  const Dtype dtype = p.start.state.dtype();
  const Array &order = p.interpolant[1], &num_equal = p.interpolant[2];
  const Array size = p.start.size, time = p.start.time + size;
  const Array differences = rescaled(p.interpolant[0], order, p.interpolant[3]);
  const Array numbers = row_numbers();
  const Array predicted = sum(where(numbers <= order, differences, 0.), {.axes = {0}});
  const Array weights =
      expand_dims(astype(array(std::vector<double>(kHarmonic, kHarmonic + kNumRows)), dtype), -1);
  const Array lead = chosen(leading, order, dtype);
  const Array history =
      sum(where(numbers <= order, differences * weights, 0.), {.axes = {0}}) / lead;
  const auto slope = [&](const Array& y) { return ravel(system(time, reshape(y, shape))); };
  const Attempt a = solve_formula(norm, slope, predicted, history, size / lead);
  const Array error =
      stop_gradient(norm(chosen(error_factor, order, dtype) * a.correction, abs(a.state)));
  const Array accepts = logical_and(a.has_converged, error <= 1.);  // NaN is not
  const Array smaller = where(
      logical_and(a.has_converged, error > 1.),
      clip(kSafety * power(maximum(error, 1.), -1. / astype(order + 1, dtype)), 0.2, 1.), 0.5);
  const Array next = updated(differences, order, a.correction);
  const Array may_change = num_equal + 1 > order;
  const auto [new_order, larger] =
      next_order(norm, stop_gradient(next), order, stop_gradient(a.state));
  const Array factor = stop_gradient(where(accepts, where(may_change, larger, 1.), smaller));
  const auto choose = [&](const Array& yes, const Array& no) { return where(accepts, yes, no); };
  const Array keeps = logical_and(accepts, logical_not(may_change));
  return {{choose(time, p.start.time), choose(reshape(a.state, shape), p.start.state),
           p.start.slope, stop_gradient(size * factor)},
          choose(p.start.time, p.last_time),
          {choose(next, differences), where(logical_and(accepts, may_change), new_order, order),
           where(keeps, num_equal + 1, 0), factor, choose(order, p.interpolant[4])},
          p.num_steps + 1};
}

/// The polynomial through the last values, at (fraction - 1) of a step from the last one.
Array interpolate(const Arrays& memory, const Array& fraction) {
  const Array& differences = memory[0];
  Array result = slice_axis(differences, 0, 0, 1);
  Array weight = ones_like(fraction);
  for (std::int64_t j = 1; j <= kMaxOrder; ++j) {
    weight = weight * (fraction - 1. + static_cast<double>(j - 1)) / static_cast<double>(j);
    result = result + where(memory[4] >= j, weight * slice_axis(differences, 0, j, j + 1), 0.);
  }
  return squeeze(result, 0);
}

Arrays rest(const OdeStart& start) {
  const Array y = expand_dims(ravel(start.state), 0);
  const Array first = start.size * expand_dims(ravel(start.slope), 0);
  const Array zero = zeros({kNumRows - 2, y.dim(1)}, y.dtype());
  return {concatenate({y, first, zero}, 0), ones({}, int64), zeros({}, int64), ones({}, y.dtype()),
          ones({}, int64)};
}

constexpr OdeMethod kBdf{.interpolate = interpolate, .rest = rest, .step = step};

}  // namespace

OdeResults Bdf::solve(const OdeProblem& problem) const {
  return solve_ode("Bdf", kBdf, problem, options);
}

}  // namespace aleator::math
