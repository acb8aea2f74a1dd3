// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/suite/workloads/made_outcomes.h"

#include <cmath>

namespace aleator::bench {

Numbers outcomes(const Numbers& logits, std::size_t seed) {
  const Numbers noise = normal_numbers(logits.size(), seed);
  Numbers y;
  for (std::size_t i = 0; i < logits.size(); ++i) {
    const double uniform = 0.5 * std::erfc(-noise[i] / std::sqrt(2.));
    y.push_back(uniform < 1 / (1 + std::exp(-logits[i])) ? 1 : 0);
  }
  return y;
}

}  // namespace aleator::bench
