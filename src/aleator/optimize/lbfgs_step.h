// SPDX-License-Identifier: Apache-2.0
// Declares one iteration of L-BFGS, for what goes along an optimizer's way.
#pragma once

#include "aleator/optimize/correction_history.h"
#include "aleator/optimize/lbfgs.h"
#include "aleator/optimize/quasi_newton.h"

namespace aleator::optimize {

/// Throws ValueError naming `who` unless the options are usable for positions like this one.
void check_lbfgs(const char* who, const LbfgsOptions& options, const Array& position);

/// The state before the first iteration.
LbfgsResults lbfgs_init(const Objective& objective, const Array& position,
                        const LbfgsOptions& options);
/// Whether there is more to do.
Array lbfgs_goes_on(const LbfgsResults& state, const LbfgsOptions& options);
/// The next state. Where there is nothing to do nothing is evaluated, and the state stays.
LbfgsResults lbfgs_step(const Objective& objective, const LbfgsResults& state,
                        const LbfgsOptions& options);

/// The same as a loop carries it.
struct LbfgsState {
  SearchState search;
  CorrectionHistory history;
};
LbfgsState lbfgs_state(const LbfgsResults& results);
LbfgsResults lbfgs_results(const LbfgsState& state);
Array lbfgs_goes_on(const LbfgsState& state, const LbfgsOptions& options);
LbfgsState lbfgs_step(const Objective& objective, const LbfgsState& state,
                      const LbfgsOptions& options);

}  // namespace aleator::optimize
