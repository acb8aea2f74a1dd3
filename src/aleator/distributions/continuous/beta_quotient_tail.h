// SPDX-License-Identifier: Apache-2.0
// Declares the tails of a quotient of two beta variables, and where its integrands lie.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// Where t^p (1 - t)^q (1 - c t)^e is largest, in s = logit(t), and its width there, at most 1; for
/// p, q > 0, e >= -1 and 0 <= c <= 1. There is one hill with exponential tails.
struct BetaHill {
  Array center, width;
};
BetaHill beta_hill(const Array& p, const Array& q, const Array& e, const Array& c);

/// X / Y of independent X ~ Beta(a1, b1) and Y ~ Beta(a2, b2).
struct BetaQuotientShapes {
  Array a1, b1, a2, b2;
};

struct BetaQuotientTail {
  Array is_lower;         ///< which tail this is: that of P(X / Y <= w), or the other
  Array log_probability;  ///< of that tail; the other one is not much smaller
};
/// The tail that is expected to be the smaller one at w > 0. Its error is below 1e-10 of the
/// probability, for shapes from 0.05 to 3,000.
BetaQuotientTail beta_quotient_tail(const BetaQuotientShapes& shapes, const Array& w);

}  // namespace aleator
