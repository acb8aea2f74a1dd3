// SPDX-License-Identifier: Apache-2.0
// Declares LogDensity, what samplers and variational inference take; it stands below both.
#pragma once

#include "aleator/bijectors/bijector.h"
#include "aleator/mcmc/target.h"

#include <string>
#include <vector>

namespace aleator {

/// A log density over named parts, each with its shape and the bijector from the reals onto its
/// support. A function of 1 to 16 Arrays converts to one whose parts are unnamed and real.
class LogDensity {
 public:
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, LogDensity>) LogDensity(const F& log_prob_fn)
      : LogDensity(mcmc::TargetLogProbFn(log_prob_fn)) {}
  LogDensity(const mcmc::TargetLogProbFn& log_prob_fn);

  /// At one draw of each part.
  Array operator()(const Arrays& parts) const;
  const std::vector<std::string>& names() const;
  const Bijectors& bijectors() const;
};

}  // namespace aleator
