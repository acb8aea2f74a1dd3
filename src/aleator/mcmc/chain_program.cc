// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/chain_program.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/transforms/inspect.h"

namespace aleator::mcmc {
namespace {

constexpr std::size_t kNumParameters = 3;
constexpr std::size_t kNumStatistics = 5;

Arrays slice_of(const Arrays& arrays, std::size_t first, std::size_t count) {
  const auto begin = arrays.begin() + static_cast<std::ptrdiff_t>(first);
  return {begin, begin + static_cast<std::ptrdiff_t>(count)};
}

void append(Arrays& to, const Arrays& from) { to.insert(to.end(), from.begin(), from.end()); }

ArrayTypes types_of(const Arrays& arrays) {
  ArrayTypes types;
  for (const Array& x : arrays) types.push_back(strong(x.type()));
  return types;
}

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
  const KernelRules& rules = kernel_.rules();
  const ArrayType position{.dtype = layout_.dtype, .shape = {layout_.size()}};
  const ClosedFunction start =
      close("sample_chain", {position}, [&](const Arrays& x) { return rules.init(target_, x[0]); });
  init_ = start.function;
  init_captures_ = start.captures;
  num_leaves_ = init_.outputs().size();

  // (state..., chain, key, transition, parameters...) -> (state..., parts..., statistics...,
  // observations...)
  ArrayTypes types = init_.output_types();
  types.push_back({.dtype = int64});
  types.push_back({.dtype = uint32, .shape = {2}});
  types.push_back({.dtype = int64});
  for (const Array& x : flatten<Array>(parameters())) types.push_back(x.type());
  const ClosedFunction step = close("sample_chain", types, [&](const Arrays& x) {
    const Array& chain = x[num_leaves_];
    const Key key = fold_in(fold_in(Key(x[num_leaves_ + 1]), chain), x[num_leaves_ + 2]);
    const Parameters parameters =
        unflatten<Array>(Parameters{}, slice_of(x, num_leaves_ + 3, kNumParameters));
    const auto [state, info] = rules.step(key, target_, parameters, slice_of(x, 0, num_leaves_));
    Arrays outputs = state;
    const Arrays parts = rules.constrain(layout_.unravel(rules.position(state)));
    num_parts_ = parts.size();
    append(outputs, parts);
    append(outputs, statistics_of(rules.log_density(state), info));
    if (const auto adaptation = rules.adaptation()) {
      const Arrays observed = adaptation->observe(state, info);
      num_observed_ = observed.size();
      append(outputs, observed);
    }
    return outputs;
  });
  transition_ = step.function;
  captures_ = step.captures;
}

Parameters ChainProgram::parameters() const {
  Parameters parameters = kernel_.rules().parameters();
  visit_leaves<Array>(parameters, [&](Array& x) { x = astype(x, layout_.dtype); });
  return parameters;
}

Arrays ChainProgram::init(const Array& positions) const {
  Arrays operands{positions};
  append(operands, init_captures_);
  const Arrays states = call_function(over_lanes(init_, 1, positions.dim(0)), operands);
  eval(states);
  return states;
}

/// The chunk as a function of (key, chains, first transition, states..., parameters...,
/// captures...).
Function ChainProgram::chunk(const ChainBlock& block, std::int64_t num_transitions) const {
  const Function lanes = over_lanes(transition_, num_leaves_ + 1, block.chain_ids.dim(0));
  const auto adaptation = kernel_.rules().adaptation();
  Arrays inputs{block.key_words, block.chain_ids, strong_scalar(std::int64_t{0})};
  append(inputs, block.states);
  append(inputs, flatten<Array>(block.parameters));
  append(inputs, captures_);
  const auto body = [&](const Arrays& x) {
    const Arrays captures = slice_of(x, 3 + num_leaves_ + kNumParameters, captures_.size());
    const auto one = [&](const Arrays& carry, const Arrays& entries) {
      const Array transition = x[2] + entries[0];
      Arrays operands = slice_of(carry, 0, num_leaves_);
      append(operands, {x[1], x[0], transition});
      append(operands, slice_of(carry, num_leaves_, kNumParameters));
      append(operands, captures);
      const Arrays results = call_function(lanes, operands);
      Arrays next = slice_of(results, 0, num_leaves_);
      Parameters parameters =
          unflatten<Array>(Parameters{}, slice_of(carry, num_leaves_, kNumParameters));
      if (adaptation) {
        const Arrays before = flatten<Array>(parameters);
        const Arrays after = flatten<Array>(adaptation->update(
            parameters, slice_of(results, results.size() - num_observed_, num_observed_)));
        for (std::size_t i = 0; i < kNumParameters; ++i)
          next.push_back(where(transition < adaptation->num_steps(), after[i], before[i]));
      } else {
        append(next, flatten<Array>(parameters));
      }
      return std::pair(next, slice_of(results, num_leaves_, num_parts_ + kNumStatistics));
    };
    Arrays start = slice_of(x, 3, num_leaves_ + kNumParameters);
    auto [carry, outputs] = scan_arrays(one, start, {arange(num_transitions)});
    append(carry, outputs);
    return carry;
  };
  return close("sample_chain", types_of(inputs), body).function;
}

ChainOutput ChainProgram::advance(ChainBlock& block, std::int64_t num_transitions) const {
  // Chunks of one length and block size are one function: the transition's own memory keeps it.
  const std::string key = text("chunk ", num_transitions, " of ", block.chain_ids.dim(0));
  const Function function = transition_.memoize(key, [&] { return chunk(block, num_transitions); });
  Arrays operands{block.key_words, block.chain_ids, strong_scalar(block.num_done)};
  append(operands, block.states);
  append(operands, flatten<Array>(block.parameters));
  append(operands, captures_);
  const Arrays results = call_function(function, operands);
  eval(results);
  block.states = slice_of(results, 0, num_leaves_);
  block.parameters = unflatten<Array>(Parameters{}, slice_of(results, num_leaves_, kNumParameters));
  block.num_done += num_transitions;
  const std::size_t first = num_leaves_ + kNumParameters;
  const Arrays s = slice_of(results, first + num_parts_, kNumStatistics);
  return {slice_of(results, first, num_parts_), s[0], s[1], s[2], s[3], s[4]};
}

}  // namespace aleator::mcmc
