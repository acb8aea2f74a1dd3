// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/langevin_dynamics.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"

#include <cmath>

namespace aleator::optimize {
namespace {

Arrays zeros_like_all(const Arrays& arrays) {
  Arrays zeros;
  for (const Array& x : arrays) zeros.push_back(zeros_like(x));
  return zeros;
}

void check_burnin(const char* who, std::int64_t burnin) {
  if (burnin < 0) throw ValueError(text(who, ": burnin must not be negative, got ", burnin));
}

/// Remembers v of each parameter.
class LangevinRules final : public OptimizerRules {
 public:
  explicit LangevinRules(const StochasticGradientLangevinDynamicsOptions& options)
      : options_(options) {
    check_option(name(), "preconditioner_decay_rate", options.preconditioner_decay_rate, 0, 1);
    check_option(name(), "diagonal_bias", options.diagonal_bias, 0, INFINITY);
    check_option(name(), "data_size", options.data_size, 1, INFINITY);
    check_burnin(name().c_str(), options.burnin);
  }
  std::string name() const override { return "StochasticGradientLangevinDynamics"; }
  Arrays init(const Arrays& parameters) const override { return zeros_like_all(parameters); }
  OptimizerStep step(const Arrays& gradients, const Arrays& state, const Arrays& parameters,
                     const Array& step) const override {
    OptimizerStep next;
    const Array rate = options_.learning_rate(step);
    const Key key = fold_in(options_.key, step);
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      const Array& x = parameters[i];
      const Array v =
          moving_average(state[i], square(gradients[i]), options_.preconditioner_decay_rate);
      const Array preconditioner = rsqrt(v + options_.diagonal_bias);
      const Array own_rate = astype(rate, x.dtype());
      const Array drift = 0.5 * options_.data_size * own_rate * preconditioner * gradients[i];
      const Key own = fold_in(key, strong_scalar(static_cast<std::int64_t>(i)));
      const Array noise =
          sqrt(own_rate * preconditioner) * random::normal(own, x.shape(), x.dtype());
      next.parameters.push_back(x - drift + where(step > options_.burnin, noise, 0.));
      next.state.push_back(v);
    }
    return next;
  }

 private:
  StochasticGradientLangevinDynamicsOptions options_;
};

/// Remembers the moving means of g, then those of g^2.
class VariationalSgdRules final : public OptimizerRules {
 public:
  explicit VariationalSgdRules(const VariationalSGDOptions& options) : options_(options) {
    check_option(name(), "preconditioner_decay_rate", options.preconditioner_decay_rate, 0, 1);
    check_option(name(), "max_learning_rate", options.max_learning_rate, 0, INFINITY);
    check_option(name(), "burnin_max_learning_rate", options.burnin_max_learning_rate, 0, INFINITY);
    check_burnin(name().c_str(), options.burnin);
    if (options.batch_size < 1 || options.total_num_examples < options.batch_size) {
      throw ValueError(text(name(), ": needs 1 <= batch_size <= total_num_examples, got ",
                            options.batch_size, " and ", options.total_num_examples));
    }
  }
  std::string name() const override { return "VariationalSGD"; }
  Arrays init(const Arrays& parameters) const override {
    const Arrays zeros = zeros_like_all(parameters);
    return joined({zeros, zeros});
  }
  OptimizerStep step(const Arrays& gradients, const Arrays& state, const Arrays& parameters,
                     const Array& step) const override {
    OptimizerStep next;
    const std::size_t n = parameters.size();
    const double decay = options_.preconditioner_decay_rate;
    const double share = 2 / static_cast<double>(options_.total_num_examples);
    const Array most = where(step < options_.burnin, options_.burnin_max_learning_rate,
                             options_.max_learning_rate);
    Arrays squares;
    for (std::size_t i = 0; i < n; ++i) {
      const Array mean = moving_average(state[i], gradients[i], decay);
      squares.push_back(moving_average(state[n + i], square(gradients[i]), decay));
      const Array variance = maximum(squares.back() - square(mean), 0.);
      const Array rate = minimum(share / variance, astype(most, variance.dtype()));
      next.parameters.push_back(parameters[i] - rate * gradients[i]);
      next.state.push_back(mean);
    }
    next.state.insert(next.state.end(), squares.begin(), squares.end());
    return next;
  }

 private:
  VariationalSGDOptions options_;
};

}  // namespace

StochasticGradientLangevinDynamics::StochasticGradientLangevinDynamics(
    const StochasticGradientLangevinDynamicsOptions& options)
    : Optimizer(make_ref<LangevinRules>(options)) {}

VariationalSGD::VariationalSGD(const VariationalSGDOptions& options)
    : Optimizer(make_ref<VariationalSgdRules>(options)) {}

}  // namespace aleator::optimize
