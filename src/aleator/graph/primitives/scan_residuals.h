// SPDX-License-Identifier: Apache-2.0
// Declares the choice of what reverse mode keeps of each step of a scan, beside the carry.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/graph/node.h"

namespace aleator {

/// The backward step of a scan cut in two: values that the forward pass knows and that are dear to
/// compute again, and what follows from them.
class StepResiduals {
 public:
  /// `pulled`: (carry, constants, entries of the sequences, cotangents) -> cotangents, of which the
  /// first `num_known` parameters, and after `num_carry` the constants, are there in the forward
  /// pass. At most `budget` bytes are kept.
  struct Options {
    std::size_t num_carry, num_constants, num_known;
    std::int64_t budget;
  };
  StepResiduals(const Function& pulled, const Options& options);

  std::size_t size() const { return kept_.size(); }
  /// The values to keep, from the known parameters.
  Arrays forward(const Arrays& known) const;
  /// The outputs, from all parameters and what was kept.
  Arrays backward(const Arrays& arguments, const Arrays& kept) const;

 private:
  Function pulled_;
  Arrays kept_;
};

}  // namespace aleator
