// SPDX-License-Identifier: Apache-2.0
// Defines Workspace, uninitialised memory for the time of a computation.
#pragma once

#include "aleator/array/large_blocks.h"

#include <cstdint>
#include <new>

namespace aleator::kernels {

/// Large ones are kept for the next computation, whose pages are then there already.
class Workspace {
 public:
  explicit Workspace(std::int64_t num_doubles)
      : bytes_(static_cast<std::size_t>(num_doubles) * sizeof(double)),
        block_(is_large() ? take_large_block(bytes_)
                          : static_cast<std::byte*>(::operator new(bytes_, kAlignment))) {}
  Workspace(const Workspace&) = delete;
  Workspace& operator=(const Workspace&) = delete;
  ~Workspace() {
    if (is_large()) give_large_block(block_, bytes_);
    else ::operator delete(block_, kAlignment);
  }
  double* data() { return reinterpret_cast<double*>(block_); }

 private:
  static constexpr std::align_val_t kAlignment{64};
  bool is_large() const { return bytes_ >= kLargeBytes; }

  std::size_t bytes_;
  std::byte* block_;
};

}  // namespace aleator::kernels
