// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of primitives that hold functions.
#pragma once

#include "aleator/graph/function.h"

#include <span>
#include <vector>

namespace aleator {

/// A name for messages.
struct Named {
  std::string name;
  friend bool operator==(const Named&, const Named&) = default;
  template <class V>
  void visit(V&& v) const {
    v("name", name);
  }
};

/// The function takes all inputs.
struct Call {
  Function function;
  friend bool operator==(const Call&, const Call&) = default;
  template <class V>
  void visit(V&& v) const {
    v("function", function);
  }
};

/// A function with a derivative of its own: pullback takes (inputs..., cotangents of outputs...) to
/// cotangents of inputs.
struct CustomGradient {
  Function function;
  Function pullback;
  friend bool operator==(const CustomGradient&, const CustomGradient&) = default;
  template <class V>
  void visit(V&& v) const {
    v("function", function);
    v("pullback", pullback);
  }
};

/// The function at every position of arrays: the first num_mapped inputs have the axes of the map
/// in front of those the function takes, the others are passed whole; outputs have the axes of the
/// map. Positions do not see each other, so a loop in the function ends for each when it is done.
struct Map {
  Function function;
  std::int64_t num_mapped = 0;
  friend bool operator==(const Map&, const Map&) = default;
  template <class V>
  void visit(V&& v) const {
    v("function", function);
    v("num_mapped", num_mapped);
  }
  /// The axes of the map, from the types of the inputs.
  Shape shape(std::span<const ArrayType> inputs) const;
  /// Which inputs are mapped.
  std::vector<bool> is_mapped(std::size_t num_inputs) const;
};

/// Inputs: predicate, operands. The predicate may have leading axes, one decision each; then
/// operands and results have them too, a function runs if any decision wants it, and results are
/// blended.
struct Cond {
  Function on_true, on_false;
  bool is_rare = false;  ///< on_true is wanted for few of many decisions at a time
  /// Of a rare one with a decision per lane: on_true for one lane, with the same operands.
  Function alone = {};
  friend bool operator==(const Cond&, const Cond&) = default;
  template <class V>
  void visit(V&& v) const {
    v("on_true", on_true);
    v("on_false", on_false);
    v("is_rare", is_rare);
    if (alone) v("alone", alone);
  }
};

/// Inputs: num_carry carried values, then constants; both functions take all of them. The condition
/// may have leading axes, one decision each: the loop runs until none holds, and finished entries
/// keep their values bit for bit.
struct While {
  Function condition, body;
  std::int64_t num_carry = 0;
  std::int64_t max_steps = -1;  ///< upper bound, -1 for none; reverse mode needs one
  friend bool operator==(const While&, const While&) = default;
  template <class V>
  void visit(V&& v) const {
    v("condition", condition);
    v("body", body);
    v("num_carry", num_carry);
    v("max_steps", max_steps);
  }
};

/// Inputs: num_carry carried values, num_constants constants, then sequences whose axis 0 has
/// `length` entries. The body maps (carry, constants, one entry of each sequence) to (carry, one
/// entry of each result); outputs are the last carry and the stacked results.
struct Scan {
  Function body;
  std::int64_t num_carry = 0, num_constants = 0, length = 0;
  bool is_reverse = false;
  friend bool operator==(const Scan&, const Scan&) = default;
  template <class V>
  void visit(V&& v) const {
    v("body", body);
    v("num_carry", num_carry);
    v("num_constants", num_constants);
    v("length", length);
    v("reverse", is_reverse);
  }
};

}  // namespace aleator
