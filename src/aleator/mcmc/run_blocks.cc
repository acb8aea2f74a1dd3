// SPDX-License-Identifier: Apache-2.0
// Defines how a run keeps its draws: in memory, and in blocks that are handed on while it goes on.
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/run.h"

#include <algorithm>
#include <iostream>

namespace aleator::mcmc {
namespace {

// A block is what a killed program may lose; chains wait for each other at its end.
constexpr double kSecondsPerBlock = 0.5;
constexpr std::int64_t kMostNumbersPerBlock = std::int64_t{1} << 23;

}  // namespace

void Run::sample_to(std::int64_t goal) {
  if (num_done_ == plan_.num_warmup) begin_phase(0);
  if (on_block_) sample_blocks_to(goal);
  if (num_done_ < goal && !is_interrupted_) advance_kept(goal, nullptr);
  progress_.finish();
}

/// Keeps draws in memory, and in a block that begins now.
void Run::advance_kept(std::int64_t goal, DrawStore* block) {
  const std::int64_t first_of_block = num_done_;
  const auto keep = [&](const ChainOutput& output, const std::vector<std::int64_t>& chains,
                        const std::vector<std::int64_t>& done_before) {
    const auto keep_in = [&](DrawStore& store, std::int64_t start, std::int64_t stride) {
      {
        const std::scoped_lock lock(mutex_);
        store.prepare(output);
      }
      std::vector<std::int64_t> first = done_before;
      for (std::int64_t& number : first) number -= start;
      store.keep(output, chains, first, stride);
    };
    if (plan_.memory_stride > 0)
      keep_in(store_, plan_.num_warmup, plan_.stride * plan_.memory_stride);
    if (block) keep_in(*block, first_of_block, plan_.stride);
  };
  const std::int64_t stride = program_.is_one_tick() ? plan_.stride : 1;
  advance_to(goal, chunk_length(plan_.num_draws) * stride, "sampling", keep);
}

/// In blocks that grow until one takes a while. Where blocks end changes no draw.
void Run::sample_blocks_to(std::int64_t goal) {
  const std::int64_t numbers = plan_.num_chains * (target_.layout().size() + 10);
  const std::int64_t longest = std::max<std::int64_t>(1, kMostNumbersPerBlock / numbers);
  while (num_done_ < goal && !is_interrupted_ && on_block_) {
    block_length_ = std::min(block_length_, longest);
    const Stopwatch watch;
    const std::int64_t first = num_draws();
    DrawStore block(plan_.names, plan_.num_chains, block_length_);
    advance_kept(std::min(goal, num_done_ + block_length_ * plan_.stride), &block);
    hand_on(block, num_draws() - first);
    if (watch.seconds() < kSecondsPerBlock) block_length_ *= 2;
  }
}

/// Where draws cannot be handed on, those in memory are not lost.
void Run::hand_on(const DrawStore& block, std::int64_t num_draws) {
  if (num_draws == 0) return;
  try {
    on_block_(block.first(num_draws).arrays());
  } catch (const IoError& error) {
    on_block_ = {};
    is_interrupted_ = plan_.memory_stride != 1;
    std::cerr << text("aleator: ", error.what(),
                      is_interrupted_ ? "; the run ends here\n"
                                      : "; the run goes on and keeps its draws in memory only\n");
  }
}

}  // namespace aleator::mcmc
