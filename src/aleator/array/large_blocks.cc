// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/large_blocks.h"

#include <algorithm>
#include <mutex>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace aleator {
namespace {

constexpr std::size_t kKeptBytes = std::size_t{1} << 28;
constexpr std::align_val_t kHugePage{std::size_t{1} << 21};

struct Block {
  std::byte* bytes;
  std::size_t size;
};

/// Sizes that share blocks: an eighth of the next power of two apart.
std::size_t rounded(std::size_t size) {
  std::size_t power = kLargeBytes;
  while (power < size) power *= 2;
  const std::size_t step = power / 8;
  return (size + step - 1) / step * step;
}

class Blocks {
 public:
  Blocks() { kept_.reserve(kKeptBytes / kLargeBytes + 1); }  // so that give() cannot fail

  std::byte* take(std::size_t size) {
    {
      const std::lock_guard lock(mutex_);
      const auto found = std::find_if(kept_.rbegin(), kept_.rend(),
                                      [&](const Block& block) { return block.size == size; });
      if (found != kept_.rend()) {
        std::byte* bytes = found->bytes;
        kept_.erase(std::next(found).base());
        num_bytes_ -= size;
        return bytes;
      }
    }
    auto* bytes = static_cast<std::byte*>(::operator new(size, kHugePage));
    madvise(bytes, size, MADV_HUGEPAGE);  // a wish: small pages do as well
    return bytes;
  }

  void give(Block block) {
    const std::lock_guard lock(mutex_);
    kept_.push_back(block);
    num_bytes_ += block.size;
    while (num_bytes_ > kKeptBytes) {
      num_bytes_ -= kept_.front().size;
      ::operator delete(kept_.front().bytes, kHugePage);
      kept_.erase(kept_.begin());
    }
  }

 private:
  std::mutex mutex_;
  std::vector<Block> kept_;  ///< the latest last
  std::size_t num_bytes_ = 0;
};

/// Never destroyed: arrays with static lifetime return their blocks late.
Blocks& blocks() {
  static Blocks& all = *new Blocks;
  return all;
}

}  // namespace

std::byte* take_large_block(std::size_t size) { return blocks().take(rounded(size)); }

void give_large_block(std::byte* block, std::size_t size) noexcept {
  blocks().give({block, rounded(size)});
}

}  // namespace aleator
