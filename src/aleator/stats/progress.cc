// SPDX-License-Identifier: Apache-2.0
// Implements the live progress line.
#include "aleator/stats/progress.h"

#include "aleator/base/text.h"
#include "aleator/stats/digits.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <ostream>
#include <string_view>

#include <unistd.h>

namespace aleator::stats {
namespace {

double steady_seconds() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(now).count();
}

/// "0.4 s", "12 s", "3 min 05 s", "2 h 10 min".
std::string duration_text(double seconds) {
  char out[64];
  const auto whole = static_cast<long long>(std::min(seconds, 1e15) + 0.5);
  if (seconds < 9.95) {
    std::snprintf(out, sizeof out, "%.1f s", std::max(seconds, 0.0));
  } else if (whole < 60) {
    std::snprintf(out, sizeof out, "%lld s", whole);
  } else if (whole < 3600) {
    std::snprintf(out, sizeof out, "%lld min %02lld s", whole / 60, whole % 60);
  } else {
    std::snprintf(out, sizeof out, "%lld h %02lld min", whole / 3600, whole / 60 % 60);
  }
  return out;
}

double fraction(const ProgressState& state) {
  if (state.total <= 0) return 1;
  return std::clamp(static_cast<double>(state.done) / static_cast<double>(state.total), 0.0, 1.0);
}

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

}  // namespace

ProgressOptions options_for_standard_error() {
  const std::string terminal = environment("TERM");
  ProgressOptions out;
  out.is_live = isatty(STDERR_FILENO) == 1 && !terminal.empty() && terminal != "dumb";
  out.has_color = out.is_live && environment("NO_COLOR").empty();
  return out;
}

ProgressLine::ProgressLine(std::ostream& out, ProgressOptions options)
    : out_(out), options_(std::move(options)) {
  if (!options_.now) options_.now = steady_seconds;
}

ProgressLine::~ProgressLine() { finish(); }

void ProgressLine::update(const ProgressState& state) {
  const double time = options_.now();
  if (state.phase != phase_) start_phase(state, time);
  const bool is_complete = state.done >= state.total;
  if (!options_.is_live) return write_milestone(state, time);
  if (is_complete || width_ == 0 || time - last_write_ >= options_.min_interval) {
    write_live(state, time);
  }
}

void ProgressLine::start_phase(const ProgressState& state, double time) {
  finish();
  phase_ = state.phase;
  phase_start_ = time;
  next_tenth_ = 1;
}

std::string ProgressLine::line(const ProgressState& state, double elapsed) const {
  const double share = fraction(state);
  std::string out = text(state.phase, "  ", state.done, "/", state.total, "  ",
                         static_cast<std::int64_t>(100 * share), " %  ", duration_text(elapsed));
  if (share > 0 && share < 1) {
    out += text("  about ", duration_text(elapsed * (1 - share) / share), " left");
  }
  if (state.acceptance) out += text("  acceptance ", estimate_text(*state.acceptance, 0.005));
  return out;
}

void ProgressLine::write_live(const ProgressState& state, double time) {
  const std::string next = line(state, time - phase_start_);
  const std::string padding(width_ > next.size() ? width_ - next.size() : 0, ' ');
  out_ << '\r' << (options_.has_color ? "\x1b[2m" : "") << next
       << (options_.has_color ? "\x1b[0m" : "") << padding << std::flush;
  width_ = next.size();
  last_write_ = time;
}

void ProgressLine::write_milestone(const ProgressState& state, double time) {
  const auto tenths = static_cast<std::int64_t>(10 * fraction(state));
  if (tenths < next_tenth_) return;
  out_ << line(state, time - phase_start_) << '\n' << std::flush;
  next_tenth_ = tenths + 1;
}

void ProgressLine::finish() {
  if (width_ > 0) out_ << '\n' << std::flush;
  width_ = 0;
  phase_.clear();
}

}  // namespace aleator::stats
