// SPDX-License-Identifier: Apache-2.0
// Defines logistic regression and Gaussian process regression.
#include "benchmarks/micro/models/model.h"

namespace aleator::bench {
namespace {

/// intercept, slopes
LogDensity logistic_density(Dtype dtype) {
  const LogisticData data = logistic_data();
  const auto rows = static_cast<std::int64_t>(data.outcomes.size());
  const auto columns = static_cast<std::int64_t>(data.num_columns);
  const Array x = reshape(data_array(data.features, dtype), {rows, columns});
  const Array sign = 2. * data_array(data.outcomes, dtype) - 1.;
  eval(x, sign);
  return [columns, x, sign](const Array& q) {
    const Array intercept = q[0], slopes = q[Slice(1, columns + 1)];
    return log_normal(intercept, 0., 5.) + log_normal(slopes, 0., 1.) +
           sum(log_sigmoid(sign * (intercept + matmul(x, slopes))));
  };
}

/// log lengthscale, log amplitude, log noise
LogDensity gaussian_process_density(Dtype dtype) {
  const GaussianProcessData data = gaussian_process_data();
  return [x = data_array(data.x, dtype), y = data_array(data.y, dtype)](const Array& q) {
    const std::int64_t n = x.size();
    const Array distance = expand_dims(x, 1) - expand_dims(x, 0);
    const Array covariance = exp(2. * q[1]) * exp(-0.5 * square(distance / exp(q[0])));
    const Array noise = exp(2. * q[2]) * eye(n, n, 0, x.dtype());
    const Array factor = cholesky(covariance + noise);
    return log_normal(q, 0., 1.) + log_normal(solve_triangular(factor, y), 0., 1.) -
           sum(log(diagonal(factor)));
  };
}

}  // namespace

Model logistic() {
  return {"logistic", 26, logistic_density, [] { return hand::logistic(logistic_data()); }};
}
Model gaussian_process() {
  return {"gaussian_process", 3, gaussian_process_density,
          [] { return hand::gaussian_process(gaussian_process_data()); }};
}

}  // namespace aleator::bench
