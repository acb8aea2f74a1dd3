// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/separation.h"

#include <algorithm>
#include <cmath>

namespace aleator::glm {
namespace {

/// A row that moves less than this times the one that moves most stays where it is: its part of the
/// fit converges quadratically while the others move on by about 1 a step.
constexpr double kStays = 1e-6;
/// Steps of a fit that converges become smaller than this; those of one that does not, never.
constexpr double kMoves = 0.05;

}  // namespace

Separation find_separation(const Movement& movement) {
  double largest = 0;
  for (std::int64_t i = 0; i < movement.num_rows; ++i) {
    if (movement.weights[i] > 0) largest = std::max(largest, std::abs(movement.change[i]));
  }
  if (!(largest > kMoves && std::isfinite(largest))) return {};
  bool is_complete = true;
  for (std::int64_t i = 0; i < movement.num_rows; ++i) {
    if (!(movement.weights[i] > 0)) continue;
    const bool stays = std::abs(movement.change[i]) <= kStays * largest;
    if (!stays && !(movement.change[i] * movement.escape[i] > 0)) return {};
    is_complete = is_complete && !stays;
  }
  return {true, is_complete};
}

}  // namespace aleator::glm
