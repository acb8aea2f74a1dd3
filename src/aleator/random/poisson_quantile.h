// SPDX-License-Identifier: Apache-2.0
// Declares quantiles of the Poisson distribution, of which draws are made.
#pragma once

#include "aleator/random/stream.h"

namespace aleator::random {

/// The smallest k with P(X <= k) >= u, for 0 < u < 1 and a finite rate >= 0, both one number. Below
/// rate 10 probabilities are added up, within 1e-15; from there to 2^40 those compared are within
/// rounding of the smaller tail; beyond, a count may be off by one with probability 1e-7.
Array poisson_quantile(const Array& u, const Array& rate);

/// The same without a loop, or not done: from a table below rate 10, by an expansion above.
/// `table`: poisson_table(rate), where it is at hand, or empty.
FirstAttempt likely_poisson_quantile(const Array& u, const Array& rate, const Arrays& table);

/// P(X <= k) for k = 0, 1, ..., 15 and rates below 10.
Arrays poisson_table(const Array& rate);

}  // namespace aleator::random
