// SPDX-License-Identifier: Apache-2.0
// Declares how graphs are run. The definitions are runtime's: nothing above knows which backend
// there is.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/graph/function.h"

#include <span>

namespace aleator {

/// Computes arrays that depend on no placeholder. Values that others may read later are published,
/// except those that depend on variables.
std::vector<Buffer> compute(const Arrays& arrays);

/// Computes pending arrays and publishes their values.
void evaluate(const Arrays& arrays);

/// Runs a closed function, compiled where that is possible. `arguments` match its parameters'
/// dtypes and shapes.
std::vector<Buffer> run(const Function& function, std::vector<Buffer> arguments);

/// The same for a function that may run once only: interpreted where that takes less time than
/// compiling, which depends on the function alone.
std::vector<Buffer> run_pending(const Function& function, std::vector<Buffer> arguments);

/// The same on the reference backend, and how reference rules run what they hold. Functions that
/// `call` nodes hold are left to `run`, outside of the scope below.
std::vector<Buffer> interpret(const Function& function, std::vector<Buffer> arguments);

/// Whether `run` runs code on this processor: then threads may share the work.
bool is_run_as_code();

/// While one lives, nothing is compiled for its thread: `run` and `compute` interpret, and
/// `interpret` is the oracle of every function.
class ReferenceOnly {
 public:
  ReferenceOnly();
  ReferenceOnly(const ReferenceOnly&) = delete;
  ReferenceOnly& operator=(const ReferenceOnly&) = delete;
  ~ReferenceOnly();

 private:
  bool outer_;
};

}  // namespace aleator
