// SPDX-License-Identifier: Apache-2.0
// Defines the logarithm of the ratio of an expected count to a count, of which log probabilities of
// counts are made without cancellation (Loader 2000, "Fast and accurate computation of binomial
// probabilities").
#pragma once

#include "aleator/array/ops/elementwise.h"

#include <limits>

namespace aleator {

/// log(expected / count) of distance = expected - count, for count > 0 and expected = p times
/// count times exp(log_rest): of 1 + d with what its rounding loses, and where that is small of p,
/// of which nothing else is taken, so that neither value nor slope overflows.
inline Array log_expected_ratio(const Array& p, const Array& log_rest, const Array& count,
                                const Array& distance) {
  const Array d = distance / count, is_far = d < -0.75;
  const Array ratio = where(is_far, p, 1. + d);
  return log(ratio) + where(is_far, log_rest, (d - (ratio - 1.)) / where(is_far, 1., ratio));
}

/// The same of log(expected), which may be less than the logarithm of any number.
inline Array log_expected_ratio_by_log(const Array& log_expected, const Array& count,
                                       const Array& distance) {
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
