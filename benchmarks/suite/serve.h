// SPDX-License-Identifier: Apache-2.0
// Declares how aleator_bench works for compare.py: data as files, and runs on demand.
#pragma once

#include "benchmarks/suite/workload.h"

namespace aleator::bench {

/// The workload's data as FOLDER/<name>.npy, and 20 points of its log density as points.npy.
void export_data(const Workload& workload, const std::string& folder);

/// Answers each line of standard input with one line, both JSON, until the input ends:
///   {"do": "gradient"}                           the first value and gradient
///   {"do": "density", "points": FILE}            log densities at these points
///   {"do": "run", "seed": 1, "draws": FILE}      one run, its draws [chain, draw, quantity]
void serve(const Workload& workload);

}  // namespace aleator::bench
