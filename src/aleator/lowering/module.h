// SPDX-License-Identifier: Apache-2.0
// Defines Module, what lowering makes of a function: code as text, and what its caller must bring.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/base/error.h"
#include "aleator/graph/function.h"

#include <string>
#include <vector>

namespace aleator::lowering {

/// What compiled code calls: another compiled function, or the reference rule of one operation.
struct Callee {
  Function function;  ///< compiled, over `num_lanes` lanes
  int num_lanes = 0;
  Ref<const Counted> node;  ///< a Node to evaluate in host memory, when there is no function
};

/// The compiled function is
///   void entry(void** arguments, std::byte* scratch, const Environment* environment, std::int64_t
///   lane)
/// over one block of lanes: arguments are the parameters, the outputs and the literals, dense; a
/// laned array has its lanes innermost. `lane` is the number of the block's first lane.
struct Module {
  std::string text;
  int num_lanes = 0;
  std::int64_t scratch_bytes = 0;  ///< the callees' own scratch not included
  std::vector<Buffer> literals;
  std::vector<Callee> callees;
  /// Where a call runs only some rounds of the loop that fills the outputs, `lane` being the first:
  /// how many at most, and how many there are.
  std::int64_t rounds_per_call = 0, num_rounds = 0;
  bool has_vector_loops = false;  ///< leaves loops along the data to the compiler's vectoriser
};

/// Thrown where an operation needs an element of another lane.
class MixedLanes : public CompileError {
 public:
  using CompileError::CompileError;
};

/// The code of a function. With lanes, every laned array must keep its lanes throughout: see
/// lanes.h. `vector_bytes` of a register of the processor: the results of factorizations depend on
/// it, and never on the number of lanes. Without lanes large loops may be shared out among calls,
/// if `may_share`.
Module lower(const Function& function, int num_lanes, int vector_bytes, bool may_share = false);

}  // namespace aleator::lowering
