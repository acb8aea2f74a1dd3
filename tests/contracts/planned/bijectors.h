// SPDX-License-Identifier: Apache-2.0
// Declares the bijectors of the contract programs that do not exist yet.
#pragma once

#if __has_include("aleator/bijectors/masked_autoregressive_flow.h")
#include "aleator/bijectors/masked_autoregressive_flow.h"
#else
#include "aleator/base/error.h"
#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

/// x -> shifts and log scales on a new last axis of length 2; output i depends on x[0..i-1] alone.
/// Takes any function object from Array to Array, and finds its Variables by its visit_leaves.
class ShiftAndLogScaleFn {
 public:
  template <class F>
  requires std::is_invocable_r_v<Array, const F&, const Array&> ShiftAndLogScaleFn(const F& fn);
  Array operator()(const Array& x) const;
};

struct MaskedAutoregressiveFlowOptions {
  ShiftAndLogScaleFn shift_and_log_scale_fn = required("shift_and_log_scale_fn");
};
/// y[i] = x[i] exp(log_scale_i(y[0..i-1])) + shift_i(y[0..i-1]). Its inverse is one call of the
/// function, forward one per coordinate inside a compiled loop.
class MaskedAutoregressiveFlow : public Bijector {
 public:
  explicit MaskedAutoregressiveFlow(const MaskedAutoregressiveFlowOptions& options);
};

}  // namespace aleator::bijectors
#endif
