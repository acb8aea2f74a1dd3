// SPDX-License-Identifier: Apache-2.0
// Declares the workloads, each defined in a file of `workloads`.
#pragma once

#include "benchmarks/suite/workload.h"

namespace aleator::bench {

Workload change_point(const Setup& setup);
Workload eight_schools_runs(const Setup& setup);
Workload radon(const Setup& setup);
Workload item_response(const Setup& setup);
Workload stochastic_volatility_runs(const Setup& setup);
Workload sparse_logistic_nuts(const Setup& setup);
Workload sparse_logistic_chees(const Setup& setup);
Workload hidden_markov(const Setup& setup);

}  // namespace aleator::bench
