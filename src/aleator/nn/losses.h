// SPDX-License-Identifier: Apache-2.0
// Declares losses of networks whose results are distributions.
#pragma once

#include "aleator/nn/output.h"

namespace aleator::nn {

/// Minus the mean log density of y.
Array negative_log_likelihood(const Output& output, const Array& y);

/// Mean of (output - y)^2.
Array mean_squared_error(const Output& output, const Array& y);

/// The bound of the mean log evidence of a row, negative: negative_log_likelihood(output, y) +
/// kl_weight output.kl_loss().
///
/// Layers with posteriors over weights add their whole divergence to kl_loss(): kl_weight is then 1
/// / (rows of the whole data). Divergences of latent variables (KLDivergenceRegularizer) are means
/// over rows: kl_weight is 1, or the beta of a beta-VAE.
Array negative_elbo(const Output& output, const Array& y, double kl_weight);

}  // namespace aleator::nn
