// SPDX-License-Identifier: Apache-2.0
// Declares what tests see of a fake device and what they make it do.
#pragma once

#include <atomic>

namespace aleator::fake {

/// A number that threads count with, and that is copied as it is.
template <class T>
struct Shared {
  Shared(T start = {}) : value(start) {}  // NOLINT: numbers are assigned to it
  Shared(const Shared& other) : value(other.value.load()) {}
  Shared& operator=(const Shared& other) { return *this = other.value.load(); }
  Shared& operator=(T number) {
    value.store(number);
    return *this;
  }
  operator T() const { return value.load(); }  // NOLINT: it is read as a number
  Shared& operator+=(T number) {
    value.fetch_add(number);
    return *this;
  }
  Shared& operator++() { return *this += 1; }
  Shared& operator--() { return *this += -1; }
  std::atomic<T> value;
};
using Count = Shared<int>;

struct Device {
  // Handles that were given out and not taken back.
  Count num_buffers, num_events, num_errors, num_executables;
  // What has happened.
  Count num_executions, num_awaits, num_uploads, num_downloads, num_copies;
  Count num_donated;
  Count num_compilations;
  Count executions_on[2];  ///< by device
  Count num_mistakes;      ///< of the caller: buffers that are gone, on another device, freed twice
  // What goes wrong next: the call of this place in the table, or a computation while it goes on.
  Count failing_slot = -1;
  Shared<bool> fails_while_running = false;
  // How the last client was made: "preallocate", and the part of the memory; -1 if it was not told.
  int preallocates = -1;
  float memory_fraction = -1;
};

/// The symbol `fake_device` of the plugin.
using DeviceOfPlugin = Device* (*)();

}  // namespace aleator::fake
