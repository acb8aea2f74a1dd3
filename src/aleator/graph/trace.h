// SPDX-License-Identifier: Apache-2.0
// Defines tracing: calling a function with placeholders to obtain its graph.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/graph/function.h"

#include <string>

namespace aleator {

/// A traced function, the outer arrays it uses and the variables it assigns.
struct Traced {
  Function function;               ///< parameters: the caller's, then one per capture
  Arrays captures;                 ///< operands for the trailing parameters
  std::vector<Variable> assigned;  ///< their new values are the trailing outputs
  /// The caller's arguments followed by the captures. Captured variables are read as of now, which
  /// an enclosing trace may have assigned; where the function assigns variables, all live operands
  /// are taken as they are, since its results must not see the assignment.
  Arrays operands(Arrays arguments) const;
};

/// Calls f with placeholders of these types and closes the graph it returns. Subgraphs of f that do
/// not depend on placeholders are evaluated once. `transform` names the caller in errors about
/// reads and leaks.
Traced trace(const char* transform, const ArrayTypes& types,
             const Callable<Arrays(const Arrays&)>& f);

/// The same, for functions that must not assign variables (loop bodies, branches, vmapped
/// functions).
Traced trace_pure(const char* transform, const ArrayTypes& types,
                  const Callable<Arrays(const Arrays&)>& f);

/// A function of its parameters alone, built from closed functions: what rules and transforms make.
/// Arrays free of placeholders that come up on the way belong to the program's text.
Function trace_closed(const char* name, const ArrayTypes& types,
                      const Callable<Arrays(const Arrays&)>& f);

/// Gives each function the captures of all, in the same order, so that they take the same operands
/// after the first `num_own` parameters. Returns the shared captures.
Arrays share_captures(std::vector<Traced*> traced, std::size_t num_own);

/// Explains why `array` cannot be read: a placeholder of an active trace, or one that outlived its
/// trace.
[[noreturn]] void fail_reading_placeholder(const Array& array);

/// Assigns `value` to `variable` in the innermost trace of this thread, or returns false if none is
/// active.
bool assign_in_trace(const Variable& variable, const Array& value);
/// The value assigned to `variable` in an active trace of this thread, or an Array without value.
Array assigned_in_trace(const Variable& variable);
/// Whether this thread is tracing.
bool is_tracing();
/// Whether it is inside trace_closed, where a function is rebuilt and nothing may be computed.
bool is_rebuilding();

}  // namespace aleator
