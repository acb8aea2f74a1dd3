// SPDX-License-Identifier: Apache-2.0
// Defines Inflated, a distribution of counts with further mass on one value, and its usual members.
#pragma once

#include "aleator/base/error.h"
#include "aleator/distributions/distribution.h"

namespace aleator::distributions {

/// Exactly one of inflated_loc_probs and inflated_loc_logits is given.
struct InflatedParameters {
  Distribution distribution = required("distribution");  ///< discrete, of numbers
  std::optional<Array> inflated_loc_probs = {};          ///< mass that is added, from 0 to 1
  std::optional<Array> inflated_loc_logits = {};         ///< log(p / (1 - p)) of it
  Array inflated_loc = 0.;                               ///< where it is
};

/// inflated_loc with probability inflated_loc_probs, else a draw of `distribution`.
///
///   pmf(k) = inflated_loc_probs [k = inflated_loc] + (1 - inflated_loc_probs) distribution.pmf(k)
class Inflated : public Distribution {
 public:
  explicit Inflated(const InflatedParameters& parameters);
  static const Family family;
};

/// Exactly one of each pair is given.
struct ZeroInflatedPoissonParameters {
  std::optional<Array> inflated_loc_probs = {};
  std::optional<Array> inflated_loc_logits = {};
  std::optional<Array> rate = {};      ///< of the Poisson counts, non-negative
  std::optional<Array> log_rate = {};  ///< its logarithm
};
/// Poisson counts with further zeros.
Distribution ZeroInflatedPoisson(const ZeroInflatedPoissonParameters& parameters);

/// Exactly one of each pair is given.
struct ZeroInflatedNegativeBinomialParameters {
  std::optional<Array> inflated_loc_probs = {};
  std::optional<Array> inflated_loc_logits = {};
  Array total_count = required("total_count");  ///< of the negative binomial counts, positive
  std::optional<Array> probs = {};              ///< as NegativeBinomial has them
  std::optional<Array> logits = {};
};
/// Negative binomial counts with further zeros.
Distribution ZeroInflatedNegativeBinomial(const ZeroInflatedNegativeBinomialParameters& parameters);

}  // namespace aleator::distributions
