// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/run.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/improper.h"
#include "aleator/mcmc/progress.h"
#include "aleator/mcmc/waiting_chains.h"
#include "aleator/stats/interrupt.h"
#include "aleator/transforms/donation.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <thread>

namespace aleator::mcmc {
namespace {

/// The chains of a block that belong to a part of it.
ChainBlock part_of_block(const ChainBlock& all, std::int64_t first, std::int64_t last) {
  const auto part = [&](const Array& x) { return slice_axis(x, 0, first, last); };
  ChainBlock block{
      .key_words = all.key_words, .chain_ids = part(all.chain_ids), .num_done = part(all.num_done)};
  for (const Array& leaf : all.states) block.states.push_back(part(leaf));
  for (const Array& leaf : all.statistics) block.statistics.push_back(part(leaf));
  return block;
}

std::int64_t least(const Array& numbers) {
  const std::vector<std::int64_t> values = numbers.values<std::int64_t>();
  return *std::min_element(values.begin(), values.end());
}

std::vector<std::int64_t> epochs_of(const Kernel& kernel) {
  const auto adaptation = kernel.rules().adaptation();
  return adaptation ? adaptation->epochs() : std::vector<std::int64_t>{};
}

/// One array of the arrays of blocks of chains.
Array joined_chains(const std::vector<ChainBlock>& blocks,
                    const std::function<Array(const ChainBlock&)>& of) {
  Arrays pieces;
  for (const ChainBlock& block : blocks) pieces.push_back(of(block));
  return concatenate(pieces);
}

}  // namespace

Run::Run(const RunParts& parts)
    : plan_(parts.plan),
      kernel_(parts.kernel),
      target_(parts.target),
      program_(parts.program),
      key_(parts.key),
      starts_(parts.starts),
      epochs_(epochs_of(kernel_)),
      tuning_(program_.tuning()),
      store_(plan_.names, plan_.num_chains, num_in_memory(plan_, plan_.num_draws)),
      on_block_(parts.on_block),
      block_length_(10),
      progress_(std::cerr, stats::options_for_standard_error()) {}

void Run::begin() {
  begin_phase(0);
  const ChainBlock all = program_.start(key_, arange(plan_.num_chains, int64), starts_.positions);
  if (is_mixing()) blocks_ = {all};
  else split_into_blocks(all);
  begin_epoch();
}

/// Whether chains are still pooled after every transition.
bool Run::is_mixing() const {
  const auto adaptation = kernel_.rules().adaptation();
  return adaptation && adaptation->mixes_chains() &&
         num_epochs_ < static_cast<std::int64_t>(epochs_.size());
}

void Run::run_to(std::int64_t num_transitions) {
  if (blocks_.empty()) begin();
  const std::int64_t goal = std::min(num_transitions, this->num_transitions());
  while (num_done_ < goal && !is_interrupted_) {
    if (is_mixing()) mix_to(std::min(goal, static_cast<std::int64_t>(epochs_.size())));
    else if (num_epochs_ < static_cast<std::int64_t>(epochs_.size())) adapt_to(goal);
    else if (num_done_ < plan_.num_warmup) {
      advance_to(std::min(goal, plan_.num_warmup), chunk_length(plan_.num_warmup), "warm-up", {});
    } else {
      sample_to(goal);
    }
  }
}

ChainBlock Run::all_chains() const {
  ChainBlock all = blocks_[0];
  all.chain_ids = joined_chains(blocks_, [](const ChainBlock& b) { return b.chain_ids; });
  all.num_done = joined_chains(blocks_, [](const ChainBlock& b) { return b.num_done; });
  for (std::size_t i = 0; i < all.states.size(); ++i)
    all.states[i] = joined_chains(blocks_, [i](const ChainBlock& b) { return b.states[i]; });
  for (std::size_t i = 0; i < all.statistics.size(); ++i)
    all.statistics[i] =
        joined_chains(blocks_, [i](const ChainBlock& b) { return b.statistics[i]; });
  return all;
}

void Run::split_into_blocks(const ChainBlock& all) {
  // A chain alone would run in code of another kind, which rounds sums differently.
  const std::int64_t n = plan_.num_chains;
  const auto wished = std::max<std::int64_t>(plan_.num_threads, std::int64_t(num_places()));
  const std::int64_t num_blocks = std::min(wished, std::max<std::int64_t>(1, n / 2));
  blocks_.clear();
  for (std::int64_t b = 0; b < num_blocks; ++b)
    blocks_.push_back(part_of_block(all, b * n / num_blocks, (b + 1) * n / num_blocks));
}

/// About a hundred calls per phase: the line moves, the overhead does not show. Kernels of several
/// ticks wait for rows of their own in each call, and have one program for all phases.
std::int64_t Run::chunk_length(std::int64_t total) const {
  if (program_.is_one_tick()) return std::clamp<std::int64_t>(total / 100, 1, 1000);
  return std::clamp<std::int64_t>(std::max(plan_.num_warmup, plan_.num_draws) / 20, 8, 200);
}

/// To the end of an epoch, or not as far.
void Run::adapt_to(std::int64_t goal) {
  std::int64_t end = 0;
  for (std::int64_t i = 0; i <= num_epochs_; ++i) end += epochs_[static_cast<std::size_t>(i)];
  advance_to(std::min(goal, end), chunk_length(plan_.num_warmup), "warm-up", {});
  if (num_done_ == end && !is_interrupted_) end_epoch();
}

/// Epochs of one transition: all chains in one program, which updates the tuning itself.
void Run::mix_to(std::int64_t goal) {
  while (num_done_ < goal && !stats::InterruptScope::is_interrupted()) {
    const std::int64_t num_rows = chunk_length(plan_.num_warmup);
    const std::int64_t count = std::min(num_rows, goal - num_done_);
    const ChainOutput output = program_.advance_mixing(blocks_[0], tuning_, count, num_rows);
    num_done_ += count;
    num_epochs_ += count;
    report("warm-up", output, blocks_[0].chain_ids.values<std::int64_t>(), plan_.num_warmup);
  }
  is_interrupted_ = num_done_ < goal;
  if (is_mixing()) return;
  split_into_blocks(ChainBlock(blocks_[0]));
  begin_epoch();
}

void Run::end_epoch() {
  tuning_ = kernel_.rules().adaptation()->update(tuning_, all_chains().statistics);
  eval(flatten<Array>(tuning_));
  ++num_epochs_;
  begin_epoch();
}

void Run::begin_epoch() {
  for (ChainBlock& block : blocks_) program_.begin_epoch(block, tuning_);
}

std::int64_t Run::num_draws() const {
  return std::max<std::int64_t>(0, num_done_ - plan_.num_warmup) / plan_.stride;
}

RunState Run::state() const {
  if (blocks_.empty())
    throw ValueError("Sampling::save: nothing has been run yet; call run(n) first");
  const std::int64_t num_draws = this->num_draws();
  return {num_done_,    num_epochs_,  tuning_,
          all_chains(), starts_.told, num_draws > 0 ? store_.first(num_draws).arrays() : Arrays{}};
}

void Run::restore(const RunState& state) {
  num_done_ = state.num_done;
  num_epochs_ = state.num_epochs;
  const bool is_sampling = num_done_ > plan_.num_warmup;
  begin_phase(num_done_ - (is_sampling ? plan_.num_warmup : 0));
  tuning_ = state.tuning;
  starts_.told = state.starts;
  if (is_mixing()) blocks_ = {state.chains};
  else split_into_blocks(state.chains);
  store_.restore(state.draws);
}

stats::Posterior Run::posterior(const stats::Timing& timing) const {
  const DrawStore done = kept_draws();
  stats::Posterior posterior = posterior_of(done, timing);
  const auto improper = check_improper(target_, kernel_.rules(), done.quantities(), posterior);
  if (improper) posterior.add(*improper);
  return posterior;
}

stats::Posterior Run::kept(const stats::Timing& timing) const {
  return posterior_of(kept_draws(), timing);
}

DrawStore Run::kept_draws() const {
  const std::int64_t num_draws = num_in_memory(plan_, this->num_draws());
  if (num_draws == 0) {
    throw ValueError(text("Sampling::posterior: there are no draws yet, after ", num_done_,
                          " transitions of which ", plan_.num_warmup, " are warm-up"));
  }
  return store_.first(num_draws);
}

stats::Posterior Run::posterior_of(const DrawStore& done, const stats::Timing& timing) const {
  const std::vector<stats::NamedDraws> parts = done.quantities();
  return stats::Posterior({.quantities = plan_.report ? plan_.report(parts) : parts,
                           .sample_stats = done.sample_stats(),
                           .starts = starts_.told,
                           .facts = done.facts(plan_.num_superchains),
                           .seed = plan_.seed,
                           .timing = timing,
                           .num_threads = plan_.num_threads});
}

/// Blocks of chains know nothing of each other until all are at the goal.
void Run::advance_to(std::int64_t goal, std::int64_t num_rows, const char* phase,
                     const Keep& keep) {
  std::vector<std::exception_ptr> errors(blocks_.size());
  std::vector<std::thread> threads;
  const auto work = [&](std::size_t b) {
    const AtPlace place(b);
    try {
      advance_block(blocks_[b], goal, num_rows, phase, keep);
    } catch (...) {
      errors[b] = std::current_exception();
    }
  };
  for (std::size_t b = 1; b < blocks_.size(); ++b) threads.emplace_back(work, b);
  work(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
  num_done_ = goal;
  for (const ChainBlock& block : blocks_) num_done_ = std::min(num_done_, least(block.num_done));
  is_interrupted_ = num_done_ < goal;
}

void Run::advance_block(ChainBlock& block, std::int64_t goal, std::int64_t num_rows,
                        const char* phase, const Keep& keep) {
  const auto is_on = [&] {
    return least(block.num_done) < goal && !stats::InterruptScope::is_interrupted();
  };
  const std::int64_t num_at_once = chains_at_once(target_.layout().dtype);
  if (program_.is_one_tick() || block.num_chains() <= num_at_once || !is_run_as_code()) {
    while (is_on()) advance_once(block, goal, num_rows, phase, keep);
    return;
  }
  WaitingChains waiting(block);
  while (is_on()) {
    const std::vector<std::int64_t> chosen = furthest_behind(block.num_done, num_at_once);
    ChainBlock chains = waiting.take(chosen);
    advance_once(chains, goal, num_rows, phase, keep);
    waiting.put_back(chosen, chains);
  }
}

/// One call of a program for these chains.
void Run::advance_once(ChainBlock& chains, std::int64_t goal, std::int64_t num_rows,
                       const char* phase, const Keep& keep) {
  const std::vector<std::int64_t> before = chains.num_done.values<std::int64_t>(),
                                  ids = chains.chain_ids.values<std::int64_t>();
  const ChainOutput output = program_.advance(chains, tuning_.parameters, goal, num_rows);
  if (keep) keep(output, ids, before);
  report(phase, output, ids, keep ? plan_.num_draws * plan_.stride : plan_.num_warmup);
}

void Run::begin_phase(std::int64_t num_done) {
  chain_progress_.assign(static_cast<std::size_t>(plan_.num_chains), {.done = num_done});
}

void Run::report(const char* phase, const ChainOutput& latest,
                 const std::vector<std::int64_t>& chains, std::int64_t total) {
  if (!plan_.show_progress) return;
  const std::scoped_lock lock(mutex_);
  add_rows(latest, chains, chain_progress_);
  std::int64_t done = 0;
  for (const stats::ChainProgress& chain : chain_progress_) done += chain.done;
  progress_.update({.phase = phase,
                    .done = done / plan_.num_chains,
                    .total = total,
                    .acceptance = mean_acceptance(latest),
                    .chains = chain_progress_});
}

}  // namespace aleator::mcmc
