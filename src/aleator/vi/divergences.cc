// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/divergences.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/math/special.h"

#include <cmath>
#include <numbers>

namespace aleator::vi {

Array kl_reverse(const Array& logu) { return -logu; }
Array kl_reverse(const Array& logu, bool self_normalized) {
  return self_normalized ? expm1(logu) - logu : -logu;
}

Array kl_forward(const Array& logu) { return exp(logu) * logu; }
Array kl_forward(const Array& logu, bool self_normalized) {
  return self_normalized ? exp(logu) * logu - expm1(logu) : kl_forward(logu);
}

Array jensen_shannon(const Array& logu) { return jensen_shannon(logu, false); }
Array jensen_shannon(const Array& logu, bool self_normalized) {
  const Array u = exp(logu), sum = softplus(logu);  // log(1 + u)
  return u * logu - (1. + u) * (self_normalized ? sum - std::numbers::ln2 : sum);
}

Array arithmetic_geometric(const Array& logu) { return arithmetic_geometric(logu, false); }
Array arithmetic_geometric(const Array& logu, bool self_normalized) {
  const Array sum = softplus(logu) - 0.5 * logu;
  return (1. + exp(logu)) * (self_normalized ? sum - std::numbers::ln2 : sum);
}

Array modified_gan(const Array& logu) { return softplus(-logu); }
Array modified_gan(const Array& logu, bool self_normalized) {
  return self_normalized ? softplus(-logu) + 0.5 * expm1(logu) : softplus(-logu);
}

Array total_variation(const Array& logu) { return 0.5 * abs(expm1(logu)); }

Array pearson(const Array& logu) { return square(expm1(logu)); }

Array chi_square(const Array& logu) { return expm1(2. * logu); }

Array squared_hellinger(const Array& logu) { return pearson(0.5 * logu); }

Array triangular(const Array& logu) { return expm1(logu) * tanh(0.5 * logu); }

Array jeffreys(const Array& logu) { return 0.5 * expm1(logu) * logu; }

Array log1p_abs(const Array& logu) { return expm1(abs(logu)); }

Array amari_alpha(const Array& logu, const AmariAlphaOptions& o) {
  if (o.alpha == 0) return kl_reverse(logu, o.self_normalized);
  if (o.alpha == 1) return kl_forward(logu, o.self_normalized);
  const Array powered = expm1(o.alpha * logu);
  const Array top = o.self_normalized ? powered - o.alpha * expm1(logu) : powered;
  return top / (o.alpha * (o.alpha - 1));
}

Array t_power(const Array& logu, const TPowerOptions& o) {
  const Array powered = expm1(o.t * logu);
  const Array value = o.self_normalized ? powered - o.t * expm1(logu) : powered;
  return o.t > 0 && o.t < 1 ? -value : value;
}

Array dual_csiszar_function(const Array& logu, const DiscrepancyFn& csiszar_function) {
  return exp(logu) * csiszar_function(-logu);
}

Array symmetrized_csiszar_function(const Array& logu, const DiscrepancyFn& csiszar_function) {
  return 0.5 * (csiszar_function(logu) + dual_csiszar_function(logu, csiszar_function));
}

}  // namespace aleator::vi
