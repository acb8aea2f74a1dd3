// SPDX-License-Identifier: Apache-2.0
// Declares reducers: what becomes of draws that are not kept. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"
#include "aleator/base/ref.h"

#include <concepts>

namespace aleator::mcmc {

/// Of one draw of each part, the number or array that is reduced. Must be pure.
using TransformFn = Callable<Array(const Arrays& current_state)>;

/// A state of Arrays that blocks of draws, each part [chain, n, ...], take on.
class ReducerRules : public Counted {
 public:
  /// Before the first draw; the block is an example.
  virtual Arrays initialize(const Arrays& block) const = 0;
  virtual Arrays one_step(const Arrays& state, const Arrays& block) const = 0;
  virtual Array finalize(const Arrays& state) const = 0;
};

/// Any reducer.
class Reducer {
 public:
  template <class R>
  requires requires(const R& reducer) {
    { reducer.rules() } -> std::convertible_to<Ref<const ReducerRules>>;
  }
  Reducer(const R& reducer) : rules_(reducer.rules()) {}
  const ReducerRules& rules() const { return *rules_; }

 private:
  Ref<const ReducerRules> rules_;
};

// Where `transform_fn` is empty, all numbers of a draw as one vector.

/// The mean of transform_fn over all draws of all chains.
struct ExpectationsReducer {
  TransformFn transform_fn = {};
  Ref<const ReducerRules> rules() const;
};

/// Its variance, elementwise.
struct VarianceReducer {
  TransformFn transform_fn = {};
  int ddof = 0;
  Ref<const ReducerRules> rules() const;
};

/// Its covariance matrix; of an array over its last `event_ndims` axes.
struct CovarianceReducer {
  TransformFn transform_fn = {};
  std::int64_t event_ndims = 1;
  int ddof = 0;
  Ref<const ReducerRules> rules() const;
};

/// R-hat of the chains, not split, and without the root; see RunningPotentialScaleReduction.
struct PotentialScaleReductionReducer {
  TransformFn transform_fn = {};
  Ref<const ReducerRules> rules() const;
};

}  // namespace aleator::mcmc
