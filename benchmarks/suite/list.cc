// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/suite/workloads.h"

namespace aleator::bench {

std::vector<Entry> all_workloads() {
  return {
      {"W01", "change point", "74 counts, HMC of 2 leapfrogs, 1 chain, 1,000 + 10,000",
       change_point},
      {"W02", "eight schools", "8 chains, NUTS, 1,000 + 1,000", eight_schools_runs},
      {"W06", "radon", "12,573 made-up houses, 386 counties, 8 chains, NUTS, 1,000 + 1,000", radon},
      {"W07", "item response", "400 people, 100 items, 8 chains, NUTS, 1,000 + 1,000",
       item_response},
      {"W08", "stochastic volatility", "500 steps, 8 chains, NUTS, 1,000 + 1,000",
       stochastic_volatility_runs},
      {"W09.nuts", "sparse logistic, NUTS", "1,000 x 24, 128 chains, 500 + 200",
       sparse_logistic_nuts},
      {"W09.chees", "sparse logistic, ChEES", "1,000 x 24, 128 chains, 500 + 200",
       sparse_logistic_chees},
      {"W10", "hidden Markov model", "500 steps, 3 states, 8 chains, NUTS, 1,000 + 1,000",
       hidden_markov},
  };
}

}  // namespace aleator::bench
