// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/distribution_layers/kl_divergence.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"

namespace aleator::nn {
namespace {

struct KLDivergenceAddLossRules final : LayerRules {
  explicit KLDivergenceAddLossRules(const KLDivergenceRegularizer& divergence)
      : divergence(divergence) {}
  const KLDivergenceRegularizer divergence;

  std::string_view kind() const override { return "KLDivergenceAddLoss"; }
  Output call(const Output& input, const Call& call) const override {
    call.add_loss(divergence(input, call));
    return input;
  }
};

}  // namespace

Array KLDivergenceRegularizer::operator()(const Output& output, const Call&) const {
  const Distribution& a = output.distribution();
  if (options_.use_exact_kl) return options_.weight * mean(a.kl_divergence(distribution_b_));
  const Array z = output;
  return options_.weight * mean(a.log_prob(z) - distribution_b_.log_prob(z));
}

KLDivergenceAddLoss::KLDivergenceAddLoss(const Distribution& distribution_b,
                                         const KLDivergenceOptions& options)
    : Layer(make_ref<KLDivergenceAddLossRules>(KLDivergenceRegularizer(distribution_b, options))) {}

}  // namespace aleator::nn
