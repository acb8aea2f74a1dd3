// SPDX-License-Identifier: Apache-2.0
// Defines the functions of one chain, and which program advances a block.
#include "aleator/mcmc/chain_program.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/statistics.h"
#include "aleator/transforms/donation.h"

#include <algorithm>

namespace aleator::mcmc {
namespace {

const std::size_t kNumParameters = flatten<Array>(Parameters{}).size();
const std::size_t kNumInfo = flatten<Array>(TransitionInfo{}).size();

ArrayTypes strong_types(ArrayTypes types) {
  for (ArrayType& type : types) type = strong(type);
  return types;
}

}  // namespace

Arrays ChainBlock::arrays() const { return joined({states, statistics, {num_done, chain_ids}}); }

ChainProgram::ChainProgram(const Kernel& kernel, const Target& target, const Layout& layout)
    : kernel_(kernel), target_(target), layout_(layout) {
  const KernelRules& rules = kernel_.rules();
  const ArrayType position{.dtype = layout_.dtype, .shape = {layout_.size()}};
  init_ =
      close("sample_chain", {position}, [&](const Arrays& x) { return rules.init(target_, x[0]); });
  state_types_ = strong_types(init_.function.output_types());

  const ArrayTypes parameter_types = strong_types_of(flatten<Array>(tuning().parameters));
  ArrayTypes types = state_types_;
  types.push_back({.dtype = uint32, .shape = {2}});
  types.insert(types.end(), parameter_types.begin(), parameter_types.end());
  tick_ = close("sample_chain", types, [&](const Arrays& x) {
    const auto parameters = unflatten<Array>(Parameters{}, rest_of(x, state_types_.size() + 1));
    const auto [state, info] = rules.step(Key(x[state_types_.size()]), target_, parameters,
                                          part_of(x, 0, state_types_.size()));
    return joined({state, flatten<Array>(info)});
  });
  const Array& is_transition = tick_.function.outputs()[state_types_.size() + 1];
  is_one_tick_ = is_transition.is_known();

  types = strong_types(tick_.function.output_types());
  types.insert(types.end(), parameter_types.begin(), parameter_types.end());
  record_ = close("sample_chain", types, [&](const Arrays& x) {
    const Arrays state = part_of(x, 0, state_types_.size());
    const auto info = unflatten<Array>(TransitionInfo{}, part_of(x, state_types_.size(), kNumInfo));
    const auto parameters =
        unflatten<Array>(Parameters{}, rest_of(x, state_types_.size() + kNumInfo));
    const Arrays parts = rules.constrain(layout_.unravel(rules.position(state)));
    num_parts_ = parts.size();
    return joined({parts, statistics_of(rules.log_density(state), info, parameters)});
  });
  if (const auto adaptation = rules.adaptation())
    statistics_types_ = strong_types_of(adaptation->begin_epoch(tuning(), position));
}

Tuning ChainProgram::tuning() const {
  Parameters parameters = kernel_.rules().parameters();
  visit_leaves<Array>(parameters, [&](Array& x) { x = astype(x, layout_.dtype); });
  const auto adaptation = kernel_.rules().adaptation();
  const ArrayType position{.dtype = layout_.dtype, .shape = {layout_.size()}};
  return adaptation ? adaptation->start(parameters, position) : Tuning{parameters, {}};
}

ChainBlock ChainProgram::start(const Key& key, const Array& chain_ids,
                               const Array& positions) const {
  ChainBlock block{.key_words = key.words(), .chain_ids = chain_ids};
  block.num_done = zeros({chain_ids.dim(0)}, int64);
  block.states = run_lanes(init_, {positions}, {});
  begin_epoch(block, tuning());
  return block;
}

void ChainProgram::begin_epoch(ChainBlock& block, const Tuning& tuning) const {
  const auto adaptation = kernel_.rules().adaptation();
  if (!adaptation) return;
  const ArrayType position{.dtype = layout_.dtype, .shape = {layout_.size()}};
  block.statistics.clear();
  for (const Array& x : adaptation->begin_epoch(tuning, position))
    block.statistics.push_back(broadcast_to(x, Shape{block.num_chains()} + x.shape()));
}

std::pair<Arrays, TransitionInfo> ChainProgram::tick(const Array& key_words,
                                                     const Parameters& parameters,
                                                     const Arrays& state) const {
  const Arrays results = call_function(
      tick_.function, joined({state, {key_words}, flatten<Array>(parameters), tick_.captures}));
  return {part_of(results, 0, state_types_.size()),
          unflatten<Array>(TransitionInfo{}, rest_of(results, state_types_.size()))};
}

Arrays ChainProgram::record(const Arrays& state, const TransitionInfo& info,
                            const Parameters& parameters) const {
  return call_function(record_.function, joined({state, flatten<Array>(info),
                                                 flatten<Array>(parameters), record_.captures}));
}

Arrays ChainProgram::observe(const Arrays& statistics, const Arrays& state,
                             const TransitionInfo& info) const {
  const KernelRules& rules = kernel_.rules();
  const auto adaptation = rules.adaptation();
  if (!adaptation) return {};
  return adaptation->observe(
      statistics, {rules.position(state), rules.log_density(state), rules.gradient(state), info});
}

Parameters ChainProgram::tuned(const Parameters& parameters, const Arrays& statistics) const {
  const auto adaptation = kernel_.rules().adaptation();
  return adaptation ? adaptation->tuned(parameters, statistics) : parameters;
}

const ClosedFunction& ChainProgram::made(const std::string& name,
                                         const Callable<ClosedFunction()>& make) const {
  const std::scoped_lock lock(mutex_);
  const auto found = made_.find(name);
  return found != made_.end() ? found->second : made_.emplace(name, make()).first->second;
}

Arrays ChainProgram::run_lanes(const ClosedFunction& f, const Arrays& mapped,
                               const Arrays& shared) const {
  // A program is called as it is only on values: what is pending would be compiled with it.
  eval(mapped);
  eval(shared);
  const Function lanes = over_lanes(f.function, mapped.size(), mapped[0].dim(0));
  const Arrays results = call_function(lanes, joined({mapped, shared, f.captures}));
  eval(results);
  return results;
}

/// On the arrays of a block, which a device may overwrite: the block has new ones afterwards.
Arrays ChainProgram::run_block(const ClosedFunction& f, ChainBlock& block,
                               const Arrays& shared) const {
  const Arrays others = joined({shared, f.captures});
  eval(block.arrays());
  eval(others);
  const Function lanes = over_lanes(f.function, block.arrays().size(), block.num_chains());
  std::vector<Buffer> operands;
  for (const Array& x : joined({block.arrays(), others})) operands.push_back(x.buffer());
  const std::size_t n = block.states.size(), k = n + block.statistics.size();
  const auto put_back = [&] {
    for (std::size_t i = 0; i < n; ++i) block.states.push_back(constant(operands[i]));
    for (std::size_t i = n; i < k; ++i) block.statistics.push_back(constant(operands[i]));
    block.num_done = constant(operands[k]);
  };
  // From here on they are held by `operands` alone, unless somebody else looks at them.
  block.states.clear();
  block.statistics.clear();
  block.num_done = Array(0);
  Arrays results;
  try {
    for (const Buffer& result : run_donating(lanes, operands, k + 1))
      results.push_back(constant(result));
  } catch (...) {
    put_back();
    throw;
  }
  return results;
}

ChainOutput ChainProgram::output_of(const Arrays& kept, std::vector<std::int64_t> num_rows) const {
  return {part_of(kept, 0, num_parts_), rest_of(kept, num_parts_), std::move(num_rows)};
}

ChainOutput ChainProgram::advance(ChainBlock& block, const Parameters& parameters,
                                  std::int64_t goal, std::int64_t num_rows) const {
  if (!is_one_tick_) return advance_by_ticks(block, parameters, goal, num_rows);
  const std::int64_t done = block.num_done.values<std::int64_t>()[0];
  return advance_together(block, parameters, std::min(num_rows, goal - done));
}

}  // namespace aleator::mcmc
