// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/interrupt.h"

#include <atomic>
#include <csignal>
#include <mutex>

namespace aleator::stats {
namespace {

std::mutex mutex;
int num_scopes = 0;
struct sigaction before;
std::atomic<bool> is_signalled{false};

/// Only what is safe within a signal handler: a lock-free store, and the former handler back.
void remember(int) {
  is_signalled.store(true);
  sigaction(SIGINT, &before, nullptr);
}

}  // namespace

InterruptScope::InterruptScope() {
  const std::scoped_lock lock(mutex);
  if (num_scopes++ > 0) return;
  is_signalled.store(false);
  struct sigaction own {};
  own.sa_handler = remember;
  sigemptyset(&own.sa_mask);
  sigaction(SIGINT, &own, &before);
}

InterruptScope::~InterruptScope() {
  const std::scoped_lock lock(mutex);
  if (--num_scopes > 0) return;
  sigaction(SIGINT, &before, nullptr);
  is_signalled.store(false);
}

bool InterruptScope::is_interrupted() { return is_signalled.load(); }

}  // namespace aleator::stats
