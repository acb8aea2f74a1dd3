// SPDX-License-Identifier: Apache-2.0
// Defines the KumaraswamyCDF bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct KumaraswamyCDFOptions {
  Array concentration1 = 1.;  ///< the exponent a of x, positive
  Array concentration0 = 1.;  ///< the exponent b of 1 - x^a, positive
};

/// y = 1 - (1 - x^a)^b with a = concentration1, b = concentration0, from [0, 1] onto itself: the
/// Kumaraswamy distribution function, relatively accurate where y is small.
/// log |dy/dx| = log(a b) + (a - 1) log(x) + (b - 1) log(1 - x^a).
class KumaraswamyCDF : public Bijector {
 public:
  KumaraswamyCDF() : KumaraswamyCDF(KumaraswamyCDFOptions{}) {}
  explicit KumaraswamyCDF(const KumaraswamyCDFOptions& options);
};

}  // namespace aleator::bijectors
