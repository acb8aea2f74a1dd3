// SPDX-License-Identifier: Apache-2.0
// Defines the choice between two trees of Arrays, and trees as constants.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/tree.h"

namespace aleator::optimize {

/// One of two trees of equal structure, by a scalar bool.
template <class T>
T choose(const Array& condition, const T& on_true, const T& on_false) {
  const Arrays a = flatten<Array>(on_true), b = flatten<Array>(on_false);
  Arrays chosen;
  for (std::size_t i = 0; i < a.size(); ++i) chosen.push_back(where(condition, a[i], b[i]));
  return unflatten<Array>(on_true, chosen);
}

/// The same values, constants in derivatives.
template <class T>
T stop_gradients(const T& tree) {
  T result = tree;
  visit_leaves<Array>(result, [](Array& leaf) { leaf = stop_gradient(leaf); });
  return result;
}

}  // namespace aleator::optimize
