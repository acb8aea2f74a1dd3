// SPDX-License-Identifier: Apache-2.0
// Defines the divergence of a layer's distribution from a given one as a part of the loss.
#pragma once

#include "aleator/nn/distribution_layers/distribution_lambda.h"

namespace aleator::nn {

struct KLDivergenceOptions {
  bool use_exact_kl = false;  ///< by the closed form, else at the value of the output, a draw
  double weight = 1;          ///< beta of a beta-VAE
};

/// weight KL(a || b), the mean over the batch, for the distribution a of an output. The estimate
/// log a(z) - log b(z) takes the draw z that the output stands for, so that it shares its noise
/// with what is computed of z. `distribution_b` may hold Variables: a learned prior.
class KLDivergenceRegularizer {
 public:
  explicit KLDivergenceRegularizer(const Distribution& distribution_b,
                                   const KLDivergenceOptions& options = {})
      : distribution_b_(distribution_b), options_(options) {}
  Array operator()(const Output& output, const Call& call) const;

 private:
  Distribution distribution_b_;
  KLDivergenceOptions options_;
};

/// Passes its input, a distribution, on and adds that divergence to kl_loss().
class KLDivergenceAddLoss : public Layer {
 public:
  explicit KLDivergenceAddLoss(const Distribution& distribution_b,
                               const KLDivergenceOptions& options = {});
};

}  // namespace aleator::nn
