// SPDX-License-Identifier: Apache-2.0
// Declares which arrays may be the memory of what they become.
//
// Loops change large arrays a few elements at a time, often under conditions. An operation's output
// can take over the memory of an input if it is that input with some elements replaced and nothing
// else reads the input.
#pragma once

#include "aleator/graph/function.h"

#include <optional>

namespace aleator::lowering {

/// The input whose elements an output has, but for those that the operation replaces: the operand
/// of an update or scatter, what a loop carries and changes so, what a cond changes so or leaves
/// alone in one branch.
std::optional<std::size_t> changed_input(const Node& node, std::size_t output);

/// The parameter that an output is after such changes, where nothing reads what comes before the
/// last of them.
std::optional<std::size_t> changed_parameter(const Function& function, std::size_t output);

/// How many operations and outputs of a function read an array.
std::size_t num_uses(const Function& function, const Array& array);

}  // namespace aleator::lowering
