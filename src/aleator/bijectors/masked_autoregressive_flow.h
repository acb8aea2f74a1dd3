// SPDX-License-Identifier: Apache-2.0
// Defines the MaskedAutoregressiveFlow bijector.
#pragma once

#include "aleator/bijectors/conditioned_bijector.h"

namespace aleator::bijectors {

/// Exactly one of the functions is given. Either must be autoregressive: what it says of element i
/// may depend on the elements before i of its argument only, as AutoregressiveNetwork's results do.
struct MaskedAutoregressiveFlowOptions {
  ShiftAndLogScaleFn<const Array&> shift_and_log_scale_fn = {};  ///< by y, of its shape
  Callable<Bijector(const Array&)> bijector_fn = {};             ///< by y, a bijector of numbers
  int event_ndims = 1;                                           ///< trailing axes of an event
};

/// y[i] = exp(log_scale(y)[i]) x[i] + shift(y)[i], or y[i] = bijector_fn(y) of x[i], where both
/// depend on y[0], ..., y[i - 1]. The inverse and densities take one evaluation of the function,
/// forward as many as an event has elements, or the work of one where the function knows how to
/// find its elements in their order, as nn::AutoregressiveNetwork does; Invert() of it is an
/// inverse autoregressive flow. log |det| is the sum of those of the bijectors of numbers.
///
/// G. Papamakarios, T. Pavlakou and I. Murray (2017), "Masked autoregressive flow for density
/// estimation".
class MaskedAutoregressiveFlow : public Bijector {
 public:
  explicit MaskedAutoregressiveFlow(const MaskedAutoregressiveFlowOptions& options);
};

}  // namespace aleator::bijectors
