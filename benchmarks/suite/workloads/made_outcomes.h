// SPDX-License-Identifier: Apache-2.0
// Declares what made-up data of several workloads are made with.
#pragma once

#include "benchmarks/micro/data.h"

namespace aleator::bench {

/// 1 where a made-up number says so with the probability of the logit, else 0.
Numbers outcomes(const Numbers& logits, std::size_t seed);

}  // namespace aleator::bench
