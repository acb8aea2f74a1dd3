// SPDX-License-Identifier: Apache-2.0
// Declares lower bounds of the mutual information of two variables. Names are TFP's.
#pragma once

#include "aleator/array/array.h"

#include <optional>

namespace aleator::vi {

// Scores f(x, y) of pairs, the critic, say how well x goes with y. Bounds are means over draws, in
// nats, and hold for every critic; the critic that makes one largest is stated. Gradients go to
// whatever the scores are made of.

/// entropy + mean over draws of log q(x | y), [draw] the last axis: I(X; Y) where q is the
/// conditional density and entropy that of X.
///
/// Barber and Agakov (2003), "The IM algorithm: a variational approach to information
/// maximization".
Array lower_bound_barber_agakov(const Array& logu, const Array& entropy);

struct MutualInformationOptions {
  /// [..., n, n], bool: the pairs that were drawn together; the others, of the product of the
  /// marginals. Absent: the diagonal.
  std::optional<Array> joint_sample_mask = {};
};

/// Of scores [..., n, n] of x[i] and y[j]: the mean over joint pairs of
/// f(x[i], y[j]) - log(mean over k of exp f(x[i], y[k])). At most log n; best for
/// log p(y | x) + c(x).
///
/// Van den Oord, Li and Vinyals (2018), "Representation learning with contrastive predictive
/// coding".
Array lower_bound_info_nce(const Array& logu, const MutualInformationOptions& options = {});

/// The mean over joint pairs of -softplus(-f), less that over the others of softplus(f): twice the
/// Jensen-Shannon divergence of joint and product, less log 4, at best; that is for
/// log p(x, y) - log p(x) p(y). A bound of that divergence and not of I(X; Y), with less variance.
///
/// Nowozin, Cseke and Tomioka (2016), "f-GAN".
Array lower_bound_jensen_shannon(const Array& logu, const MutualInformationOptions& options = {});

/// The mean over joint pairs of f, less that over the others of exp(f - 1): best, and I(X; Y), for
/// 1 + log p(x, y) - log p(x) p(y).
///
/// Nguyen, Wainwright and Jordan (2010), "Estimating divergence functionals and the likelihood
/// ratio by convex risk minimization".
Array lower_bound_nguyen_wainwright_jordan(const Array& logu,
                                           const MutualInformationOptions& options = {});

}  // namespace aleator::vi
