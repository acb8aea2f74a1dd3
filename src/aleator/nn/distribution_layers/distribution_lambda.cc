// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/distribution_layers/distribution_lambda.h"

#include "aleator/base/text.h"

namespace aleator::nn {
namespace {

struct DistributionLambdaRules final : LayerRules {
  DistributionLambdaRules(const char* kind, std::int64_t params_size,
                          const MakeDistributionFn& make, const DistributionLambdaOptions& options)
      : kind_(kind), params_size(params_size), make(make), o(options) {}
  const char* kind_;
  const std::int64_t params_size;  // 0: any
  const MakeDistributionFn make;
  const DistributionLambdaOptions o;

  std::string_view kind() const override { return kind_; }
  Output call(const Output& input, const Call& call) const override {
    const Array x = input;
    if (params_size > 0 && (x.rank() < 1 || x.dim(-1) != params_size))
      throw ShapeError(text(who(), ": takes inputs whose last axis has length ", params_size,
                            ", the parameters of one distribution, got shape ", x.shape()));
    const Distribution made = make(x);
    const Output output(made, [made, call, convert = o.convert_to_tensor_fn, name = who()] {
      return convert(made, call, name);
    });
    if (o.activity_regularizer) call.add_loss(o.activity_regularizer(output, call));
    return output;
  }
};

}  // namespace

Array ConvertToTensorFn::operator()(const Distribution& distribution, const Call& call,
                                    const std::string& who) const {
  if (without_key_) return without_key_(distribution);
  const Key& key = call.key(who);
  return with_key_ ? with_key_(distribution, key) : distribution.sample(key);
}

DistributionLambda::DistributionLambda(const MakeDistributionFn& make_distribution_fn,
                                       const DistributionLambdaOptions& options)
    : DistributionLambda("DistributionLambda", 0, make_distribution_fn, options) {}
DistributionLambda::DistributionLambda(const char* kind, std::int64_t params_size,
                                       const MakeDistributionFn& make_distribution_fn,
                                       const DistributionLambdaOptions& options)
    : Layer(make_ref<DistributionLambdaRules>(kind, params_size, make_distribution_fn, options)) {}

}  // namespace aleator::nn
