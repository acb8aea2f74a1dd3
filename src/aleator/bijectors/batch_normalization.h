// SPDX-License-Identifier: Apache-2.0
// Defines the BatchNormalization bijector.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct BatchNormalizationOptions {
  Dim event_size = required("event_size");  ///< length of the last axis
  bool training = true;                     ///< whether the inverse uses the batch's moments
  double epsilon = 1e-3;                    ///< added to variances
  Dtype dtype = float64;
};

/// The inverse normalizes each element of vectors, so that layers of a flow start from values of
/// ordinary size:
///
///   x = gamma (y - mean) / sqrt(variance + epsilon) + beta.
///
/// gamma and beta are trained. In training the inverse and densities take mean and variance over
/// all other axes of y; else, and forward always, they are moving_mean and moving_variance, which
/// `update_statistics` sets. log |det dx/dy| = sum(log |gamma| - log(variance + epsilon) / 2), the
/// moments being held fixed. Copies share the Variables.
///
/// G. Papamakarios, T. Pavlakou and I. Murray (2017), "Masked autoregressive flow for density
/// estimation", appendix B.
class BatchNormalization : public Bijector {
 public:
  explicit BatchNormalization(const BatchNormalizationOptions& options);
  /// The same Variables with or without the batch's moments.
  BatchNormalization with_training(bool training) const;
  /// Moves the statistics to the moments of y, by 1 - momentum of the way: with momentum 0, as at
  /// the end of training with all rows, they are those of y. Not part of a loss: assigns.
  void update_statistics(const Array& y, double momentum = 0.99) const;

 private:
  explicit BatchNormalization(Ref<const BijectorRules> rules) : Bijector(std::move(rules)) {}
};

}  // namespace aleator::bijectors
