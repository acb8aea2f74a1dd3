// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/distribution_layers/distribution_lambda.h"

namespace aleator::nn {
namespace {

struct DistributionLambdaRules final : LayerRules {
  DistributionLambdaRules(const MakeDistributionFn& make, const ConvertToTensorFn& convert)
      : make(make), convert(convert) {}
  const MakeDistributionFn make;
  const ConvertToTensorFn convert;

  std::string_view kind() const override { return "DistributionLambda"; }
  Output call(const Output& input, const Call& call) const override {
    const Distribution made = make(input);
    return Output(
        made, [made, call, convert = convert, name = who()] { return convert(made, call, name); });
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
    : Layer(make_ref<DistributionLambdaRules>(make_distribution_fn, options.convert_to_tensor_fn)) {
}

}  // namespace aleator::nn
