// SPDX-License-Identifier: Apache-2.0
// Declares what arrays hold for each lane, when a function can be compiled lane by lane, and over
// how many lanes at once.
#pragma once

#include "aleator/graph/function.h"

namespace aleator::lowering {

/// How many numbers an array holds for each lane.
std::int64_t num_elements(const ArrayType& type);
/// Whether an array holds one number, or one for each lane.
bool is_scalar(const ArrayType& type);

/// The length of the lane axis, when every array that has one keeps it through all operations: no
/// lane then sees another, and blocks of lanes may run one after the other. 0 otherwise.
std::int64_t num_independent_lanes(const Function& function);

/// How many lanes a block has: as many as fill a few vector registers, fewer where what a block
/// works on would leave the cache. Depends on the function alone.
int lanes_per_block(const Function& function, std::int64_t num_lanes, int vector_bytes);

}  // namespace aleator::lowering
