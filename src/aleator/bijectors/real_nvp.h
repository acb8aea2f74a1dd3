// SPDX-License-Identifier: Apache-2.0
// Defines the RealNVP bijector.
#pragma once

#include "aleator/bijectors/conditioned_bijector.h"

namespace aleator::bijectors {

/// Exactly one of num_masked and fraction_masked, and one of the functions, is given.
struct RealNVPOptions {
  /// Elements that stay: the first ones, or the last ones if it is negative.
  std::optional<std::int64_t> num_masked = {};
  std::optional<double> fraction_masked = {};  ///< the same as a share, from -1 to 1
  /// By the elements that stay and the number of the others: of the shape of these.
  ShiftAndLogScaleFn<const Array&, std::int64_t> shift_and_log_scale_fn = {};
  Callable<Bijector(const Array&, std::int64_t)> bijector_fn = {};  ///< a bijector of numbers
};

/// A coupling of the elements of the last axis: some stay, and with log_scale and shift, functions
/// of them, y[i] = exp(log_scale[i]) x[i] + shift[i] for the others, or bijector_fn's map of x[i].
/// Forward, inverse and densities take one evaluation of the function. log |det| is the sum of
/// those of the bijectors of numbers.
///
/// L. Dinh, J. Sohl-Dickstein and S. Bengio (2017), "Density estimation using real NVP".
class RealNVP : public Bijector {
 public:
  explicit RealNVP(const RealNVPOptions& options);
};

}  // namespace aleator::bijectors
