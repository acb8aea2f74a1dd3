// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/annealed_importance.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/kernels/complete.h"
#include "aleator/mcmc/parts/options.h"
#include "aleator/mcmc/start.h"
#include "aleator/transforms/transforms.h"

namespace aleator::mcmc {
namespace {

constexpr const char* kWho = "sample_annealed_importance_chain";

std::int64_t checked_num_chains(const AnnealedImportanceOptions& o) {
  if (o.num_steps < 1)
    throw ValueError(text(kWho, ": num_steps must be at least 1, got ", o.num_steps));
  if (o.current_state.empty())
    throw ValueError(text(kWho, ": current_state must have at least one part"));
  for (const Array& part : o.current_state) {
    if (part.rank() < 1 || part.dim(0) != o.current_state[0].dim(0) || part.dim(0) < 1) {
      throw ShapeError(text(kWho,
                            ": every part of current_state must begin with the same axis of "
                            "chains, got shapes ",
                            o.current_state[0].shape(), " and ", part.shape()));
    }
  }
  return o.current_state[0].dim(0);
}

/// A chain between two temperatures.
struct Annealed {
  Arrays parts;
  Array log_weight, sum_acceptance;
};

class Annealer {
 public:
  explicit Annealer(const AnnealedImportanceOptions& options) : o_(options) {}

  Annealed start(const Arrays& parts) const {
    return {parts, strong_scalar(0.), strong_scalar(0.)};
  }

  /// The next temperature: the weight of going there, and a transition at it.
  Annealed step(const Annealed& chain, const Key& key, const Array& inverse_temperature) const {
    const double share = 1. / static_cast<double>(o_.num_steps);
    const Array difference =
        o_.target_log_prob_fn(chain.parts) - o_.proposal_log_prob_fn(chain.parts);
    const auto tempered = [&](const Arrays& parts) {
      return (1. - inverse_temperature) * o_.proposal_log_prob_fn(parts) +
             inverse_temperature * o_.target_log_prob_fn(parts);
    };
    const Kernel kernel = complete(o_.make_kernel_fn(tempered));
    const KernelRules& rules = kernel.rules();
    if (!rules.is_calibrated()) {
      throw ValueError(text(kWho,
                            ": the kernel is a proposal without a Metropolis decision; wrap it in "
                            "MetropolisHastings"));
    }
    const Arrays own = rules.unconstrain(chain.parts);
    Layout layout{checked_names(kWho, {}, own.size()), {}, chain.parts[0].dtype()};
    for (const Array& part : own) layout.shapes.push_back(part.shape());
    const Target target(rules.target(), layout);
    const auto [next, info] = rules.step(key, target, parameters_of(rules, layout.dtype),
                                         rules.init(target, layout.ravel(own)));
    return {rules.constrain(layout.unravel(rules.position(next))),
            chain.log_weight + share * astype(difference, float64),
            chain.sum_acceptance + astype(exp(minimum(0., info.log_accept_ratio)), float64)};
  }

 private:
  const AnnealedImportanceOptions& o_;
};

}  // namespace

AnnealedImportanceChain sample_annealed_importance_chain(const AnnealedImportanceOptions& options) {
  const std::int64_t num_chains = checked_num_chains(options);
  const auto num_steps = static_cast<double>(options.num_steps);
  const Annealer annealer(options);
  const std::size_t num_parts = options.current_state.size();
  const auto run = [&](const Arrays& x) {
    const Key key = fold_in(options.key, x[0]);
    const auto body = [&](const Arrays& carry, const Arrays& number) {
      const Annealed before{part_of(carry, 0, num_parts), carry[num_parts], carry[num_parts + 1]};
      const Array inverse_temperature = (astype(number[0], float64) + 1.) / num_steps;
      return std::pair(
          flatten<Array>(annealer.step(before, fold_in(key, number[0]), inverse_temperature)),
          Arrays{});
    };
    return scan_arrays(body, flatten<Array>(annealer.start(rest_of(x, 1))),
                       {arange(options.num_steps, int64)})
        .first;
  };
  Arrays arguments{arange(num_chains, int64)};
  for (const Array& part : options.current_state) arguments.push_back(as_floating(part));
  const Arrays ends = vmap_arrays(run, arguments, {.axis = Axis::Lanes});
  eval(ends);
  return {part_of(ends, 0, num_parts), ends[num_parts], ends[num_parts + 1] / num_steps};
}

}  // namespace aleator::mcmc
