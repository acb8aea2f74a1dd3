// SPDX-License-Identifier: Apache-2.0
// Declares the workloads, each defined in a file of `workloads`.
#pragma once

#include "benchmarks/suite/workload.h"

namespace aleator::bench {

Workload change_point(const Setup& setup);
Workload eight_schools(const Setup& setup);
Workload annotation(const Setup& setup);
Workload tall_logistic(const Setup& setup);
Workload tall_logistic_float32(const Setup& setup);
Workload cached_logistic(const Setup& setup);
Workload radon(const Setup& setup);
Workload item_response(const Setup& setup);
Workload stochastic_volatility(const Setup& setup);
Workload sparse_logistic_nuts(const Setup& setup);
Workload sparse_logistic_chees(const Setup& setup);
Workload hidden_markov(const Setup& setup);
Workload sparse_fit(const Setup& setup);
Workload sparser_fit(const Setup& setup);
Workload lasso_path(const Setup& setup);
Workload logistic_path(const Setup& setup);
Workload wide_lasso_path(const Setup& setup);
Workload logit_fit(const Setup& setup);
Workload probit_fit(const Setup& setup);
Workload poisson_fit(const Setup& setup);
Workload wide_logit_fit(const Setup& setup);
Workload narrow_flow(const Setup& setup);
Workload wide_flow(const Setup& setup);
Workload mixtures(const Setup& setup);
Workload distribution_throughput(const Setup& setup);
Workload variational(const Setup& setup);
Workload variational_autoencoder(const Setup& setup);
Workload bayesian_layers(const Setup& setup);
Workload gaussian_processes(const Setup& setup);
Workload hidden_markov_toolkit(const Setup& setup);
Workload kalman_filter(const Setup& setup);
Workload minimizers(const Setup& setup);

}  // namespace aleator::bench
