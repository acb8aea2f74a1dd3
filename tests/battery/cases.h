// SPDX-License-Identifier: Apache-2.0
// Declares the table of programs that the battery runs for every primitive.
#pragma once

#include "aleator/aleator.h"
#include "aleator/graph/primitives.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::battery {

/// An argument of a case. Without a dtype of its own it takes that of the case.
struct Operand {
  Shape shape;
  std::optional<Dtype> dtype = {};
  double low = -2, high = 2;
};

/// How far a program's derivatives are checked.
enum class Derivatives { all, forward, none };

/// One line of the table: a program in which `primitive` occurs.
struct Entry {
  const Primitive* primitive;
  const char* label;
  ArraysFunction program;
  std::vector<Operand> operands;
  std::vector<Dtype> dtypes = {};  ///< instead of those the primitive names
  Derivatives derivatives = Derivatives::all;
};

/// An entry at one dtype.
struct Case {
  const Primitive* primitive;
  std::string name;
  ArraysFunction program;
  std::vector<Operand> operands;  ///< each with its dtype
  Derivatives derivatives = Derivatives::all;
};

/// Programs written by hand: primitives with attributes, functions or several dtypes.
std::vector<Entry> structured_entries();
std::vector<Entry> control_entries();
std::vector<Entry> linear_entries();
std::vector<Entry> special_entries();

/// What needs no case, and why.
struct Exception {
  const char* primitive;
  const char* reason;
};
std::vector<Exception> without_cases();

/// Every case: those of the table, and for elementwise primitives that it does not name one per
/// dtype.
std::vector<Case> all_cases();

/// Elements of the operand's dtype, uniform between its bounds; the seed decides.
Array random_array(const Operand& operand, unsigned seed);
Arrays random_arrays(const std::vector<Operand>& operands, unsigned seed);

}  // namespace aleator::battery
