// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/run.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/mcmc/statistics.h"

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

std::uint64_t seed_of(const Key& key) {
  const std::vector<std::uint32_t> words = key.words().values<std::uint32_t>();
  return static_cast<std::uint64_t>(words[0]) << 32 | words[1];
}

std::int64_t least(const Array& numbers) {
  const std::vector<std::int64_t> values = numbers.values<std::int64_t>();
  return *std::min_element(values.begin(), values.end());
}

/// The mean acceptance over the finished rows.
double mean_acceptance(const ChainOutput& output) {
  const Array& rates = output.statistics[index_of_statistic("acceptance_rate")];
  const std::vector<double> values = rates.values();
  const auto width = static_cast<std::size_t>(rates.dim(1));
  double total = 0;
  std::int64_t count = 0;
  for (std::size_t c = 0; c < output.num_rows.size(); ++c) {
    for (std::int64_t row = 0; row < output.num_rows[c]; ++row)
      total += values[c * width + static_cast<std::size_t>(row)];
    count += output.num_rows[c];
  }
  return count > 0 ? total / static_cast<double>(count) : 0;
}

}  // namespace

Run::Run(const Plan& plan, const Kernel& kernel, const ChainProgram& program, const Key& key,
         const Array& positions)
    : plan_(plan),
      kernel_(kernel),
      program_(program),
      key_(key),
      positions_(positions),
      tuning_(program.tuning()),
      store_(plan.names, plan.num_chains, plan.num_draws),
      progress_(std::cerr, stats::options_for_standard_error()) {}

ChainBlock Run::all_chains() const {
  return program_.start(key_, arange(plan_.num_chains, int64), positions_);
}

void Run::split_into_blocks(const ChainBlock& all) {
  // A chain alone would run in code of another kind, which rounds sums differently.
  const std::int64_t n = plan_.num_chains, num_blocks = std::min<std::int64_t>(
                                               plan_.num_threads, std::max<std::int64_t>(1, n / 2));
  for (std::int64_t b = 0; b < num_blocks; ++b)
    blocks_.push_back(part_of_block(all, b * n / num_blocks, (b + 1) * n / num_blocks));
}

/// About a hundred calls per phase: the line moves, the overhead does not show. Kernels of several
/// ticks wait for rows of their own in each call, and have one program for all phases.
std::int64_t Run::chunk_length(std::int64_t total) const {
  if (program_.is_one_tick()) return std::clamp<std::int64_t>(total / 100, 1, 1000);
  return std::clamp<std::int64_t>(std::max(plan_.num_warmup, plan_.num_draws) / 20, 8, 200);
}

void Run::warm_up() {
  const auto adaptation = kernel_.rules().adaptation();
  const std::vector<std::int64_t> epochs =
      adaptation ? adaptation->epochs() : std::vector<std::int64_t>{};
  if (adaptation && adaptation->mixes_chains()) {
    mix(epochs);
  } else {
    split_into_blocks(all_chains());
    std::int64_t goal = 0;
    for (const std::int64_t length : epochs) {
      for (ChainBlock& block : blocks_) program_.begin_epoch(block, tuning_);
      goal += length;
      advance_to(goal, chunk_length(plan_.num_warmup), "warm-up", {});
      end_epoch();
    }
  }
  for (ChainBlock& block : blocks_) program_.begin_epoch(block, tuning_);
  advance_to(plan_.num_warmup, chunk_length(plan_.num_warmup), "warm-up", {});
}

/// Epochs of one transition: all chains in one program, which updates the tuning itself.
void Run::mix(const std::vector<std::int64_t>& epochs) {
  ChainBlock all = all_chains();
  const auto total = static_cast<std::int64_t>(epochs.size());
  for (std::int64_t done = 0; done < total;) {
    const std::int64_t count = std::min(chunk_length(plan_.num_warmup), total - done);
    const ChainOutput output = program_.advance_mixing(all, tuning_, count);
    done += count;
    num_finished_ = done * plan_.num_chains;
    report("warm-up", output, plan_.num_warmup);
  }
  split_into_blocks(all);
}

void Run::end_epoch() {
  Arrays all;
  for (std::size_t i = 0; i < blocks_[0].statistics.size(); ++i) {
    Arrays pieces;
    for (const ChainBlock& block : blocks_) pieces.push_back(block.statistics[i]);
    all.push_back(concatenate(pieces));
  }
  tuning_ = kernel_.rules().adaptation()->update(tuning_, all);
  eval(flatten<Array>(tuning_));
}

void Run::sample() {
  num_finished_ = 0;
  const std::int64_t goal = plan_.num_warmup + plan_.num_draws * plan_.stride;
  const auto keep = [&](const ChainOutput& output, std::int64_t first_chain,
                        const std::vector<std::int64_t>& done_before) {
    {
      const std::scoped_lock lock(mutex_);
      if (!is_prepared_) store_.prepare(output);
      is_prepared_ = true;
    }
    std::vector<std::int64_t> first = done_before;
    for (std::int64_t& number : first) number -= plan_.num_warmup;
    store_.keep(output, first_chain, first, plan_.stride);
  };
  advance_to(goal, chunk_length(plan_.num_draws) * (program_.is_one_tick() ? plan_.stride : 1),
             "sampling", keep);
  progress_.finish();
}

/// Blocks of chains know nothing of each other until all are at the goal.
void Run::advance_to(std::int64_t goal, std::int64_t num_rows, const char* phase,
                     const Keep& keep) {
  std::vector<std::exception_ptr> errors(blocks_.size());
  std::vector<std::thread> threads;
  const auto work = [&](std::size_t b) {
    try {
      advance_block(b, goal, num_rows, phase, keep);
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
}

void Run::advance_block(std::size_t b, std::int64_t goal, std::int64_t num_rows, const char* phase,
                        const Keep& keep) {
  ChainBlock& block = blocks_[b];
  const auto first_chain =
      static_cast<std::int64_t>(b) * plan_.num_chains / static_cast<std::int64_t>(blocks_.size());
  while (least(block.num_done) < goal) {
    const std::vector<std::int64_t> before = block.num_done.values<std::int64_t>();
    const ChainOutput output = program_.advance(block, tuning_.parameters, goal, num_rows);
    if (keep) keep(output, first_chain, before);
    for (const std::int64_t rows : output.num_rows) num_finished_ += rows;
    report(phase, output, keep ? plan_.num_draws * plan_.stride : plan_.num_warmup);
  }
}

void Run::report(const char* phase, const ChainOutput& latest, std::int64_t total) {
  if (!plan_.show_progress) return;
  const std::scoped_lock lock(mutex_);
  progress_.update({.phase = phase,
                    .done = num_finished_ / (plan_.num_chains),
                    .total = total,
                    .acceptance = mean_acceptance(latest)});
}

stats::Posterior execute(const Plan& plan, const Kernel& kernel, const ChainProgram& program,
                         const Key& key, const Array& positions, const Stopwatch& watch) {
  Run run(plan, kernel, program, key, positions);
  const double compiled = watch.seconds();
  run.warm_up();
  const double warmed_up = watch.seconds();
  run.sample();
  const double sampled = watch.seconds();
  stats::Posterior posterior(
      {.quantities = run.store().quantities(),
       .sample_stats = run.store().sample_stats(),
       .facts = run.store().facts(),
       .seed = seed_of(key),
       .timing = {
           .compile = compiled, .warmup = warmed_up - compiled, .sampling = sampled - warmed_up}});
  posterior.set_total_seconds(watch.seconds());
  return posterior;
}

}  // namespace aleator::mcmc
