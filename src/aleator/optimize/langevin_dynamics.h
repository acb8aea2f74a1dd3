// SPDX-License-Identifier: Apache-2.0
// Declares optimizers whose steps are draws: stochastic gradient Langevin dynamics, and gradient
// descent of a constant rate as inference. Names and defaults are TFP's.
#pragma once

#include "aleator/optimize/optimizer.h"
#include "aleator/random/key.h"

namespace aleator::optimize {

struct StochasticGradientLangevinDynamicsOptions {
  Schedule learning_rate = required("learning_rate");
  double preconditioner_decay_rate = 0.95;
  double data_size = 1;      ///< rows of data, where the loss is a mean over them
  std::int64_t burnin = 25;  ///< steps without noise, in which the preconditioner settles
  double diagonal_bias = 1e-8;
  Key key = required("key");  ///< of the noise
};
/// x <- x - r / 2 P n g + sqrt(r P) z with n = data_size, z standard normal and the preconditioner
/// P = 1 / sqrt(v + diagonal_bias), v a moving mean of g^2. With a loss of -log density / n the
/// positions after burnin are nearly draws from the density, the nearer the smaller r; the term of
/// the derivative of P is left out.
///
/// Source: Li, Chen, Carlson and Carin (2016), "Preconditioned stochastic gradient Langevin
/// dynamics for deep neural networks".
class StochasticGradientLangevinDynamics : public Optimizer {
 public:
  explicit StochasticGradientLangevinDynamics(
      const StochasticGradientLangevinDynamicsOptions& options);
};

struct VariationalSGDOptions {
  std::int64_t batch_size = required("batch_size");                  ///< rows per step
  std::int64_t total_num_examples = required("total_num_examples");  ///< rows of data
  double max_learning_rate = 1;
  double preconditioner_decay_rate = 0.95;
  std::int64_t burnin = 25;  ///< steps in which the noise of gradients is measured
  double burnin_max_learning_rate = 1e-6;
};
/// x <- x - r g with r = 2 batch_size / (total_num_examples C) for each coordinate, at most
/// max_learning_rate, where C, batch_size times the moving variance of g, is the variance of the
/// gradient of one row: the rate at which the positions vary as the posterior does, for a loss that
/// is the mean of -log density over rows, drawn for each step independently of the steps before.
///
/// Source: Mandt, Hoffman and Blei (2017), "Stochastic gradient descent as approximate Bayesian
/// inference".
class VariationalSGD : public Optimizer {
 public:
  explicit VariationalSGD(const VariationalSGDOptions& options);
};

}  // namespace aleator::optimize
