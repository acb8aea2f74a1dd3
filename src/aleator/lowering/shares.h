// SPDX-License-Identifier: Apache-2.0
// Declares which functions may be run in shares, for threads side by side.
#pragma once

#include "aleator/lowering/plan.h"

namespace aleator::lowering {

/// The loop whose rounds calls of a function may share out, each running those it is given and
/// nothing else: all outputs are filled there, each round fills elements of its own, and there are
/// enough of them to be worth threads. Null where there is none.
const Loop* shared_loop(const Plan& plan, const Function& function);

/// How many rounds one call runs.
std::int64_t rounds_per_call(const Loop& loop);

}  // namespace aleator::lowering
