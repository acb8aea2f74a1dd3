// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/time_series/kalman.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

#include <cmath>
#include <numbers>

namespace aleator {
namespace {

/// What a step of the filter or the smoother sees of the observations.
struct Observed {
  Array y, is_missing, number;
};

Array as_matrix(const Array& mark) { return expand_dims(expand_dims(mark, -1), -1); }

/// L^-1 b for matrices b, of one batch.
Array solved(const Array& factor, const Array& b) {
  const Shape batch = broadcast_shapes(factor.shape().slice(0, factor.rank() - 2),
                                       b.shape().slice(0, b.rank() - 2), "Kalman filter");
  const auto all = [&](const Array& x) {
    return broadcast_to(x, batch + x.shape().slice(x.rank() - 2, x.rank()));
  };
  return solve_triangular(all(factor), all(b));
}

/// What an observation adds: the factor of its covariance, and the whitened residual.
struct Innovation {
  GaussianMoments moments;
  Array factor, whitened;
};

Innovation innovation_of(const LinearGaussianStep& s, const GaussianMoments& state,
                         const Observed& o) {
  const GaussianMoments moments = observed_moments(s, state);
  // A missing value may be anything, NaN too.
  const Array residual = where(expand_dims(o.is_missing, -1), 0., o.y - moments.mean);
  const Array factor = cholesky(moments.cov);
  return {moments, factor, squeeze(solved(factor, expand_dims(residual, -1)), -1)};
}

/// K = P H' S^-1, by its transpose S^-1 H P.
Array gain_of(const LinearGaussianStep& s, const GaussianMoments& state, const Array& factor) {
  const Array by_factor = solved(factor, matmul(s.observation_matrix, state.cov));
  const Shape shape = broadcast_shapes(factor.shape().slice(0, factor.rank() - 2),
                                       by_factor.shape().slice(0, by_factor.rank() - 2), "gain");
  return transposed(solve_triangular(
      broadcast_to(factor, shape + factor.shape().slice(factor.rank() - 2, factor.rank())),
      by_factor, {.is_transposed = true}));
}

GaussianMoments updated(const LinearGaussianStep& s, const GaussianMoments& state,
                        const Innovation& v, const Observed& o) {
  const Array gain = gain_of(s, state, v.factor);
  const Array mean = state.mean + matrix_vector(gain, matrix_vector(v.factor, v.whitened));
  const Array gain_h = matmul(gain, s.observation_matrix);
  const std::int64_t d = state.mean.dim(-1);
  const Array rest = eye(d, d, 0, gain_h.dtype()) - gain_h;
  const Array cov = transformed_cov(rest, state.cov) + transformed_cov(gain, s.observation_cov);
  return {where(expand_dims(o.is_missing, -1), state.mean, mean),
          where(as_matrix(o.is_missing), state.cov, cov)};
}

Array log_density_of(const Innovation& v, const Array& is_missing) {
  const double n = static_cast<double>(v.whitened.dim(-1));
  const Array log_density = -0.5 * sum(square(v.whitened), {.axes = {-1}}) -
                            sum(log(diagonal(v.factor)), {.axes = {-1}}) -
                            0.5 * n * std::log(2 * std::numbers::pi);
  return where(is_missing, 0., log_density);
}

Observed sequences(const Array& y, const Array& is_missing) {
  return {y, is_missing, arange(y.dim(0))};
}

}  // namespace

Array transposed(const Array& matrix) { return swap_axes(matrix, -1, -2); }
Array matrix_vector(const Array& matrix, const Array& x) {
  return squeeze(matmul(matrix, expand_dims(x, -1)), -1);
}
Array transformed_cov(const Array& m, const Array& c) {
  return matmul(matmul(m, c), transposed(m));
}
GaussianMoments observed_moments(const LinearGaussianStep& s, const GaussianMoments& state) {
  return {matrix_vector(s.observation_matrix, state.mean) + s.observation_mean,
          transformed_cov(s.observation_matrix, state.cov) + s.observation_cov};
}
GaussianMoments next_moments(const LinearGaussianStep& s, const GaussianMoments& state) {
  return {matrix_vector(s.transition_matrix, state.mean) + s.transition_mean,
          transformed_cov(s.transition_matrix, state.cov) + s.transition_cov};
}

KalmanFilterStep kalman_filter(const LinearGaussianSteps& model, const Array& y,
                               const Array& is_missing, const GaussianMoments& start) {
  const auto step = [&](const GaussianMoments& predicted, const Observed& o) {
    const LinearGaussianStep s = model(o.number);
    const Innovation v = innovation_of(s, predicted, o);
    const GaussianMoments filtered = updated(s, predicted, v, o);
    const GaussianMoments next = next_moments(s, filtered);
    return std::pair(
        GaussianMoments{broadcast_to(next.mean, predicted.mean.shape()),
                        broadcast_to(next.cov, predicted.cov.shape())},
        KalmanFilterStep{log_density_of(v, o.is_missing), filtered, predicted, v.moments});
  };
  return scan(step, start, sequences(y, is_missing)).second;
}

// By the gradient r and the negative Hessian N of the later observations' log density with respect
// to the predicted state: the smoothed moments are m + P r and P - P N P.
GaussianMoments kalman_smoother(const LinearGaussianSteps& model, const Array& y,
                                const Array& is_missing, const KalmanFilterStep& filtered) {
  struct Entry {
    Observed observed;
    GaussianMoments predicted;
  };
  const auto step = [&](const GaussianMoments& later, const Entry& e) {
    const LinearGaussianStep s = model(e.observed.number);
    const Innovation v = innovation_of(s, e.predicted, e.observed);
    const Array missing = as_matrix(e.observed.is_missing);
    const Array gain = where(missing, 0., gain_of(s, e.predicted, v.factor));
    const std::int64_t d = e.predicted.mean.dim(-1);
    const Array kept = matmul(s.transition_matrix,
                              eye(d, d, 0, gain.dtype()) - matmul(gain, s.observation_matrix));
    // H' S^-1 v and H' S^-1 H by the whitened H.
    const Array h = where(missing, 0., solved(v.factor, s.observation_matrix));
    const Array r =
        matrix_vector(transposed(h), v.whitened) + matrix_vector(transposed(kept), later.mean);
    const Array n = matmul(transposed(h), h) + transformed_cov(transposed(kept), later.cov);
    const GaussianMoments now{broadcast_to(r, later.mean.shape()),
                              broadcast_to(n, later.cov.shape())};
    const Array& p = e.predicted.cov;
    return std::pair(
        now, GaussianMoments{e.predicted.mean + matrix_vector(p, r), p - matmul(matmul(p, n), p)});
  };
  const auto one = [](const Array& x) { return zeros(x.shape().without(0), x.dtype()); };
  const GaussianMoments last{one(filtered.predicted.mean), one(filtered.predicted.cov)};
  return scan(step, last, Entry{sequences(y, is_missing), filtered.predicted}, {.is_reverse = true})
      .second;
}

}  // namespace aleator
