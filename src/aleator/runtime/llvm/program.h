// SPDX-License-Identifier: Apache-2.0
// Defines Program, a function compiled for this processor.
#pragma once

#include "aleator/array/buffer.h"
#include "aleator/graph/function.h"
#include "aleator/lowering/module.h"
#include "aleator/runtime/llvm/cache.h"
#include "aleator/runtime/llvm/host_call.h"
#include "aleator/runtime/llvm/layout.h"

#include <memory>
#include <optional>
#include <vector>

namespace aleator::llvm {

/// Whether functions can be compiled here.
bool can_compile();

/// Immutable, so that threads may share it.
class Program final : public Counted {
 public:
  /// `num_lanes`: of a block; 0 for a function without lanes, whose large loops may be shared out
  /// among threads if `may_share`.
  Program(const Function& function, int num_lanes, bool may_share = false);
  /// With as many lanes a block as the function allows.
  static Ref<const Program> make(const Function& function);

  std::vector<Buffer> run(const std::vector<Buffer>& arguments) const;

 private:
  using Entry = void (*)(void**, std::byte*, const void*, std::int64_t);

  struct Argument {
    std::optional<LaneLayout> layout;  ///< of a laned one that must be brought into blocks
    std::size_t offset = 0;            ///< of its block in the arena
  };

  void add_argument(const ArrayType& type);
  void run_blocks(const std::vector<void*>& arrays, std::int64_t first, std::int64_t last) const;
  void run_in_threads(const std::vector<void*>& arrays) const;
  void run_block(std::vector<void*>& pointers, const std::vector<void*>& arrays, std::byte* arena,
                 std::int64_t first) const;

  std::size_t num_parameters_;
  ArrayTypes output_types_;
  std::vector<Argument> arguments_;
  std::vector<std::size_t> repacked_;  ///< those with a layout of their own in a block
  int num_lanes_;
  std::int64_t num_blocks_ = 1, block_size_;  ///< blocks of lanes, or of rounds of a shared loop
  std::int64_t blocks_per_thread_;            ///< that are worth one
  std::vector<Buffer> literals_;
  std::vector<std::unique_ptr<HostCall>> host_calls_;
  std::vector<Ref<const Program>> callees_;
  std::vector<const void*> environment_;
  std::size_t scratch_bytes_ = 0, arena_bytes_ = 0;
  Ref<const LoadedObject> object_;
  Entry entry_ = nullptr;
};

}  // namespace aleator::llvm
