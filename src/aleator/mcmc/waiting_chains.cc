// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/waiting_chains.h"

#include "aleator/array/lists.h"

#include <algorithm>
#include <cstring>
#include <numeric>

namespace aleator::mcmc {
namespace {

using Places = std::vector<std::int64_t>;

Buffer copy_of(const Buffer& x) {
  const Buffer dense = x.dense();
  Buffer result(dense.dtype(), dense.shape());
  std::memcpy(result.mutable_bytes(), dense.bytes(), dense.stored_bytes());
  return result;
}

std::size_t bytes_of_row(const Buffer& x) {
  return x.stored_bytes() / static_cast<std::size_t>(x.shape()[0]);
}

Buffer rows_of(const Buffer& all, const Places& places) {
  Buffer rows(all.dtype(), Shape{std::ssize(places)} + all.shape().without(0));
  const std::size_t width = bytes_of_row(all);
  for (std::size_t i = 0; i < places.size(); ++i)
    std::memcpy(rows.mutable_bytes() + i * width,
                all.bytes() + static_cast<std::size_t>(places[i]) * width, width);
  return rows;
}

void put_rows(const Buffer& rows, const Places& places, Buffer& all) {
  const Buffer dense = rows.dense();
  const std::size_t width = bytes_of_row(all);
  for (std::size_t i = 0; i < places.size(); ++i)
    std::memcpy(all.mutable_bytes() + static_cast<std::size_t>(places[i]) * width,
                dense.bytes() + i * width, width);
}

}  // namespace

std::int64_t chains_at_once(Dtype dtype) {
  constexpr std::int64_t kBytes = 128;  // two of the longest registers
  return kBytes / static_cast<std::int64_t>(size_of(dtype));
}

Places furthest_behind(const Array& num_done, std::int64_t number) {
  const std::vector<std::int64_t> done = num_done.values<std::int64_t>();
  Places places(done.size());
  std::iota(places.begin(), places.end(), 0);
  std::stable_sort(places.begin(), places.end(), [&](std::int64_t a, std::int64_t b) {
    return done[static_cast<std::size_t>(a)] < done[static_cast<std::size_t>(b)];
  });
  places.resize(static_cast<std::size_t>(std::min(number, std::ssize(done))));
  std::sort(places.begin(), places.end());
  return places;
}

WaitingChains::WaitingChains(ChainBlock& block) : block_(block) {
  eval(block.arrays());
  for (const Array& x : joined({block.states, block.statistics}))
    leaves_.push_back(copy_of(x.buffer()));
}

WaitingChains::~WaitingChains() {
  const std::size_t n = block_.states.size();
  for (std::size_t i = 0; i < leaves_.size(); ++i)
    (i < n ? block_.states[i] : block_.statistics[i - n]) = constant(leaves_[i]);
}

ChainBlock WaitingChains::take(const Places& places) const {
  ChainBlock chains{.key_words = block_.key_words,
                    .chain_ids = constant(rows_of(block_.chain_ids.buffer().dense(), places)),
                    .num_done = constant(rows_of(block_.num_done.buffer().dense(), places)),
                    .num_ticks = block_.num_ticks};
  for (std::size_t i = 0; i < leaves_.size(); ++i)
    (i < block_.states.size() ? chains.states : chains.statistics)
        .push_back(constant(rows_of(leaves_[i], places)));
  return chains;
}

void WaitingChains::put_back(const Places& places, const ChainBlock& chains) {
  const Arrays leaves = joined({chains.states, chains.statistics});
  for (std::size_t i = 0; i < leaves_.size(); ++i) put_rows(leaves[i].buffer(), places, leaves_[i]);
  Buffer num_done = copy_of(block_.num_done.buffer());
  put_rows(chains.num_done.buffer(), places, num_done);
  block_.num_done = constant(num_done);
  block_.num_ticks = chains.num_ticks;
}

}  // namespace aleator::mcmc
