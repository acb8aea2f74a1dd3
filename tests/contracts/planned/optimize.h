// SPDX-License-Identifier: Apache-2.0
// Declares optimizers and minimize.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/base/callable.h"
#include "aleator/base/error.h"
#include "aleator/random/key.h"

#include <type_traits>
#include <utility>
#include <vector>

namespace aleator::optimize {

/// Any optimizer: a cheap immutable handle.
class Optimizer {};

struct AdamOptions {
  Array learning_rate = 0.001;
  double beta_1 = 0.9;
  double beta_2 = 0.999;
  double epsilon = 1e-7;
};
/// Source: Kingma and Ba (2015), "Adam: a method for stochastic optimization".
class Adam : public Optimizer {
 public:
  explicit Adam(const AdamOptions& options = {});
};

namespace loss_detail {

template <class F, class... First, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return std::is_invocable_r_v<Array, const F&, const First&...,
                               decltype((void)I, std::declval<const Array&>())...>;
}
/// How many of the numbers 0..16 of Arrays F takes after the arguments First.
template <class F, class... First>
constexpr int num_forms() {
  return []<std::size_t... N>(std::index_sequence<N...>) {
    return (0 + ... + (takes<F, First...>(std::make_index_sequence<N>()) ? 1 : 0));
  }
  (std::make_index_sequence<17>());
}

/// A function without a key is not asked whether it takes one: its body need not compile with one.
template <class F>
constexpr int num_loss_forms() {
  constexpr int plain = num_forms<F>();
  if constexpr (plain > 0) return plain;
  else return num_forms<F, Key>();
}

}  // namespace loss_detail

/// A scalar loss: f(), f(Key), f(Array...) or f(Key, Array...). The Arrays are rows of `data`.
class LossFn {
 public:
  template <class F>
  requires(!std::same_as<std::remove_cvref_t<F>, LossFn>) LossFn(const F&) {
    constexpr int forms = loss_detail::num_loss_forms<F>();
    static_assert(forms != 0, "a loss is f(), f(Key), f(Array...) or f(Key, Array...)");
    static_assert(forms <= 1,
                  "a loss must take a fixed number of Arrays: name its parameters, (Array x, Array "
                  "y)");
  }
};

struct MinimizeOptions {
  std::int64_t num_steps = required("num_steps");
  Optimizer optimizer = required("optimizer");
  std::vector<Variable> trainable_variables = {};  ///< empty: those that the loss reads
  Arrays data = {};             ///< arrays of equal first axis, one per Array of the loss
  std::int64_t batch_size = 0;  ///< rows per step, drawn without replacement; 0: all
  std::optional<Key> key = {};  ///< absent: from entropy, reported
};

struct Training {
  Array losses;  ///< [num_steps]
  bool is_converged = false;
};
/// Assigns the variables after `num_steps` steps of one compiled loop.
Training minimize(const LossFn& loss, const MinimizeOptions& options);

}  // namespace aleator::optimize
