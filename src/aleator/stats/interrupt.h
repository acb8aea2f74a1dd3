// SPDX-License-Identifier: Apache-2.0
// Defines InterruptScope: within it Ctrl-C ends a run early instead of ending the program.
#pragma once

namespace aleator::stats {

/// While one exists, an interrupt signal (SIGINT) is remembered instead of handled as before; a
/// second one is handled as before. Scopes may nest and overlap; the last one to end restores what
/// was there.
class InterruptScope {
 public:
  InterruptScope();
  ~InterruptScope();
  InterruptScope(const InterruptScope&) = delete;
  InterruptScope& operator=(const InterruptScope&) = delete;
  /// Whether a signal has come since the outermost scope began.
  static bool is_interrupted();
};

}  // namespace aleator::stats
