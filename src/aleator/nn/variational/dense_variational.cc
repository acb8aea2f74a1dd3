// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/variational/dense_variational.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/nn/layers/dense.h"

namespace aleator::nn {
namespace {

struct DenseVariationalRules final : LayerRules {
  explicit DenseVariationalRules(const DenseVariationalOptions& options) : o(options) {
    check_positive("DenseVariational", "units", o.units);
  }
  const DenseVariationalOptions o;
  std::int64_t features = 0;
  std::vector<NamedLayer> made;  // posterior, prior

  std::string_view kind() const override { return "DenseVariational"; }
  std::vector<NamedLayer> parts() const override { return made; }
  void build(const Shape& input_shape, Builder& builder) override {
    features = input_shape[input_shape.rank() - 1];
    const std::int64_t bias_size = o.use_bias ? std::int64_t(o.units) : 0;
    made = {{"posterior", o.make_posterior_fn(features * o.units, bias_size, o.dtype)},
            {"prior", o.make_prior_fn(features * o.units, bias_size, o.dtype)}};
    for (const NamedLayer& part : made) builder.name_part(part);
  }
  Distribution weights(std::size_t which, const Array& x, const Call& call) const {
    const Distribution d = made[which].layer(x, call).distribution();
    const std::int64_t size = (features + (o.use_bias ? 1 : 0)) * o.units;
    if (d.batch_shape() + d.event_shape() == Shape{size}) return d;
    throw ShapeError(text(who(), ": the ", made[which].name, " must be over ", Shape{size},
                          ", kernel and bias, got ", d.batch_shape() + d.event_shape()));
  }
  Output call(const Output& input, const Call& call) const override {
    const Array x = as_input(input, o.dtype);
    check_last_axis(*this, x, features);
    const Distribution q = weights(0, x, call.part(0)), r = weights(1, x, call.part(1));
    const bool is_singular = q.rules().is_discrete();
    const Array w = is_singular ? q.mean() : q.sample(call.part(2).key(who()));
    const Array divergence = o.kl_use_exact || is_singular
                                 ? sum(q.kl_divergence(r))
                                 : sum(q.log_prob(w)) - sum(r.log_prob(w));
    call.add_loss(o.kl_weight * divergence);
    const std::int64_t kernel_size = features * o.units;
    const Array kernel = reshape(slice_axis(w, 0, 0, kernel_size), {features, o.units});
    Array y = dense_product(x, kernel);
    if (o.use_bias) y = y + slice_axis(w, 0, kernel_size, kernel_size + o.units);
    return activated(o.activation, y);
  }
};

}  // namespace

DenseVariational::DenseVariational(const DenseVariationalOptions& options)
    : Layer(make_ref<DenseVariationalRules>(options)) {}

}  // namespace aleator::nn
