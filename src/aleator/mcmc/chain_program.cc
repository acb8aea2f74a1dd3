// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/chain_program.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/transforms/inspect.h"

namespace aleator::mcmc {
namespace {

constexpr std::size_t kNumParameters = 3;
constexpr std::size_t kNumStatistics = 5;

/// The statistics kept of every transition, in ChainOutput's order.
Arrays statistics_of(const Array& log_density, const TransitionInfo& info) {
  Arrays statistics{log_density, exp(minimum(0., info.log_accept_ratio)), info.is_accepted,
                    info.is_divergent, info.energy};
  for (Array& x : statistics) x = astype(x, is_floating(x.dtype()) ? float64 : x.dtype());
  return statistics;
}

}  // namespace

ChainProgram::ChainProgram(const Kernel& kernel, const Target& target, const Layout& layout)
    : kernel_(kernel), target_(target), layout_(layout) {
  const ArrayType position{.dtype = layout_.dtype, .shape = {layout_.size()}};
  const ClosedFunction start = close("sample_chain", {position}, [&](const Arrays& x) {
    return kernel_.rules().init(target_, x[0]);
  });
  init_ = start.function;
  init_captures_ = start.captures;
  num_leaves_ = init_.outputs().size();

  ArrayTypes types = init_.output_types();
  for (ArrayType& type : types) type = strong(type);
  const ArrayTypes own{{.dtype = int64},
                       {.dtype = uint32, .shape = {2}},
                       {.dtype = int64}};  // chain, key, transition
  types.insert(types.end(), own.begin(), own.end());
  for (const ArrayType& type : types_of(flatten<Array>(parameters()))) types.push_back(type);
  const ClosedFunction step =
      close("sample_chain", types, [&](const Arrays& x) { return transition(x); });
  transition_ = step.function;
  captures_ = step.captures;
}

/// One transition of one chain: (state..., chain, key, transition, parameters...) -> (state...,
/// parts..., statistics..., observations...).
Arrays ChainProgram::transition(const Arrays& x) {
  const KernelRules& rules = kernel_.rules();
  const Arrays old = part_of(x, 0, num_leaves_),
               tuning = part_of(x, num_leaves_ + 3, kNumParameters);
  const Key key = fold_in(fold_in(Key(x[num_leaves_ + 1]), x[num_leaves_]), x[num_leaves_ + 2]);
  const auto [state, info] = rules.step(key, target_, unflatten<Array>(Parameters{}, tuning), old);
  const Arrays parts = rules.constrain(layout_.unravel(rules.position(state)));
  const auto adaptation = rules.adaptation();
  const Arrays observed = adaptation ? adaptation->observe(state, info) : Arrays{};
  num_parts_ = parts.size();
  num_observed_ = observed.size();
  return joined({state, parts, statistics_of(rules.log_density(state), info), observed});
}

Parameters ChainProgram::parameters() const {
  Parameters parameters = kernel_.rules().parameters();
  visit_leaves<Array>(parameters, [&](Array& x) { x = astype(x, layout_.dtype); });
  return parameters;
}

Arrays ChainProgram::init(const Array& positions) const {
  const Arrays states =
      call_function(over_lanes(init_, 1, positions.dim(0)), joined({{positions}, init_captures_}));
  eval(states);
  return states;
}

/// Parameters after a transition: adapted while its number is below the adaptation's.
Arrays ChainProgram::adapted(const Arrays& before, const Arrays& observed,
                             const Array& transition) const {
  const auto adaptation = kernel_.rules().adaptation();
  if (!adaptation) return before;
  Arrays after =
      flatten<Array>(adaptation->update(unflatten<Array>(Parameters{}, before), observed));
  for (std::size_t i = 0; i < after.size(); ++i)
    after[i] = where(transition < adaptation->num_steps(), after[i], before[i]);
  return after;
}

/// The inputs of a chunk: key, chains, first transition; state and parameters; captures.
Arrays ChainProgram::chunk_inputs(const ChainBlock& block) const {
  return joined({{block.key_words, block.chain_ids, strong_scalar(block.num_done)},
                 block.states,
                 flatten<Array>(block.parameters),
                 captures_});
}

Function ChainProgram::chunk(const ChainBlock& block, std::int64_t num_transitions) const {
  const Function lanes = over_lanes(transition_, num_leaves_ + 1, block.chain_ids.dim(0));
  const auto body = [&](const Arrays& x) {
    const Arrays captures = rest_of(x, 3 + num_leaves_ + kNumParameters);
    const auto one = [&](const Arrays& carry, const Arrays& entries) {
      const Array number = x[2] + entries[0];
      const Arrays states = part_of(carry, 0, num_leaves_),
                   parameters = rest_of(carry, num_leaves_);
      const Arrays results =
          call_function(lanes, joined({states, {x[1], x[0], number}, parameters, captures}));
      const std::size_t num_kept = num_parts_ + kNumStatistics;
      const Arrays observed = rest_of(results, num_leaves_ + num_kept);
      return std::pair(
          joined({part_of(results, 0, num_leaves_), adapted(parameters, observed, number)}),
          part_of(results, num_leaves_, num_kept));
    };
    const auto [carry, outputs] =
        scan_arrays(one, part_of(x, 3, num_leaves_ + kNumParameters), {arange(num_transitions)});
    return joined({carry, outputs});
  };
  return close("sample_chain", strong_types_of(chunk_inputs(block)), body).function;
}

/// Many transitions of one chain with fixed parameters: (state..., chain, key, first transition,
/// parameters..., captures...) -> (state..., parts..., statistics...), the last two with the
/// transitions as axis 0.
Function ChainProgram::chain_chunk(std::int64_t num_transitions) const {
  return transition_.memoize(text("chunk ", num_transitions), [&] {
    ArrayTypes types;
    for (const ArrayType& type : transition_.parameter_types()) types.push_back(strong(type));
    const auto body = [&](const Arrays& x) {
      const auto one = [&](const Arrays& state, const Arrays& entries) {
        const Arrays own{x[num_leaves_], x[num_leaves_ + 1], x[num_leaves_ + 2] + entries[0]};
        const Arrays results =
            call_function(transition_, joined({state, own, rest_of(x, num_leaves_ + 3)}));
        return std::pair(part_of(results, 0, num_leaves_),
                         part_of(results, num_leaves_, num_parts_ + kNumStatistics));
      };
      const auto [state, outputs] =
          scan_arrays(one, part_of(x, 0, num_leaves_), {arange(num_transitions)});
      return joined({state, outputs});
    };
    return close("sample_chain", types, body).function;
  });
}

/// Chains whose parameters stay as they are know nothing of each other: each runs in a lane of its
/// own through all transitions.
ChainOutput ChainProgram::advance_apart(ChainBlock& block, std::int64_t num_transitions) const {
  const Function lanes =
      over_lanes(chain_chunk(num_transitions), num_leaves_ + 1, block.chain_ids.dim(0));
  Arrays results = call_function(
      lanes, joined({block.states,
                     {block.chain_ids, block.key_words, strong_scalar(block.num_done)},
                     flatten<Array>(block.parameters),
                     captures_}));
  for (std::size_t i = num_leaves_; i < results.size(); ++i)
    results[i] = swap_axes(results[i], 0, 1);
  eval(results);
  block.states = part_of(results, 0, num_leaves_);
  block.num_done += num_transitions;
  return output_of(rest_of(results, num_leaves_));
}

ChainOutput ChainProgram::output_of(const Arrays& kept) const {
  const Arrays s = rest_of(kept, num_parts_);
  return {part_of(kept, 0, num_parts_), s[0], s[1], s[2], s[3], s[4]};
}

ChainOutput ChainProgram::advance(ChainBlock& block, std::int64_t num_transitions) const {
  const auto adaptation = kernel_.rules().adaptation();
  if (!adaptation || block.num_done >= adaptation->num_steps())
    return advance_apart(block, num_transitions);
  // Chunks of one length and block size are one function: the transition's own memory keeps it.
  const std::string key = text("chunk ", num_transitions, " of ", block.chain_ids.dim(0));
  const Function function = transition_.memoize(key, [&] { return chunk(block, num_transitions); });
  const Arrays results = call_function(function, chunk_inputs(block));
  eval(results);
  block.states = part_of(results, 0, num_leaves_);
  block.parameters = unflatten<Array>(Parameters{}, part_of(results, num_leaves_, kNumParameters));
  block.num_done += num_transitions;
  return output_of(rest_of(results, num_leaves_ + kNumParameters));
}

}  // namespace aleator::mcmc
