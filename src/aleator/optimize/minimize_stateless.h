// SPDX-License-Identifier: Apache-2.0
// Declares minimize_stateless, first-order optimization as a pure function. Names are TFP's.
#pragma once

#include "aleator/optimize/convergence.h"
#include "aleator/optimize/optimizer.h"
#include "aleator/random/key.h"

#include <optional>

namespace aleator::optimize {

/// (parameters, key of the step) -> scalar loss. Must be pure.
using StatelessLossFn = Callable<Array(const Arrays&, const Key&)>;

struct MinimizeStatelessOptions {
  std::int64_t num_steps = required("num_steps");  ///< at most
  Optimizer optimizer = required("optimizer");
  ConvergenceCriterion convergence_criterion = {};  ///< empty: takes num_steps steps
  std::optional<Key> key = {};                      ///< of the steps' keys; absent: Key(0)
};

/// Of one start; under vmap each field has the axis of the starts in front.
struct StatelessTraining {
  Arrays parameters;
  Array losses;         ///< [num_steps], each before its step; after the last step that of the last
  Array has_converged;  ///< bool
  Array num_steps;      ///< int64, that were taken
};

/// The same steps as minimize takes, of parameters that are arguments: vmap runs many starts at
/// once, jit compiles it, and derivatives go through all steps. A loss that is not finite ends the
/// steps: the parameters are those where it was.
StatelessTraining minimize_stateless(const StatelessLossFn& loss, const Arrays& init,
                                     const MinimizeStatelessOptions& options);

}  // namespace aleator::optimize
