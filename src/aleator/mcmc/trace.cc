// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/trace.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/tree.h"
#include "aleator/transforms/inspect.h"

namespace aleator::mcmc {

Arrays traced(const TraceFn& trace_fn, const stats::Posterior& posterior) {
  const std::int64_t num_chains = posterior.num_chains(), num_draws = posterior.num_draws();
  Arrays all;
  for (const stats::NamedDraws& quantity : posterior.quantities()) all.push_back(quantity.draws);
  const std::size_t num_parts = all.size();
  // Statistics are in the order of KernelResults.
  for (const stats::NamedDraws& statistic : posterior.sample_stats())
    all.push_back(statistic.draws);
  ArrayTypes types;
  for (Array& x : all) {
    const Shape event = x.shape().slice(2, x.rank());
    types.push_back({.dtype = x.dtype(), .shape = event});
    x = reshape(x, Shape{num_chains * num_draws} + event);
  }
  eval(all);
  const ClosedFunction one = close("trace_fn", types, [&](const Arrays& x) {
    return trace_fn(part_of(x, 0, num_parts),
                    unflatten<Array>(KernelResults{}, rest_of(x, num_parts)));
  });
  const Function lanes = over_lanes(one.function, all.size(), num_chains * num_draws);
  Arrays traces = call_function(lanes, joined({all, one.captures}));
  for (Array& x : traces) x = reshape(x, Shape{num_chains, num_draws} + x.shape().without(0));
  eval(traces);
  return traces;
}

}  // namespace aleator::mcmc
