// SPDX-License-Identifier: Apache-2.0
// Defines the logarithm of the ratio of an expected count to a count, of which log probabilities of
// counts are made without cancellation (Loader 2000, "Fast and accurate computation of binomial
// probabilities").
#pragma once

#include "aleator/array/ops/elementwise.h"

#include <limits>

namespace aleator {

/// log(expected / count) of distance = expected - count, for count > 0: by log1p, and where the
/// expected count is a small part by its logarithm, so that neither value nor slope overflows.
inline Array log_expected_ratio(const Array& distance, const Array& count,
                                const Array& log_expected) {
  const Array d = distance / count, is_far = d < -0.75;
  return where(is_far, log_expected - log(count), log1p(where(is_far, 0., d)));
}

/// log(x) of a parameter x >= 0. Its slope at numbers so small that it is infinite counts as 0, as
/// there are counts whose probability does not depend on it.
inline Array log_of_parameter(const Array& x) {
  const double smallest =
      x.dtype() == float32 ? std::numeric_limits<float>::min() : std::numeric_limits<double>::min();
  return log(where(x < smallest, stop_gradient(x), x));
}

}  // namespace aleator
