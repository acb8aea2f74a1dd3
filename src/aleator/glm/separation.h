// SPDX-License-Identifier: Apache-2.0
// Declares the test for responses that a linear response separates.
#pragma once

#include <cstdint>

namespace aleator::glm {

/// One model's rows and a direction in which its fit moves.
struct Movement {
  const double* change;   ///< of the linear responses
  const double* escape;   ///< where the likelihood of a row rises all the way, see FamilyRules
  const double* weights;  ///< prior
  std::int64_t num_rows;
};
/// Rows move where their likelihood rises all the way, or stay: there is no maximum, and
/// coefficients grow without end (Albert and Anderson 1984). Complete: every row moves.
struct Separation {
  bool is_separated = false, is_complete = false;
};
Separation find_separation(const Movement& movement);

}  // namespace aleator::glm
