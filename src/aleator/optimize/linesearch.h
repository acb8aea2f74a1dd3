// SPDX-License-Identifier: Apache-2.0
// Declares the search for a good step along a direction, by Hager and Zhang. Names are TFP's.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

namespace aleator::optimize {

/// A function of one number at one place.
struct LineValue {
  Array f;              ///< value, a scalar
  Array df;             ///< derivative along the line, a scalar
  Array full_gradient;  ///< of the function that is restricted to the line; carried along
};
using LineFunction = Callable<LineValue(const Array& step)>;

struct HagerZhangOptions {
  Array initial_step_size = 1.;  ///< the first step tried, positive
  Array converged = false;       ///< true: there is nothing to do, and nothing is evaluated
  /// The approximate conditions hold for values up to f(0) + this |f(0)|.
  double threshold_use_approximate_wolfe_condition = 1e-6;
  double shrinkage_param = 0.66;           ///< a bracket that shrinks by less is halved
  double expansion_param = 5.0;            ///< from one step to the next until there is a bracket
  double sufficient_decrease_param = 0.1;  ///< delta in f(x) <= f(0) + delta x f'(0)
  double curvature_param = 0.9;            ///< sigma in f'(x) >= sigma f'(0)
  std::int64_t max_iterations = 50;        ///< an iteration is one evaluation
};

struct LinePoint {
  Array x, f, df;
};
struct HagerZhangResults {
  Array converged;      ///< whether `left` fulfils the conditions of Wolfe
  Array failed;         ///< whether the search ended without, or could not begin
  Array func_evals;     ///< int64
  LinePoint left;       ///< the step that was found; if failed, the best lower end of a bracket
  LinePoint right;      ///< the upper end
  Array full_gradient;  ///< at `left`
};

/// A step x > 0 with the conditions of Wolfe, f(x) <= f(0) + delta x f'(0) and f'(x) >= sigma
/// f'(0), or the approximate ones, (2 delta - 1) f'(0) >= f'(x) >= sigma f'(0) and f(x) <= f(0) +
/// epsilon, which can be checked to full precision near a minimum.
///
/// Hager and Zhang (2005), A new conjugate gradient method with guaranteed descent and an efficient
/// line search, and (2006), Algorithm 851. A step where f or f' is not finite counts as too far.
HagerZhangResults hager_zhang(const LineFunction& value_and_gradients_function,
                              const LineValue& value_at_zero,
                              const HagerZhangOptions& options = {});

}  // namespace aleator::optimize
