// SPDX-License-Identifier: Apache-2.0
// Defines wait_for_draws, for tests that end a run once it has written something.
#pragma once

#include "aleator/base/error.h"
#include "aleator/io/draws_file.h"

#include <chrono>
#include <string>
#include <thread>

namespace aleator::mcmc {

/// Returns when the file holds draws, or after a minute, for tests to fail.
inline void wait_for_draws(const std::string& path) {
  const auto start = std::chrono::steady_clock::now();
  while (std::chrono::steady_clock::now() - start < std::chrono::minutes(1)) {
    try {
      if (io::DrawsReader(path).num_draws() > 0) return;
    } catch (const Error&) {
      // Not there yet, or its header is being written.
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace aleator::mcmc
