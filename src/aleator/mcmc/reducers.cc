// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/reducers.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/shape.h"
#include "aleator/stats/running.h"
#include "aleator/transforms/transforms.h"

#include <utility>

namespace aleator::mcmc {
namespace {

Array all_numbers(const Arrays& parts) {
  Arrays flat;
  for (const Array& part : parts) flat.push_back(ravel(part));
  return concatenate(flat);
}

/// transform_fn of every draw, [chain, n, ...].
Array transformed(const TransformFn& transform_fn, const Arrays& block) {
  const auto one = [&](const Arrays& parts) {
    return Arrays{transform_fn ? transform_fn(parts) : all_numbers(parts)};
  };
  const auto chain = [&](const Arrays& draws) { return vmap_arrays(one, draws, {}); };
  return vmap_arrays(chain, block, {})[0];
}

/// A state of stats/running.h: how it starts for values [chain, n, ...], takes them, and ends.
template <class Running>
class RunningRules final : public ReducerRules {
 public:
  struct Steps {
    Callable<Running(const Array& values)> start;
    Callable<Running(const Running& state, const Array& values)> update;
    Callable<Array(const Running& state)> end;
  };
  RunningRules(const TransformFn& transform_fn, const Steps& steps)
      : transform_fn_(transform_fn), steps_(steps) {}

  Arrays initialize(const Arrays& block) const override {
    return flatten<Array>(steps_.start(transformed(transform_fn_, block)));
  }
  Arrays one_step(const Arrays& state, const Arrays& block) const override {
    const Array values = transformed(transform_fn_, block);
    return flatten<Array>(steps_.update(unflatten<Array>(steps_.start(values), state), values));
  }
  Array finalize(const Arrays& state) const override {
    return steps_.end(unflatten<Array>(empty(), state));
  }

 private:
  Running empty() const { return steps_.start(zeros({1, 1})); }
  const TransformFn transform_fn_;
  const Steps steps_;
};

Shape event_of(const Array& values) { return values.shape().slice(2, values.rank()); }

/// Draws of all chains as samples of one axis.
Array pooled(const Array& values) {
  return reshape(values, Shape{values.dim(0) * values.dim(1)} + event_of(values));
}

template <class Running, class Start, class End>
Ref<const ReducerRules> over_all_chains(const TransformFn& transform_fn, const Start& start,
                                        const End& end) {
  return make_ref<RunningRules<Running>>(
      transform_fn,
      typename RunningRules<Running>::Steps{
          start, [](const Running& r, const Array& values) { return r.update(pooled(values), 0); },
          end});
}

}  // namespace

Ref<const ReducerRules> ExpectationsReducer::rules() const {
  using stats::RunningMean;
  return over_all_chains<RunningMean>(
      transform_fn,
      [](const Array& values) { return RunningMean::from_shape(event_of(values), values.dtype()); },
      [](const RunningMean& r) { return r.mean; });
}

Ref<const ReducerRules> VarianceReducer::rules() const {
  using stats::RunningVariance;
  return over_all_chains<RunningVariance>(
      transform_fn,
      [](const Array& values) {
        return RunningVariance::from_shape(event_of(values), values.dtype());
      },
      [ddof = ddof](const RunningVariance& r) { return r.variance(ddof); });
}

Ref<const ReducerRules> CovarianceReducer::rules() const {
  using stats::RunningCovariance;
  return over_all_chains<RunningCovariance>(
      transform_fn,
      [n = event_ndims](const Array& values) {
        return RunningCovariance::from_shape(event_of(values), values.dtype(),
                                             values.rank() > 2 ? n : 0);
      },
      [ddof = ddof](const RunningCovariance& r) { return r.covariance(ddof); });
}

Ref<const ReducerRules> PotentialScaleReductionReducer::rules() const {
  using Running = stats::RunningPotentialScaleReduction;
  return make_ref<RunningRules<Running>>(
      transform_fn, RunningRules<Running>::Steps{
                        [](const Array& values) {
                          return Running::from_shape(Shape{values.dim(0)} + event_of(values),
                                                     values.dtype());
                        },
                        [](const Running& r, const Array& values) { return r.update(values, 1); },
                        [](const Running& r) { return r.potential_scale_reduction(); }});
}

}  // namespace aleator::mcmc
