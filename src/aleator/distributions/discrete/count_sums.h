// SPDX-License-Identifier: Apache-2.0
// Declares sums over the counts that a distribution gives, in a fixed number of terms.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator {

/// Where a distribution of counts has its mass: what it is called with must be of its batch shape.
struct CountWindow {
  Array mean, stddev;
  Array last;  ///< the largest count; infinite where there is none
  Array first = 0.;
};

/// The sum of f(k) over whole numbers k = first, ..., last, for f as smooth as a probability times
/// a slow function, whose tails fall like those of Poisson and binomial numbers. Up to a standard
/// deviation of 10 the counts themselves are added; beyond, the trapezoidal rule on steps of a
/// tenth of it, whose error is below exp(-1000): f must be defined between counts. f gets k of
/// shape [256] + batch. Derivatives are those of f.
Array sum_over_counts(const CountWindow& window, const Callable<Array(const Array& k)>& f);

}  // namespace aleator
