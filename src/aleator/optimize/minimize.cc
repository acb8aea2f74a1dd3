// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/minimize.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/optimize/minimize_loop.h"
#include "aleator/stats/interrupt.h"
#include "aleator/stats/progress.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <iostream>

namespace aleator::optimize {
namespace {

using Clock = std::chrono::steady_clock;

constexpr double kSecondsPerCall = 0.2;
constexpr double kSecondsUntilProgress = 2;

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void check_data(const LossFn& loss, const MinimizeOptions& o) {
  const auto num = static_cast<std::int64_t>(o.data.size());
  if (loss.num_arrays() >= 0 && loss.num_arrays() != num) {
    throw ValueError(text("minimize: the loss takes ", loss.num_arrays(),
                          " arrays of data, but data has ", num));
  }
  for (std::size_t i = 0; i < o.data.size(); ++i) {
    if (o.data[i].rank() == 0) {
      throw ShapeError(
          text("minimize: data[", i, "] must have rows along its first axis, got a scalar"));
    }
    if (o.data[i].dim(0) != o.data[0].dim(0)) {
      throw ShapeError(text("minimize: all data must have as many rows, but data[0] has shape ",
                            o.data[0].shape(), " and data[", i, "] ", o.data[i].shape()));
    }
  }
  if (o.batch_size < 0)
    throw ValueError(text("minimize: batch_size must not be negative, got ", o.batch_size));
  if (o.batch_size > 0 && o.data.empty())
    throw ValueError(text("minimize: batch_size is ", o.batch_size, ", but there are no data"));
  if (!o.data.empty() && o.batch_size > o.data[0].dim(0)) {
    throw ValueError(text("minimize: batch_size must be at most the ", o.data[0].dim(0),
                          " rows of data, got ", o.batch_size));
  }
}

void check(const LossFn& loss, const MinimizeOptions& o) {
  if (o.num_steps < 0)
    throw ValueError(text("minimize: num_steps must not be negative, got ", o.num_steps));
  for (const Array& x : o.data) {
    if (!x.has_value()) throw ValueError("minimize: data holds an Array without value");
  }
  check_data(loss, o);
}

/// A run of the loop: chunks until it is done, and what is kept of them.
class Run {
 public:
  Run(const LossFn& loss, const MinimizeOptions& options, const Key& key)
      : options_(options),
        loop_(loss, options, key),
        state_(loop_.start()),
        before_(state_),
        progress_(std::cerr, stats::options_for_standard_error()) {}

  Training operator()() {
    const stats::InterruptScope scope;
    std::int64_t num = 1;
    while (is_first_ || (state_.num_steps < options_.num_steps && !training_.is_converged &&
                         !training_.is_interrupted)) {
      const auto start = Clock::now();
      take(loop_.advance(state_, std::min(num, options_.num_steps - state_.num_steps)));
      if (seconds_since(start) < kSecondsPerCall / 8) num = std::min(8 * num, loop_.capacity());
      else if (seconds_since(start) < kSecondsPerCall) num = std::min(2 * num, loop_.capacity());
      is_first_ = false;
      training_.is_interrupted = stats::InterruptScope::is_interrupted();
      report();
    }
    assign(state_);
    return result();
  }

 private:
  void take(const MinimizeChunk& chunk) {
    const std::int64_t num = chunk.state.num_steps - state_.num_steps;
    if (chunk.num_finite <= num) fail(chunk);
    before_ = state_;
    state_ = chunk.state;
    losses_.push_back(chunk.losses);
    traces_.resize(chunk.traces.size());
    for (std::size_t i = 0; i < traces_.size(); ++i) traces_[i].push_back(chunk.traces[i]);
    training_.is_converged = chunk.is_converged;
  }

  /// Goes back to the last parameters with a finite loss: the steps since a state that is kept are
  /// taken again.
  [[noreturn]] void fail(const MinimizeChunk& chunk) {
    const std::int64_t bad = state_.num_steps + chunk.num_finite;
    const std::int64_t good = std::max<std::int64_t>(bad - 1, 0);
    MinimizeState state = good >= state_.num_steps ? state_ : before_;
    while (state.num_steps < good) state = loop_.advance(state, good - state.num_steps).state;
    assign(state);
    const bool is_loss_bad = chunk.state.num_steps > bad;
    const std::string what =
        is_loss_bad
            ? text("the loss is ",
                   name_of(chunk.losses.values()[static_cast<std::size_t>(chunk.num_finite)]),
                   " at step ", bad)
            : text("a parameter is not finite after step ", good);
    const std::string advice = bad == 0
                                   ? "; start elsewhere, or correct the loss"
                                   : text("; the variables hold the values before step ", good,
                                          ". A smaller learning rate or GradientClipping may help");
    throw ValueError(text("minimize: ", what, loop_.explain_not_finite(state), advice));
  }
  static std::string name_of(double value) {
    return value != value ? "NaN" : value > 0 ? "infinite" : "-infinite";
  }

  void assign(const MinimizeState& state) const {
    for (std::size_t i = 0; i < state.parameters.size(); ++i)
      loop_.variables()[i].assign(state.parameters[i]);
  }

  void report() {
    if (!options_.show_progress || seconds_since(start_) < kSecondsUntilProgress) return;
    progress_.update({.phase = "training", .done = state_.num_steps, .total = options_.num_steps});
  }

  Training result() {
    progress_.finish();
    if (training_.is_interrupted && state_.num_steps < options_.num_steps) {
      std::cerr << text("aleator: interrupted after ", state_.num_steps, " of ", options_.num_steps,
                        " steps; the variables hold what these made\n");
    }
    training_.losses = concatenate(losses_);
    for (const Arrays& trace : traces_) training_.traces.push_back(concatenate(trace));
    eval(training_.losses);
    eval(training_.traces);
    training_.num_steps = state_.num_steps;
    training_.seconds = seconds_since(start_);
    return training_;
  }

  const MinimizeOptions& options_;
  const Clock::time_point start_ = Clock::now();
  MinimizeLoop loop_;
  MinimizeState state_, before_;  // after all chunks, and before the last one
  bool is_first_ = true;
  Arrays losses_;
  std::vector<Arrays> traces_;
  Training training_;
  stats::ProgressLine progress_;
};

}  // namespace

std::string Training::to_string() const {
  std::string out = text(num_steps, " steps");
  if (num_steps > 0) {
    const std::vector<double> all = losses.values();
    char digits[64];
    std::snprintf(digits, sizeof digits, ", loss %.6g -> %.6g", all.front(), all.back());
    out += digits;
  }
  if (is_converged) out += ", converged";
  if (is_interrupted) out += ", interrupted";
  if (seed) append_text(out, text(", seed ", *seed));
  return out;
}

Training minimize(const LossFn& loss, const MinimizeOptions& options) {
  check(loss, options);
  std::optional<std::uint64_t> seed;
  if (!options.key) seed = entropy_seed();
  Training training = Run(loss, options, options.key ? *options.key : Key(*seed))();
  if (loss.takes_key() || options.batch_size > 0) training.seed = seed;
  return training;
}

}  // namespace aleator::optimize
