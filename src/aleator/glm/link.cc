// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/link.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"

namespace aleator::glm {
namespace {

constexpr double kLogSqrtTwoPi = 0.91893853320467274178;

Array same(const Array& x) { return x; }
Array inverse(const Array& x) { return 1. / x; }
Array normal_density(const Array& r) { return exp(-0.5 * square(r) - kLogSqrtTwoPi); }
Array logistic_density(const Array& r) { return sigmoid(r) * sigmoid(-r); }

}  // namespace

const Link kIdentity{"identity", same, log, [](const Array& r) { return ones_like(r); }, same};

const Link kReciprocal{"reciprocal", inverse, [](const Array& r) { return -log(r); },
                       [](const Array& r) { return -1. / square(r); }, inverse};

const Link kLog{"log", exp, same, exp, log};

const Link kSoftplusInverse{"softplus inverse", softplus,
                            // softplus(r) is exp(r) to all digits from here on.
                            [](const Array& r) { return where(r < -40, r, log(softplus(r))); },
                            sigmoid, softplus_inverse};

const Link kLogit{"logit", sigmoid, log_sigmoid, logistic_density, logit};

const Link kProbit{"probit", ndtr, log_ndtr, normal_density, ndtri};

}  // namespace aleator::glm
