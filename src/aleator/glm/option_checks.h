// SPDX-License-Identifier: Apache-2.0
// Declares what options of all fits are checked for, and how they become a Problem.
#pragma once

#include "aleator/glm/problem.h"

namespace aleator::glm {

/// Throws ValueError: who, what is required, what was given.
class OptionChecks {
 public:
  explicit constexpr OptionChecks(const char* who) : who_(who) {}

  void number(const char* name, double value, bool is_right, const char* required) const;
  void penalty(const char* name, double value) const;  ///< 0 or a positive number
  void positive(const char* name, double value) const;
  void fraction(const char* name, double value) const;  ///< in (0, 1]
  void count(const char* name, std::int64_t value, std::int64_t least = 1) const;

 private:
  const char* who_;
};

/// Of FitOptions, FitSparseOptions or FitPathOptions.
template <class Options>
Observations observations_of(const char* who, const Options& o) {
  return {.who = who,
          .model_matrix = o.model_matrix,
          .response = o.response,
          .model = o.model,
          .weights = o.weights,
          .offset = o.offset,
          .dispersion = o.dispersion,
          .add_intercept = o.add_intercept,
          .standardize = o.standardize,
          .column_names = o.column_names};
}

}  // namespace aleator::glm
