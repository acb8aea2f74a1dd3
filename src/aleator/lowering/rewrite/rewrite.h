// SPDX-License-Identifier: Apache-2.0
// Declares rewrites of a function's operations into forms that need fewer of them an element. They
// are right in real arithmetic and change rounding; ../../../../docs/design/014 says how much.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"
#include "aleator/graph/node_index.h"

namespace aleator::lowering {

/// The function with every rule below applied where it helps.
Function rewrite(const Function& function);

/// The function with what it does row by row to many rows, large products among it, in blocks of
/// rows that stay in the cache; itself where that spares little.
Function in_row_blocks(const Function& function);

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
/// 1 / x, and a quotient as the product with it.
Array reciprocal(const Array& x);
Array quotient(const Array& dividend, const Array& reciprocal_of_divisor);
/// A scan with the given inputs whose steps find as constants what they would each compute from
/// constants alone; its outputs, or none where nothing is dear enough.
Arrays without_invariants(const Node& scan, const Arrays& inputs);
/// An elementwise operation on a concatenation as a concatenation of operations; no value where
/// that operand is none.
Array by_pieces(const Node& node, const Arrays& inputs, std::size_t operand);
/// An elementwise operation on a choice between constants and numbers that repeat, other operands
/// constant, as a choice between operations on fewer numbers; no value where that operand is none.
Array by_choices(const Node& function, const Arrays& inputs);
/// The divisors of a function's quotients.
class Divisors {
 public:
  explicit Divisors(const Function& function);
  /// A quotient as a product with the reciprocal of its divisor, where others have that divisor or
  /// it repeats fewer elements; no value where neither is.
  Array product(const Node& quotient, const Arrays& inputs) const;

 private:
  NodeIndex shared_;
};
/// A concatenation of concatenations as one; no value where it is none.
Array flattened(const Node& node, const Arrays& inputs);

}  // namespace aleator::lowering
