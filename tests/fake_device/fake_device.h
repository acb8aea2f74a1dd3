// SPDX-License-Identifier: Apache-2.0
// Declares what tests see of a fake device and what they make it do.
#pragma once

namespace aleator::fake {

struct Device {
  // Handles that were given out and not taken back.
  int num_buffers = 0, num_events = 0, num_errors = 0, num_executables = 0;
  // What has happened.
  int num_executions = 0, num_awaits = 0, num_uploads = 0, num_downloads = 0, num_copies = 0;
  int num_donated = 0;
  int executions_on[2] = {};  ///< by device
  int num_mistakes = 0;  ///< of the caller: buffers that are gone, on another device, freed twice
  // What goes wrong next: the call of this place in the table, or a computation while it goes on.
  int failing_slot = -1;
  bool fails_while_running = false;
};

/// The symbol `fake_device` of the plugin.
using DeviceOfPlugin = Device* (*)();

}  // namespace aleator::fake
