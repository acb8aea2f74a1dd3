// SPDX-License-Identifier: Apache-2.0
// Declares fit, which trains a network on rows of data, epoch by epoch.
#pragma once

#include "aleator/nn/evaluate.h"
#include "aleator/optimize/adam.h"

#include <string>
#include <vector>

namespace aleator::nn {

struct EarlyStopping {
  std::int64_t patience = 0;  ///< epochs without improvement before the end; 0: never
  double min_delta = 0;       ///< what a loss must fall by to count as better
  bool restore_best = true;   ///< whether the Variables end at the best epoch
};

struct FitOptions {
  Array x = required("x");                 ///< rows along the first axis
  Array y = {};                            ///< absent: x, for networks that reconstruct it
  BatchFn loss = negative_log_likelihood;  ///< a mean over the rows of a batch
  /// Of output.kl_loss() in the loss. 1 / (rows of x) for layers with posteriors over weights, so
  /// that an epoch counts their divergence once; 1, or beta, for divergences of latent variables.
  std::optional<double> kl_weight = {};
  optimize::Optimizer optimizer = optimize::Adam();
  std::int64_t num_epochs = 1;
  std::int64_t batch_size = 32;       ///< at most the number of rows
  Array validation_x = {};            ///< absent: no validation
  Array validation_y = {};            ///< absent: validation_x
  std::vector<Metric> metrics = {};   ///< of the validation data, after each epoch
  EarlyStopping early_stopping = {};  ///< by the validation loss, without one the training loss
  /// A file that is written after each epoch. If it is there, fit goes on from it, and what it does
  /// is what an uninterrupted fit would have done.
  std::string checkpoint_path = {};
  bool show_progress = true;    ///< on standard error, for what takes more than two seconds
  std::optional<Key> key = {};  ///< absent: from entropy, reported
};

struct History {
  std::vector<double> losses;                ///< mean over the steps of each epoch
  std::vector<double> validation_losses;     ///< after each epoch
  std::vector<std::vector<double>> metrics;  ///< [metric][epoch]
  std::int64_t best_epoch = 0;               ///< by the loss that early stopping looks at
  bool is_stopped_early = false;
  bool is_interrupted = false;             ///< by Ctrl-C: the epoch at that time is not counted
  std::optional<std::uint64_t> seed = {};  ///< where no key was given

  std::int64_t num_epochs() const { return static_cast<std::int64_t>(losses.size()); }
  /// "12 epochs, loss 1.2 -> 0.3, validation loss 0.4".
  std::string to_string() const;
};

/// Trains all Variables that the loss reads, in one compiled loop. Each epoch takes the rows in a
/// new random order, as many whole batches as there are. Statistics of batch normalization follow
/// the batches.
///
/// ValueError when the loss or a parameter is not finite: it names the step, epoch and batch, and
/// the layer whose result was not finite first; the Variables hold the last values with a finite
/// loss. Ctrl-C ends it after the current steps.
History fit(const Layer& layer, const FitOptions& options);

}  // namespace aleator::nn
