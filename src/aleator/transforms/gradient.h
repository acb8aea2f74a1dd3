// SPDX-License-Identifier: Apache-2.0
// Declares reverse and forward differentiation of closed functions in the caller's graph.
#pragma once

#include "aleator/graph/function.h"

namespace aleator {

struct Pullback {
  Arrays outputs;    ///< of the function at the arguments
  Arrays gradients;  ///< one per true entry of `wanted`; zeros where nothing depends
};
/// Reverse mode. `cotangents` has one entry per output; an Array without value means zero.
Pullback pull_back(const Function& f, const Arrays& arguments, const std::vector<bool>& wanted,
                   const Callable<Arrays(const Arrays&)>& cotangents_of_outputs);

struct Pushforward {
  Arrays outputs;
  Arrays tangents;  ///< one per output; without value where zero
};
/// Forward mode. `tangents` has one entry per argument; an Array without value means zero.
Pushforward push_forward(const Function& f, const Arrays& arguments, const Arrays& tangents);

}  // namespace aleator
