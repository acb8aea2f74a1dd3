// SPDX-License-Identifier: Apache-2.0
// Defines SummedChoice, a discrete choice over whose outcomes a density is summed.
#pragma once

#include "aleator/array/ops/shape.h"
#include "aleator/ppl/structure.h"

namespace aleator::ppl {

struct SummedChoice {
  std::string name;
  Plates plates;  ///< of its members; of a path, the steps
  bool is_path = false;
  std::int64_t num_outcomes = 0;
  Shape shape;
  Dtype dtype = int64;
  std::optional<Array> outcomes = {};  ///< the numbers that outcomes 0, 1, ... are, if others

  /// The values of outcomes, 0 <= outcome < num_outcomes, and the other way.
  Array value_of(const Array& outcome) const;
  Array outcome_of(const Array& value) const;
  /// A value all of whose members are this outcome, a scalar.
  Array all_equal(const Array& outcome) const { return broadcast_to(value_of(outcome), shape); }
};

/// The discrete latent choices, in the order in which they are summed: those in more plates first.
/// ValueError names one that has unboundedly many outcomes, and what to do.
std::vector<SummedChoice> summed_choices(const Structure& structure);

}  // namespace aleator::ppl
