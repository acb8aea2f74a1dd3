// SPDX-License-Identifier: Apache-2.0
// Declares minimize, which trains Variables by the gradients of a loss. Names are TFP's.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/optimize/convergence.h"
#include "aleator/optimize/loss.h"
#include "aleator/optimize/optimizer.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::optimize {

/// What is known at a step.
struct MinimizeTraceableQuantities {
  Array step;  ///< int64, counted from 0
  Array loss;
  Arrays gradients;
  Arrays parameters;       ///< where loss and gradients were computed
  Array has_converged;     ///< bool
  Arrays optimizer_state;  ///< after the step
};
using TraceFn = Callable<Arrays(const MinimizeTraceableQuantities&)>;

struct MinimizeOptions {
  std::int64_t num_steps = required("num_steps");  ///< at most
  Optimizer optimizer = required("optimizer");
  ConvergenceCriterion convergence_criterion = {};  ///< empty: takes num_steps steps
  std::vector<Variable> trainable_variables = {};   ///< empty: those that the loss reads
  TraceFn trace_fn = {};                            ///< what is kept of each step besides the loss
  Arrays data = {};             ///< arrays of equal first axis, one per Array of the loss
  std::int64_t batch_size = 0;  ///< rows per step, drawn without replacement; 0: all
  bool show_progress = true;    ///< on standard error, for what takes more than two seconds
  std::optional<Key> key = {};  ///< absent: from entropy, reported
};

struct Training {
  Array losses;        ///< [steps taken], each before its step
  Arrays traces = {};  ///< what trace_fn returned, [steps taken, ...]
  bool is_converged = false;
  bool is_interrupted = false;             ///< by Ctrl-C
  std::int64_t num_steps = 0;              ///< that were taken
  std::optional<std::uint64_t> seed = {};  ///< where no key was given: Key(seed) makes it again
  double seconds = 0;

  /// "Adam: 1000 steps, loss 12.3 -> 4.56, ...".
  std::string to_string() const;
};

/// Steps of the optimizer against the gradient of the loss, in one compiled loop, and assigns the
/// variables. Variables count wherever the loss reads them, also within distributions, bijectors
/// and arrays that were made outside of it.
///
/// Step s sees the key fold_in(k, s) and, with batch_size, rows of `data` of its own: each epoch
/// takes all rows in a new random order, as many whole batches as there are. What is computed
/// depends on the key alone, not on how often progress is shown.
///
/// ValueError when the loss or a parameter is not finite at some step: it names the step and the
/// parameter, and the variables hold the last values with a finite loss. Ctrl-C ends the loop; the
/// variables hold the last values.
Training minimize(const LossFn& loss, const MinimizeOptions& options);

}  // namespace aleator::optimize
