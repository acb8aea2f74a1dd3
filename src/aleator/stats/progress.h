// SPDX-License-Identifier: Apache-2.0
// Defines the live progress of long computations, with a line per chain of a sampler.
#pragma once

#include <cstdint>
#include <functional>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace aleator::stats {

/// How far one chain of a sampler has come within a phase.
struct ChainProgress {
  std::int64_t done = 0;  ///< transitions
  std::int64_t num_divergences = 0;
  std::int64_t num_leapfrogs = 0;  ///< of all transitions together
  double step_size = 0;            ///< the latest
};

/// How far a computation has come.
struct ProgressState {
  std::string phase;                       ///< "warm-up", "sampling"
  std::int64_t done = 0, total = 0;        ///< steps of any kind within the phase
  std::optional<double> acceptance = {};   ///< recent mean acceptance, in [0, 1]
  std::vector<ChainProgress> chains = {};  ///< of samplers, each of `total` transitions
};

struct ProgressOptions {
  bool is_live = false;       ///< rewrite lines in place, one per chain; else a line per 10 %
  bool has_color = false;     ///< dim the line with an escape sequence; only when live
  std::size_t width = 80;     ///< columns of the terminal: live lines of chains are cut there
  double min_interval = 0.1;  ///< seconds between two writes of a live line
  std::function<double()> now = {};  ///< seconds of a steady clock; empty: the system's
};

/// What standard error can show: live on a terminal unless TERM is "dumb" or unset; no colour when
/// NO_COLOR is set to anything but the empty string.
ProgressOptions options_for_standard_error();

/// Writes progress to a stream. update() may be called at every step: between writes it only reads
/// the clock. Not for use by several threads at once.
class ProgressLine {
 public:
  ProgressLine(std::ostream& out, ProgressOptions options);
  ~ProgressLine();  ///< ends a live line, so that later output starts on its own
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  void update(const ProgressState& state);
  /// Ends the current phase's line; the next update starts another.
  void finish();

 private:
  std::string line(const ProgressState& state, double elapsed) const;
  std::string lines_of_chains(const ProgressState& state, double elapsed) const;
  void write_live(const ProgressState& state, double time);
  void write_chains(const ProgressState& state, double time);
  void write_milestone(const ProgressState& state, double time);
  void start_phase(const ProgressState& state, double time);

  std::ostream& out_;
  ProgressOptions options_;
  std::string phase_;
  double phase_start_ = 0, last_write_ = 0;
  std::int64_t next_tenth_ = 1;
  std::size_t width_ = 0, num_lines_ = 0;  // of the live lines on the screen
};

}  // namespace aleator::stats
