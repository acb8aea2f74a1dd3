// SPDX-License-Identifier: Apache-2.0
// Declares the splitting of a product into what varies inside of a sum and what does not.
#pragma once

#include "aleator/base/callable.h"
#include "aleator/graph/node.h"

#include <vector>

namespace aleator::lowering {

/// A factor of all terms of a sum.
struct OuterFactor {
  Array value;  ///< in the shape of the sum
  Array term;   ///< in the shape of what is summed
  bool is_inverse = false;
  friend bool operator==(const OuterFactor& a, const OuterFactor& b) {
    return a.term.node() == b.term.node() && a.term.output() == b.term.output() &&
           a.is_inverse == b.is_inverse;
  }
};

/// x = coefficient * product of the outer factors * core.
struct Split {
  double coefficient = 1;
  std::vector<OuterFactor> factors = {};
  Array core = {};  ///< without value: 1
  bool is_trivial() const { return coefficient == 1 && factors.empty(); }
};

/// An array of the summand's shape as one of the sum's shape that it repeats, or without value.
using OutsideRule = Callable<Array(const Array&)>;

Split split_product(const Array& x, const OutsideRule& outside);

/// coefficient * factors * sum, in the type of `sum`.
Array times(const Array& sum, const Split& split);
/// coefficient * factors * count.
Array product_of(const Split& split, double count, const ArrayType& type);

/// The number that a constant of one element is.
double number_of(const Node& constant);
/// A number in every element.
Array filled(double value, const ArrayType& type);
/// broadcast_in_dim of x with these attributes; of a broadcast, at once.
Array broadcast_of(const Array& x, const Node& broadcast);

}  // namespace aleator::lowering
