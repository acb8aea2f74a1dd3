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
#include <numeric>
#include <ostream>
#include <string_view>

#include <sys/ioctl.h>
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

/// "  divergences 2  step size 0.43  leapfrogs 7.1", leapfrogs per transition; what a sampler does
/// not have is left out.
std::string sampler_text(const ChainProgress& chain) {
  std::string out = text("  divergences ", chain.num_divergences);
  char digits[64];
  if (chain.step_size > 0) {
    std::snprintf(digits, sizeof digits, "  step size %.2g", chain.step_size);
    out += digits;
  }
  if (chain.num_leapfrogs > 0 && chain.done > 0) {
    std::snprintf(digits, sizeof digits, "  leapfrogs %.1f",
                  static_cast<double>(chain.num_leapfrogs) / static_cast<double>(chain.done));
    out += digits;
  }
  return out;
}

/// All chains as one: sums, and the median step size.
ChainProgress together(const std::vector<ChainProgress>& chains) {
  ChainProgress all;
  std::vector<double> step_sizes;
  for (const ChainProgress& chain : chains) {
    all.done += chain.done;
    all.num_divergences += chain.num_divergences;
    all.num_leapfrogs += chain.num_leapfrogs;
    step_sizes.push_back(chain.step_size);
  }
  std::nth_element(step_sizes.begin(), step_sizes.begin() + std::ssize(step_sizes) / 2,
                   step_sizes.end());
  all.step_size = step_sizes[step_sizes.size() / 2];
  return all;
}

/// "8.0 s left", or "".
std::string left_text(double share, double elapsed) {
  if (!(share > 0 && share < 1)) return "";
  return duration_text(elapsed * (1 - share) / share) + " left";
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
  winsize size{};
  if (out.is_live && ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 1)
    out.width = size.ws_col;
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
  const std::string left = left_text(share, elapsed);
  if (!left.empty()) out += "  about " + left;
  if (state.acceptance) out += text("  acceptance ", estimate_text(*state.acceptance, 0.005));
  // On a terminal the lines of the chains say it.
  if (!state.chains.empty() && !options_.is_live) out += sampler_text(together(state.chains));
  return out;
}

/// One line per chain, the slowest ones of many; each erases what the terminal had there.
std::string ProgressLine::lines_of_chains(const ProgressState& state, double elapsed) const {
  constexpr std::size_t kMostLines = 16;
  std::vector<std::size_t> shown(state.chains.size());
  std::iota(shown.begin(), shown.end(), std::size_t{0});
  if (shown.size() > kMostLines) {
    std::sort(shown.begin(), shown.end(), [&](std::size_t a, std::size_t b) {
      const std::int64_t of_a = state.chains[a].done, of_b = state.chains[b].done;
      return of_a < of_b || (of_a == of_b && a < b);
    });
    shown.resize(kMostLines);
    std::sort(shown.begin(), shown.end());
  }
  std::string out;
  for (const std::size_t c : shown) {
    const ChainProgress& chain = state.chains[c];
    const double share = fraction({"", chain.done, state.total});
    const std::string words = text("  chain ", c, "  ", chain.done, "/", state.total,
                                   sampler_text(chain), "  ", left_text(share, elapsed));
    out += text("\n\x1b[K", words.substr(0, options_.width - 1));
  }
  return out;
}

void ProgressLine::write_live(const ProgressState& state, double time) {
  if (!state.chains.empty()) return write_chains(state, time);
  const std::string next = line(state, time - phase_start_);
  const std::string padding(width_ > next.size() ? width_ - next.size() : 0, ' ');
  out_ << '\r' << (options_.has_color ? "\x1b[2m" : "") << next
       << (options_.has_color ? "\x1b[0m" : "") << padding << std::flush;
  width_ = next.size();
  last_write_ = time;
}

void ProgressLine::write_chains(const ProgressState& state, double time) {
  const double elapsed = time - phase_start_;
  if (num_lines_ > 0) out_ << "\x1b[" << num_lines_ << 'A';
  const std::string chains = lines_of_chains(state, elapsed);
  out_ << '\r' << (options_.has_color ? "\x1b[2m" : "") << "\x1b[K"
       << line(state, elapsed).substr(0, options_.width - 1) << chains
       << (options_.has_color ? "\x1b[0m" : "") << std::flush;
  num_lines_ = static_cast<std::size_t>(std::count(chains.begin(), chains.end(), '\n'));
  width_ = 1;
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
  num_lines_ = 0;
  phase_.clear();
}

}  // namespace aleator::stats
