// SPDX-License-Identifier: Apache-2.0
// Defines the layer VariationalGaussianProcess: its inputs are the points of a process.
#pragma once

#include "aleator/distributions/multivariate/variational_gaussian_process.h"
#include "aleator/nn/layer.h"

namespace aleator::nn {

/// Makes the kernel, of Variables that it asks the builder for.
using KernelProvider =
    Callable<math::psd_kernels::PositiveSemidefiniteKernel(Dtype dtype, Builder& builder)>;

struct VariationalGaussianProcessOptions {
  Dim num_inducing_points = required("num_inducing_points");
  KernelProvider kernel_provider = required("kernel_provider");
  Shape event_shape = {1};  ///< how many processes: of one kernel, they know nothing of each other
  Initializer inducing_index_points_initializer = random_normal({.stddev = 1});
  /// The variance of observations is softplus of this Variable.
  Initializer unconstrained_observation_noise_variance_initializer = constant_initializer(-10.);
  distributions::MeanFunction mean_fn = {};  ///< by default a trained number
  double jitter = 1e-6;
  /// As in the distribution: training is better conditioned with it.
  bool use_whitening_transform = false;
  /// In float32 kernel matrices of close points have no factors.
  Dtype dtype = float64;
};

/// [n, features] to the values of k processes, event_shape [k], at these n points: one distribution
/// over arrays [n, k], as distributions::VariationalGaussianProcess has it, of its values plus
/// noise. A call adds the divergence of the values at the inducing points to kl_loss(), whole; with
/// negative_expected_log_likelihood as loss and kl_weight 1 / (rows of data), fit minimizes the
/// negative bound of the log evidence, per row.
///
/// Variables: inducing_index_points [k, m, features],
/// variational_inducing_observations_loc [k, m], at first 0,
/// variational_inducing_observations_scale [k, m, m], at first 1e-5 I, or I with
/// use_whitening_transform,
/// observation_noise_variance, mean, and those of the kernel. Where inducing points begin matters:
/// among the data, not close to each other.
class VariationalGaussianProcess : public Layer {
 public:
  explicit VariationalGaussianProcess(const VariationalGaussianProcessOptions& options);
};

/// Minus E[log p(y | f)] per row, over the values f of the processes that the output is of: [n, k]
/// observations y. ValueError for outputs of other layers.
Array negative_expected_log_likelihood(const Output& output, const Array& y);

}  // namespace aleator::nn
