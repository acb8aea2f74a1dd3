// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/distribution_layers/variational_gaussian_process.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/transpose.h"
#include "aleator/distributions/same_as.h"
#include "aleator/distributions/wrappers/independent.h"
#include "aleator/distributions/wrappers/transformed_distribution.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

namespace d = aleator::distributions;
using Process = d::VariationalGaussianProcess;

constinit const Family kFamily{.name = "VariationalGaussianProcess", .event_rank = 2};

/// A batch of processes as one distribution, points before processes.
struct ProcessesRules final : SameAsRules {
  explicit ProcessesRules(const Process& process, const Distribution& transposed)
      : SameAsRules(kFamily, transposed.batch_shape(), transposed.dtype(),
                    transposed.rules().parameters()),
        process(process),
        transposed(transposed) {}
  const Process process;
  const Distribution transposed;
  const Distribution& same() const override { return transposed; }
  Array variance() const override { return swap_axes(process.variance(), -1, -2); }
};

Distribution as_outputs(const Process& process) {
  const Distribution transposed = d::TransformedDistribution(
      {.distribution = d::Independent(process, {.reinterpreted_batch_ndims = 1}),
       .bijector = bijectors::Transpose({.rightmost_transposed_ndims = 2})});
  return Distribution(make_ref<ProcessesRules>(process, transposed));
}

struct VariationalGaussianProcessRules final : LayerRules {
  explicit VariationalGaussianProcessRules(const VariationalGaussianProcessOptions& options)
      : o(options) {
    check_positive("VariationalGaussianProcess", "num_inducing_points", o.num_inducing_points);
    if (o.event_shape.rank() != 1)
      throw ShapeError(
          text("VariationalGaussianProcess: event_shape must have one axis, got ", o.event_shape));
    check_positive("VariationalGaussianProcess", "event_shape", o.event_shape[0]);
  }
  const VariationalGaussianProcessOptions o;
  Variable points, loc, scale, noise, mean;
  std::optional<math::psd_kernels::PositiveSemidefiniteKernel> kernel;

  std::string_view kind() const override { return "VariationalGaussianProcess"; }
  void build(const Shape& input_shape, Builder& builder) override {
    if (input_shape.rank() != 2)
      throw ShapeError(text(who(), ": inputs must be [points, features], got shape ", input_shape));
    const std::int64_t m = o.num_inducing_points, k = o.event_shape[0];
    points = builder.variable("inducing_index_points", {k, m, input_shape[1]},
                              o.inducing_index_points_initializer, o.dtype);
    loc = builder.variable("variational_inducing_observations_loc", {k, m}, zeros_initializer(),
                           o.dtype);
    scale = builder.variable("variational_inducing_observations_scale", {k, m, m},
                             constant_initializer((o.use_whitening_transform ? 1. : 1e-5) * eye(m)),
                             o.dtype);
    noise = builder.variable("observation_noise_variance", {},
                             o.unconstrained_observation_noise_variance_initializer, o.dtype);
    if (!o.mean_fn) mean = builder.variable("mean", {}, zeros_initializer(), o.dtype);
    kernel = o.kernel_provider(o.dtype, builder);
    if (kernel->feature_ndims() != 1)
      throw ValueError(text(who(), ": the kernel must be of points with one axis, got one of ",
                            kernel->feature_ndims()));
  }
  d::MeanFunction mean_fn() const {
    if (o.mean_fn) return o.mean_fn;
    return [value = Array(mean)](const Array&) { return value; };
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    if (x.rank() != 2)
      throw ShapeError(text(who(), ": inputs must be [points, features], got shape ", x.shape()));
    check_last_axis(*this, x, points.shape()[2]);
    const Process process({.kernel = *kernel,
                           .index_points = x,
                           .inducing_index_points = points,
                           .variational_inducing_observations_loc = loc,
                           .variational_inducing_observations_scale = scale,
                           .mean_fn = mean_fn(),
                           .observation_noise_variance = softplus(noise),
                           .jitter = o.jitter,
                           .use_whitening_transform = o.use_whitening_transform});
    call.add_loss(sum(process.surrogate_posterior_kl_divergence_prior()));
    const Distribution outputs = as_outputs(process);
    return Output(outputs,
                  [outputs, call, name = who()] { return outputs.sample(call.key(name)); });
  }
};

}  // namespace

VariationalGaussianProcess::VariationalGaussianProcess(
    const VariationalGaussianProcessOptions& options)
    : Layer(make_ref<VariationalGaussianProcessRules>(options)) {}

Array negative_expected_log_likelihood(const Output& output, const Array& y) {
  const auto* rules = dynamic_cast<const ProcessesRules*>(&output.distribution().rules());
  if (rules == nullptr)
    throw ValueError(text(
        "negative_expected_log_likelihood: the network must end with a VariationalGaussianProcess, "
        "its output is ",
        output.distribution().to_string()));
  const Shape shape = rules->transposed.event_shape();
  if (y.shape() != shape)
    throw ShapeError(text("negative_expected_log_likelihood: y must be [points, outputs], ", shape,
                          ", got shape ", y.shape()));
  const Array observations = swap_axes(astype(y, rules->dtype()), 0, 1);
  const Array all = rules->process.surrogate_posterior_expected_log_likelihood(observations);
  return -sum(all) / static_cast<double>(shape[0]);
}

}  // namespace aleator::nn
