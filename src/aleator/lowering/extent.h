// SPDX-License-Identifier: Apache-2.0
// Declares how much a function computes and how long its code is, about: what decides between fast
// code and short code.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/primitives/control.h"

namespace aleator::lowering {

/// Whether a scan's step has loops of its own. Then its code does not depend on its length: how
/// many steps a driver takes at a time must not change the last digits.
bool is_composite(const Scan& scan);
/// The rounds of a scan that count where code is judged.
double counted_rounds(const Scan& scan);

/// How often the code in the innermost loops runs in one run of a function, lanes not counted:
/// rounds of a few instructions.
double most_rounds(const Function& function);

/// Instructions of a function's code if all of it is written out, with one register a value.
double num_instructions(const Function& function);

/// Beyond this many instructions all code is short rather than fast: nobody waits for the compiler
/// longer than for the computation.
inline constexpr double kLongCode = 4000;

/// The rounds of a loop whose end is computed while it runs.
inline constexpr double kUnknownRounds = 32;

}  // namespace aleator::lowering
