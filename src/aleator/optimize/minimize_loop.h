// SPDX-License-Identifier: Apache-2.0
// Defines MinimizeLoop, the compiled loop of minimize.
#pragma once

#include "aleator/optimize/minimize.h"
#include "aleator/transforms/variables.h"

#include <string>
#include <vector>

namespace aleator::optimize {

/// What one step leaves to the next.
struct MinimizeState {
  Arrays parameters, optimizer_state, criterion_state;
  std::int64_t num_steps = 0;  ///< that were taken

  Arrays arrays() const;
};

/// Some steps, one after the other.
struct MinimizeChunk {
  MinimizeState state;  ///< after them
  Array losses;         ///< [steps]
  Arrays traces;        ///< [steps, ...]
  bool is_converged = false;
  /// How many of the steps began at finite parameters with a finite loss, counted from the first;
  /// num_steps + 1 if the last one ended at finite parameters too.
  std::int64_t num_finite = 0;
};

/// What the loss sees at a step.
struct StepInputs {
  Key key;
  Arrays rows;
};

class MinimizeLoop {
 public:
  MinimizeLoop(const LossFn& loss, const MinimizeOptions& options, const Key& key);

  const std::vector<Variable>& variables() const { return loss_.variables; }
  MinimizeState start() const;
  /// At most this many steps in one call of advance.
  std::int64_t capacity() const { return capacity_; }
  MinimizeChunk advance(const MinimizeState& state, std::int64_t num_steps) const;
  StepInputs inputs_of(std::int64_t step) const;
  /// Which gradients and which terms of the loss are not finite at this state: "; ..." or "".
  std::string explain_not_finite(const MinimizeState& state) const;

 private:
  FunctionOfVariables close_loss(const LossFn& loss) const;
  void check_variables() const;
  ClosedFunction close_step() const;
  ClosedFunction close_loop() const;
  ArrayTypes types_of_state() const;
  ArrayType type_of_order() const;
  Arrays rows_at(const Array& step, const Array& first_epoch, const Array& order,
                 const Arrays& data) const;
  Array order_of_rows(const Array& first_epoch) const;
  void prepare_rows(std::int64_t first_step, std::int64_t goal) const;
  std::int64_t num_rows() const { return data_[0].dim(0); }
  std::int64_t steps_per_epoch() const { return num_rows() / options_.batch_size; }
  std::int64_t epochs_per_call() const { return (capacity_ - 1) / steps_per_epoch() + 2; }
  bool has_batches() const { return options_.batch_size > 0; }

  MinimizeOptions options_;
  bool takes_key_;
  Array key_words_;
  Arrays data_;
  std::int64_t capacity_ = 1;
  FunctionOfVariables loss_;  // (parameters..., key, rows..., captures...)
  Function gradient_;         // the same -> (loss, gradients...)
  MinimizeState start_;
  ClosedFunction step_;  // (state..., step, key, rows..., captures...) -> (state..., loss, ...)
  ClosedFunction loop_;  // (state..., step, goal, key, first epoch, order, data..., captures...)
  /// Of the rows, from an epoch on; with batches only. Kept between calls: it is a sort.
  mutable Array order_;
  mutable std::int64_t first_epoch_ = -1;
};

}  // namespace aleator::optimize
