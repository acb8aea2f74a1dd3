// SPDX-License-Identifier: Apache-2.0
// Defines LogDensity, a log density with what is known of its parts: what samplers and variational
// inference take.
#pragma once

#include "aleator/bijectors/bijector.h"
#include "aleator/mcmc/target.h"
#include "aleator/stats/posterior.h"

#include <string>
#include <vector>

namespace aleator {

/// A log density over parts, each with a name, a shape and the bijector from the reals onto its
/// support. A function of 1 to 16 Arrays converts to one of which only the number of parts is
/// known.
class LogDensity {
 public:
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, LogDensity>) LogDensity(const F& log_prob_fn)
      : LogDensity(mcmc::TargetLogProbFn(log_prob_fn)) {}
  LogDensity(const mcmc::TargetLogProbFn& log_prob_fn) : log_prob_fn_(log_prob_fn) {}
  /// Lists are as long as there are parts, or empty where nothing is known.
  LogDensity(const mcmc::TargetLogProbFn& log_prob_fn, std::vector<std::string> names,
             std::vector<Shape> shapes, Bijectors bijectors)
      : log_prob_fn_(log_prob_fn),
        names_(std::move(names)),
        shapes_(std::move(shapes)),
        bijectors_(std::move(bijectors)) {}

  /// At one draw of each part.
  Array operator()(const Arrays& parts) const { return log_prob_fn_(parts); }
  const mcmc::TargetLogProbFn& log_prob_fn() const { return log_prob_fn_; }
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<Shape>& shapes() const { return shapes_; }
  const Bijectors& bijectors() const { return bijectors_; }

  /// What stands in a posterior in place of draws of the parts, [chain, draw, ...]; empty: these.
  using Report =
      Callable<std::vector<stats::NamedDraws>(const std::vector<stats::NamedDraws>& parts)>;
  LogDensity reporting(const Report& report) const {
    LogDensity result = *this;
    result.report_ = report;
    return result;
  }
  const Report& report() const { return report_; }

 private:
  mcmc::TargetLogProbFn log_prob_fn_;
  std::vector<std::string> names_ = {};
  std::vector<Shape> shapes_ = {};
  Bijectors bijectors_ = {};
  Report report_ = {};
};

}  // namespace aleator
