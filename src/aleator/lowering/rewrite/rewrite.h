// SPDX-License-Identifier: Apache-2.0
// Declares rewrites of a function's operations into forms that need fewer of them an element. They
// are right in real arithmetic and change rounding; ../../../../docs/design/014 says how much.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"

namespace aleator::lowering {

/// The function with every rule below applied where it helps.
Function rewrite(const Function& function);

/// `node`, a sum, of `operand`: what stays the same along the summed axes leaves the sum. The sum
/// as it was where nothing does.
Array rewritten_sum(const Node& node, const Array& operand);
/// `node`, a scatter_add, with the given inputs: factors of all updates become factors of the
/// result.
Array rewritten_scatter(const Node& node, const Arrays& inputs);
/// A product with constants, a negative or a double, of another such, as one product; no value
/// where there is only one.
Array rescaled(const Node& node, const Arrays& inputs);
/// A sum of padded arrays (the derivative by a vector that was cut into parts) as a concatenation
/// of sums without padding; no value where it has less than two of them.
Array concatenated(const Array& sum);
/// A concatenation of concatenations as one; no value where it is none.
Array flattened(const Node& node, const Arrays& inputs);

}  // namespace aleator::lowering
