// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/llvm/program.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/lowering/lanes.h"
#include "aleator/runtime/llvm/target.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <thread>

namespace aleator::llvm {
namespace {

constexpr std::size_t kAlignment = 64;
std::size_t aligned(std::size_t bytes) {
  return (bytes + kAlignment - 1) / kAlignment * kAlignment;
}

/// Blocks that are worth a thread of their own: starting one takes as long as about a hundred.
constexpr std::int64_t kBlocksPerThread = 1024;
/// Working memory that a thread of a shared loop may have.
constexpr std::size_t kSmallArena = std::size_t{1} << 20;

/// Working memory of a thread, kept from call to call. A call inside a call (from a host rule)
/// takes memory of its own.
class Arena {
 public:
  explicit Arena(std::size_t bytes) : is_inner_(in_use_), own_(nullptr) {
    if (is_inner_) {
      own_ = allocate(bytes);
      return;
    }
    in_use_ = true;
    if (bytes > kept_.bytes) kept_.resize(bytes);
  }
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;
  ~Arena() {
    if (is_inner_) ::operator delete (own_, std::align_val_t{kAlignment});
    else in_use_ = false;
  }
  std::byte* data() const { return is_inner_ ? own_ : kept_.data; }

 private:
  static std::byte* allocate(std::size_t bytes) {
    return static_cast<std::byte*>(
        ::operator new (std::max<std::size_t>(bytes, kAlignment), std::align_val_t{kAlignment}));
  }
  struct Kept {
    std::byte* data = nullptr;
    std::size_t bytes = 0;
    void resize(std::size_t more) {
      ::operator delete (data, std::align_val_t{kAlignment});
      data = nullptr;
      bytes = 0;
      data = allocate(more);
      bytes = more;
    }
    ~Kept() { ::operator delete (data, std::align_val_t{kAlignment}); }
  };
  static thread_local Kept kept_;
  static thread_local bool in_use_;
  bool is_inner_;
  std::byte* own_;
};
thread_local Arena::Kept Arena::kept_;
thread_local bool Arena::in_use_ = false;

}  // namespace

bool can_compile() {
#if defined(__x86_64__)
  // Loading the library takes a while, which a program whose code is in the disk cache can spare.
  static const bool answer = is_installed() || is_available();
  return answer;
#else
  return false;  // objects are loaded on x86-64 only
#endif
}

Program::Program(const Function& function, int num_lanes, bool may_share)
    : num_parameters_(function.parameters().size()),
      output_types_(function.output_types()),
      num_lanes_(num_lanes),
      block_size_(num_lanes),
      blocks_per_thread_(kBlocksPerThread) {
  lowering::Module module = lowering::lower(function, num_lanes, vector_bytes(), may_share);
  literals_ = std::move(module.literals);
  std::size_t callee_bytes = 0;
  for (const lowering::Callee& callee : module.callees) {
    if (callee.function) {
      callees_.push_back(make_ref<const Program>(callee.function, callee.num_lanes));
      environment_.push_back(reinterpret_cast<const void*>(callees_.back()->entry_));
      environment_.push_back(callees_.back()->environment_.data());
      callee_bytes = std::max(callee_bytes, callees_.back()->scratch_bytes_);
      continue;
    }
    host_calls_.push_back(std::make_unique<HostCall>(
        Ref<const Node>(static_cast<const Node*>(callee.node.get())), callee.num_lanes));
    environment_.push_back(reinterpret_cast<const void*>(&call_host));
    environment_.push_back(host_calls_.back().get());
  }
  scratch_bytes_ = aligned(static_cast<std::size_t>(module.scratch_bytes)) + callee_bytes;
  arena_bytes_ = scratch_bytes_;
  for (const ArrayType& type : function.parameter_types()) add_argument(type);
  for (const ArrayType& type : output_types_) add_argument(type);
  object_ = obtain(module.text, options_for(module.has_vector_loops));
  entry_ = reinterpret_cast<Entry>(object_->symbol("entry"));
  if (module.rounds_per_call == 0) return;
  block_size_ = module.rounds_per_call;
  num_blocks_ = (module.num_rounds + block_size_ - 1) / block_size_;
  // Threads that fill large arrays of their own for the time of a call would gain nothing.
  blocks_per_thread_ = arena_bytes_ <= kSmallArena ? 1 : num_blocks_;
}

Ref<const Program> Program::make(const Function& function) {
  const std::int64_t lanes = lowering::num_independent_lanes(function);
  if (lanes > 1) {
    const int width = lowering::lanes_per_block(function, lanes, vector_bytes());
    try {
      return make_ref<const Program>(function, width);
    } catch (const lowering::MixedLanes&) {
      // An index runs across lanes: they become an axis like others.
      if (std::getenv("ALEATOR_TRACE"))
        std::fputs(
            text("aleator: ", function.name(), ": lanes are mixed, and run as a loop\n").c_str(),
            stderr);
    }
  }
  return make_ref<const Program>(function, 0, true);
}

void Program::add_argument(const ArrayType& type) {
  Argument argument;
  if (num_lanes_ > 0 && type.lane_axis != kNoLane) {
    const LaneLayout layout(type);
    num_blocks_ = (layout.num_lanes + num_lanes_ - 1) / num_lanes_;
    if (!layout.is_same(num_lanes_)) {
      argument.layout = layout;
      repacked_.push_back(arguments_.size());
      argument.offset = arena_bytes_;
      arena_bytes_ += aligned(layout.block_bytes(num_lanes_));
    }
  }
  arguments_.push_back(argument);
}

std::vector<Buffer> Program::run(const std::vector<Buffer>& arguments) const {
  std::vector<Buffer> inputs, outputs;
  inputs.reserve(arguments.size());
  std::vector<void*> arrays;
  arrays.reserve(arguments_.size() + literals_.size());
  for (const Buffer& argument : arguments) {
    inputs.push_back(argument.dense());
    arrays.push_back(const_cast<std::byte*>(inputs.back().bytes()));
  }
  for (const ArrayType& type : output_types_) {
    outputs.emplace_back(type.dtype, type.shape);
    arrays.push_back(outputs.back().mutable_bytes());
  }
  for (const Buffer& literal : literals_) arrays.push_back(const_cast<std::byte*>(literal.bytes()));
  // Functions of the host may throw, and stay in this thread.
  if (num_blocks_ >= 2 * blocks_per_thread_ && host_calls_.empty()) {
    run_in_threads(arrays);
  } else {
    run_blocks(arrays, 0, num_blocks_);
    rethrow_from_host();
  }
  return outputs;
}

void Program::run_blocks(const std::vector<void*>& arrays, std::int64_t first,
                         std::int64_t last) const {
  const Arena arena(arena_bytes_);
  std::vector<void*> pointers = arrays;
  for (std::int64_t block = first; block < last; ++block)
    run_block(pointers, arrays, arena.data(), block * block_size_);
}

/// Blocks do not see each other, so that results do not depend on who computes them.
void Program::run_in_threads(const std::vector<void*>& arrays) const {
  // 0 processors: their number is unknown.
  const std::int64_t most = std::max<std::int64_t>(1, std::thread::hardware_concurrency()),
                     num = std::clamp<std::int64_t>(num_blocks_ / blocks_per_thread_, 1, most);
  std::vector<std::jthread> threads;
  for (std::int64_t t = 1; t < num; ++t)
    threads.emplace_back(
        [&, t] { run_blocks(arrays, t * num_blocks_ / num, (t + 1) * num_blocks_ / num); });
  run_blocks(arrays, 0, num_blocks_ / num);
}

void Program::run_block(std::vector<void*>& pointers, const std::vector<void*>& arrays,
                        std::byte* arena, std::int64_t first) const {
  const auto in_array = [&](std::size_t i) {
    return arguments_[i].layout->offset_in_array(first, num_lanes_);
  };
  for (const std::size_t i : repacked_) {
    std::byte* array = static_cast<std::byte*>(arrays[i]);
    std::byte* block = arena + arguments_[i].offset;
    pointers[i] = in_array(i) >= 0 ? array + in_array(i) : block;
    if (i < num_parameters_ && in_array(i) < 0)
      arguments_[i].layout->pack(array, block, first, num_lanes_);
  }
  entry_(pointers.data(), arena, environment_.data(), first);
  for (const std::size_t i : repacked_) {
    if (i >= num_parameters_ && in_array(i) < 0)
      arguments_[i].layout->unpack(arena + arguments_[i].offset, static_cast<std::byte*>(arrays[i]),
                                   first, num_lanes_);
  }
}

}  // namespace aleator::llvm
