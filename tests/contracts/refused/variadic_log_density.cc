// SPDX-License-Identifier: Apache-2.0
// Refused: a log density must take a fixed number of Arrays
#include <aleator/aleator.h>

using namespace aleator;

const mcmc::TargetLogProbFn log_prob_fn = [](auto... x) { return -(square(x) + ...); };
