// SPDX-License-Identifier: Apache-2.0
// Declares the random signs of flipout.
#pragma once

#include "aleator/random/key.h"

namespace aleator::nn {

/// 1 or -1, each with probability 1/2, independent. A word of random bits makes eight of them: as
/// functions of their key they may be computed again in each product and derivative that uses them.
Array random_signs(const Key& key, const Shape& shape, Dtype dtype);

}  // namespace aleator::nn
