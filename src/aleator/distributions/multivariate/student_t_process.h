// SPDX-License-Identifier: Apache-2.0
// Defines Student's t processes at finitely many points: StudentTProcess, and
// StudentTProcessRegressionModel, which is one given observations.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/multivariate/gaussian_process.h"
#include "aleator/distributions/multivariate/multivariate_student_t_tril.h"

#include <optional>

namespace aleator::distributions {

class StudentTProcessRegressionModel;

struct StudentTProcessParameters {
  Array df = required("df");  ///< degrees of freedom, above 2
  math::psd_kernels::PositiveSemidefiniteKernel kernel = required("kernel");
  Array index_points = required("index_points");  ///< [..., n, features]
  MeanFunction mean_fn = {};                      ///< 0 where it is left out
  Array observation_noise_variance = 0.;          ///< of each value, not negative
  double jitter = 1e-6;                           ///< added to the variances for the factorization
};

/// The values of a Student's t process at index_points, with noise: a multivariate Student's t
/// distribution of df degrees of freedom with
///
///   mean mean_fn(index_points),
///   covariance kernel.matrix(index_points, index_points) + (observation_noise_variance + jitter) I
///
/// As df grows it becomes the GaussianProcess; with few, functions have outliers together.
/// Making it costs a Cholesky factorization of an n by n matrix.
/// Source: Shah, Wilson and Ghahramani 2014, "Student-t processes as alternatives to Gaussian
/// processes".
class StudentTProcess : public MultivariateStudentTTriL {
 public:
  explicit StudentTProcess(const StudentTProcessParameters& parameters);
  /// The same process at other points.
  StudentTProcess get_marginal_distribution(const Array& index_points) const;
  /// The values at predictive_index_points given those at index_points.
  StudentTProcessRegressionModel posterior_predictive(const Array& observations,
                                                      const Array& predictive_index_points) const;

 private:
  StudentTProcessParameters parameters_;
};

struct StudentTProcessRegressionModelParameters {
  Array df = required("df");  ///< of the process, above 2
  math::psd_kernels::PositiveSemidefiniteKernel kernel = required("kernel");
  Array index_points = required("index_points");  ///< where to predict: [..., m, features]
  Array observation_index_points = required("observation_index_points");  ///< [..., n, features]
  Array observations = required("observations");                          ///< [..., n]
  MeanFunction mean_fn = {};                            ///< 0 where it is left out
  Array observation_noise_variance = 0.;                ///< of the observations, not negative
  std::optional<Array> predictive_noise_variance = {};  ///< of new values; by default the same
  double jitter = 1e-6;  ///< added to the variances for the factorizations
};

/// The values of a Student's t process at index_points given observations at others: a multivariate
/// Student's t distribution of df + n degrees of freedom, whose mean is that of
/// GaussianProcessRegressionModel, and whose covariance is that one's times (df + b - 2) /
/// (df + n - 2), b being the squared distance of the observations from their mean by their
/// covariance: what surprises widens the predictions.
class StudentTProcessRegressionModel : public MultivariateStudentTTriL {
 public:
  explicit StudentTProcessRegressionModel(
      const StudentTProcessRegressionModelParameters& parameters);
};

}  // namespace aleator::distributions
