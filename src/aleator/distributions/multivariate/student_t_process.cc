// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/student_t_process.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::distributions {
namespace {

void check_df(const char* who, const Array& df) {
  if (!df.is_known()) return;
  for (const double value : df.values()) {
    if (!(value > 2))
      throw ValueError(text(who, ": parameter 'df' must be above 2, got ", value,
                            "; with fewer degrees of freedom there is no covariance"));
  }
}

/// S S' is this share of the covariance.
Array scale_of(const Array& df, const Array& covariance_factor) {
  return sqrt(expand_dims(expand_dims((df - 2.) / df, -1), -1)) * covariance_factor;
}

MultivariateStudentTTriLParameters marginal(const StudentTProcessParameters& p) {
  check_df("StudentTProcess", p.df);
  const GaussianProcess normal({.kernel = p.kernel,
                                .index_points = p.index_points,
                                .mean_fn = p.mean_fn,
                                .observation_noise_variance = p.observation_noise_variance,
                                .jitter = p.jitter});
  const Array df = as_floating(p.df);
  return {.df = df,
          .loc = normal.rules().parameter("loc"),
          .scale_tril = scale_of(df, normal.rules().parameter("scale_tril"))};
}

/// |L^-1 (observations - mean)|^2 and their number, by the process of the observations.
struct Surprise {
  Array squared_distance;
  double num;
};
Surprise surprise(const StudentTProcessRegressionModelParameters& p) {
  const GaussianProcess normal({.kernel = p.kernel,
                                .index_points = p.observation_index_points,
                                .mean_fn = p.mean_fn,
                                .observation_noise_variance = p.observation_noise_variance,
                                .jitter = p.jitter});
  const Array y = as_floating(p.observations);
  // Densities of normal vectors fall with half the squared distance.
  const Array mean = normal.mean();
  return {2. * (normal.log_prob(mean) - normal.log_prob(y)), static_cast<double>(y.dim(-1))};
}

MultivariateStudentTTriLParameters conditional(const StudentTProcessRegressionModelParameters& p) {
  check_df("StudentTProcessRegressionModel", p.df);
  const GaussianProcessRegressionModel normal(
      {.kernel = p.kernel,
       .index_points = p.index_points,
       .observation_index_points = p.observation_index_points,
       .observations = p.observations,
       .mean_fn = p.mean_fn,
       .observation_noise_variance = p.observation_noise_variance,
       .predictive_noise_variance = p.predictive_noise_variance,
       .jitter = p.jitter});
  const Surprise seen = surprise(p);
  const Array df = as_floating(p.df), own = df + seen.num;
  const Array wider = sqrt((df + seen.squared_distance - 2.) / (own - 2.));
  const Array factor =
      expand_dims(expand_dims(wider, -1), -1) * normal.rules().parameter("scale_tril");
  return {.df = own, .loc = normal.rules().parameter("loc"), .scale_tril = scale_of(own, factor)};
}

}  // namespace

StudentTProcess::StudentTProcess(const StudentTProcessParameters& parameters)
    : MultivariateStudentTTriL(marginal(parameters)), parameters_(parameters) {}

StudentTProcess StudentTProcess::get_marginal_distribution(const Array& index_points) const {
  StudentTProcessParameters other = parameters_;
  other.index_points = index_points;
  return StudentTProcess(other);
}

StudentTProcessRegressionModel StudentTProcess::posterior_predictive(
    const Array& observations, const Array& predictive_index_points) const {
  return StudentTProcessRegressionModel(
      {.df = parameters_.df,
       .kernel = parameters_.kernel,
       .index_points = predictive_index_points,
       .observation_index_points = parameters_.index_points,
       .observations = observations,
       .mean_fn = parameters_.mean_fn,
       .observation_noise_variance = parameters_.observation_noise_variance,
       .jitter = parameters_.jitter});
}

StudentTProcessRegressionModel::StudentTProcessRegressionModel(
    const StudentTProcessRegressionModelParameters& parameters)
    : MultivariateStudentTTriL(conditional(parameters)) {}

}  // namespace aleator::distributions
