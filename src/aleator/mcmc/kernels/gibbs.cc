// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/kernels/gibbs.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/kernels/complete.h"
#include "aleator/mcmc/parts/options.h"

#include <algorithm>

namespace aleator::mcmc {
namespace {

using Places = std::vector<std::size_t>;  // of a block's parts among all

[[noreturn]] void fail(const std::string& what) { throw ValueError(text("GibbsSampler: ", what)); }

Places places_of(const GibbsBlock& block, const Layout& layout) {
  Places places;
  for (const std::string& name : block.parts) {
    const auto found = std::find(layout.names.begin(), layout.names.end(), name);
    if (found == layout.names.end()) {
      std::string known;
      for (const std::string& n : layout.names) known += (known.empty() ? "'" : ", '") + n + "'";
      fail(text("a block has the part '", name, "'; the parts of the state are ", known));
    }
    places.push_back(static_cast<std::size_t>(found - layout.names.begin()));
  }
  return places;
}

void check(const std::vector<GibbsBlock>& blocks, const Layout& layout) {
  std::vector<bool> is_covered(layout.names.size(), false);
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const GibbsBlock& block = blocks[b];
    if (block.parts.empty()) fail(text("block ", b, " has no parts"));
    if (static_cast<bool>(block.make_kernel_fn) == static_cast<bool>(block.conditional_fn)) {
      fail(text("block ", b, " ('", block.parts[0],
                "') must have either make_kernel_fn or conditional_fn"));
    }
    for (const std::size_t place : places_of(block, layout)) is_covered[place] = true;
  }
  for (std::size_t i = 0; i < is_covered.size(); ++i) {
    if (!is_covered[i])
      fail(text("the part '", layout.names[i], "' belongs to no block and would never change"));
  }
}

Layout layout_of(const Arrays& parts, const std::vector<std::string>& names, Dtype dtype) {
  Layout layout{names, {}, dtype};
  for (const Array& part : parts) layout.shapes.push_back(part.shape());
  return layout;
}

/// All parts while a step goes through the blocks, and what kernels said of their transitions.
struct Turn {
  Arrays parts;
  std::vector<TransitionInfo> infos;

  Arrays at(const Places& places) const {
    Arrays own;
    for (const std::size_t place : places) own.push_back(parts[place]);
    return own;
  }
};

Arrays replaced(Arrays parts, const Places& places, const Arrays& own) {
  for (std::size_t i = 0; i < places.size(); ++i) parts[places[i]] = own[i];
  return parts;
}

/// One transition of the block's kernel on its conditional log density.
Arrays kernel_turn(const Key& key, const Target& target, const GibbsBlock& block,
                   const Places& places, Turn& turn) {
  const Layout& all = target.layout();
  const TargetLogProbFn conditional = [&, parts = turn.parts](const Arrays& own) {
    return target.log_prob(all.ravel(replaced(parts, places, own)));
  };
  const Kernel block_kernel = block.make_kernel_fn(conditional), kernel = complete(block_kernel);
  const KernelRules& rules = kernel.rules();
  if (!rules.is_calibrated()) {
    fail(text("the kernel of '", block.parts[0],
              "' is a proposal without a Metropolis decision; wrap it in MetropolisHastings"));
  }
  if (!rules.can_start_anew()) {
    fail(text("the kernel of '", block.parts[0], "', ", block_kernel.rules().name(),
              ", keeps positions from one step to the next, but a block begins anew at every turn: "
              "the target would not be kept"));
  }
  const Arrays own = rules.unconstrain(turn.at(places));
  const Layout layout = layout_of(own, block.parts, all.dtype);
  const Target own_target(rules.target(), layout);
  const auto [next, info] = rules.step(key, own_target, parameters_of(rules, layout.dtype),
                                       rules.init(own_target, layout.ravel(own)));
  turn.infos.push_back(info);
  return rules.constrain(layout.unravel(rules.position(next)));
}

/// A draw from the block's conditional distribution.
Arrays conditional_turn(const Key& key, const Target& target, const GibbsBlock& block,
                        const Places& places, const Turn& turn) {
  const Arrays drawn = block.conditional_fn(key, turn.parts);
  const Layout expected = layout_of(turn.at(places), block.parts, target.layout().dtype);
  return expected.unravel(raveled("GibbsSampler", "conditional_fn", expected, drawn));
}

}  // namespace

GibbsSampler::State GibbsSampler::init(const Target& target, const Array& position) const {
  check(blocks, target.layout());
  return {position, target.log_prob(position)};
}

std::pair<GibbsSampler::State, GibbsSampler::Info> GibbsSampler::step(const Key& key,
                                                                      const Target& target,
                                                                      const Parameters&,
                                                                      const State& state) const {
  const Layout& layout = target.layout();
  Turn turn{layout.unravel(state.position), {}};
  for (std::size_t b = 0; b < blocks.size(); ++b) {
    const Places places = places_of(blocks[b], layout);
    const Key own_key = fold_in(key, static_cast<std::int64_t>(b));
    turn.parts = replaced(turn.parts, places,
                          blocks[b].make_kernel_fn
                              ? kernel_turn(own_key, target, blocks[b], places, turn)
                              : conditional_turn(own_key, target, blocks[b], places, turn));
  }
  Array acceptance = 0., is_divergent = false, num_steps = astype(0, int64);
  for (const TransitionInfo& info : turn.infos) {
    acceptance = acceptance + exp(minimum(0., info.log_accept_ratio));
    is_divergent = logical_or(is_divergent, info.is_divergent);
    num_steps = num_steps + info.num_steps;
  }
  const auto num_kernels = static_cast<double>(turn.infos.size());
  const Array position = layout.ravel(turn.parts);
  return {State{position, target.log_prob(position)},
          Info{.log_accept_ratio = num_kernels > 0 ? log(acceptance / num_kernels) : Array(0.),
               .is_transition = true,
               .is_divergent = is_divergent,
               .num_steps = num_steps}};
}

}  // namespace aleator::mcmc
