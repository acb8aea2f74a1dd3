// SPDX-License-Identifier: Apache-2.0
// Declares control flow inside graphs: cond, while_loop, fori_loop, scan. States are trees of
// Arrays.
//
// The functions given to these are traced: they must be pure, return what they change, and may use
// arrays from outside. A loop's state keeps its shapes and dtypes; weak values become strong.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/base/callable.h"
#include "aleator/base/tree.h"

#include <utility>

namespace aleator {

using ArraysFunction = Callable<Arrays(const Arrays&)>;

/// The erased forms over flat lists.
Arrays cond_arrays(const Array& predicate, const ArraysFunction& on_true,
                   const ArraysFunction& on_false, const Arrays& operands, bool is_rare = false);

struct WhileOptions {
  std::int64_t max_steps = -1;  ///< the loop ends after so many steps; reverse mode needs it
};
Arrays while_arrays(const ArraysFunction& condition, const ArraysFunction& body,
                    const Arrays& start, const WhileOptions& options = {});

struct ScanOptions {
  std::int64_t length = -1;  ///< number of steps; needed when there are no sequences
  bool is_reverse = false;   ///< from the last entry to the first
};
/// f at every position of the mapped arrays, which share a shape.
Arrays map_arrays(const ArraysFunction& f, const Arrays& mapped);

using ScanBody = Callable<std::pair<Arrays, Arrays>(const Arrays& carry, const Arrays& entries)>;
std::pair<Arrays, Arrays> scan_arrays(const ScanBody& body, const Arrays& start,
                                      const Arrays& sequences, const ScanOptions& options = {});

/// on_true(operands...) if the scalar bool predicate holds, else on_false(operands...). Both return
/// trees of equal structure, shapes and dtypes. Under vmap the predicate may differ per entry: a
/// branch runs if any entry takes it and the results are blended, without NaN leaking into
/// gradients from the branch not taken.
template <class F, class G, class... Operands>
auto cond(const Array& predicate, F on_true, G on_false, const Operands&... operands) {
  using Result = std::invoke_result_t<F, const Operands&...>;
  const std::tuple<Operands...> tree(operands...);
  std::optional<Result> structure;
  const auto erased = [&](auto& f) {
    return [&](const Arrays& flat) {
      const Result result = std::apply(f, unflatten<Array>(tree, flat));
      structure = result;
      return flatten<Array>(result);
    };
  };
  const auto run_true = erased(on_true);
  const auto run_false = erased(on_false);
  const Arrays results = cond_arrays(predicate, run_true, run_false, flatten<Array>(tree));
  return unflatten<Array>(*structure, results);
}

/// f(operand, others...), a tree like the operand, if the predicate holds, else the operand. The
/// same as cond, with the hint that among many entries it holds for few at a time: in SIMD lanes f
/// runs for one entry after the other, along its data, instead of for all whenever one wants it.
///
/// What does not depend on arguments of f is computed outside, whether the predicate holds or not.
template <class F, class Operand, class... Others>
Operand seldom(const Array& predicate, F f, const Operand& operand, const Others&... others) {
  const std::tuple<Operand, Others...> tree(operand, others...);
  const Arrays kept = flatten<Array>(operand);
  const auto on_true = [&](const Arrays& flat) {
    return flatten<Array>(Operand(std::apply(f, unflatten<Array>(tree, flat))));
  };
  const auto on_false = [&](const Arrays& flat) {
    return Arrays(flat.begin(), flat.begin() + static_cast<std::ptrdiff_t>(kept.size()));
  };
  return unflatten<Array>(operand,
                          cond_arrays(predicate, on_true, on_false, flatten<Array>(tree), true));
}

/// Repeats state = body(state) while condition(state), a scalar bool. Under vmap it runs until no
/// entry goes on; finished entries keep their state bit for bit.
template <class Condition, class Body, class State>
State while_loop(Condition condition, Body body, const State& start,
                 const WhileOptions& options = {}) {
  const Arrays results = while_arrays(
      [&](const Arrays& flat) { return Arrays{condition(unflatten<Array>(start, flat))}; },
      [&](const Arrays& flat) {
        return flatten<Array>(State(body(unflatten<Array>(start, flat))));
      },
      flatten<Array>(start), options);
  return unflatten<Array>(start, results);
}

/// f(x, y, ...) of numbers, at every position of arrays that broadcast to one shape; f returns a
/// tree of Arrays of any shape, which get the axes of the positions in front, and may use arrays
/// from outside. Like vmap, for functions with loops whose lengths differ: positions run along SIMD
/// lanes, a few at a time, and none waits for all.
template <class F, class... Xs>
auto map_elements(F f, const Xs&... xs) {
  using Result = std::invoke_result_t<F, decltype(Array(xs))...>;
  std::optional<Result> structure;
  const auto erased = [&](const Arrays& numbers) {
    const Result result = [&]<std::size_t... I>(std::index_sequence<I...>) {
      return f(numbers[I]...);
    }
    (std::index_sequence_for<Xs...>());
    structure = result;
    return flatten<Array>(result);
  };
  const Arrays results = map_arrays(erased, Arrays{Array(xs)...});
  return unflatten<Array>(*structure, results);
}

/// state = body(i, state) for i = lower, ..., upper - 1: a scan, hence differentiable both ways.
template <class Body, class State>
State fori_loop(std::int64_t lower, std::int64_t upper, Body body, const State& start);

/// (carry, result) = body(carry, entry) over the entries along axis 0 of `sequences`, a tree of
/// Arrays. Returns the last carry and the stacked results.
template <class Body, class Carry, class Sequences>
auto scan(Body body, const Carry& start, const Sequences& sequences,
          const ScanOptions& options = {}) {
  using Result = std::remove_cvref_t<
      decltype(std::declval<std::invoke_result_t<Body, const Carry&, const Sequences&>>().second)>;
  std::optional<Result> structure;
  const auto erased = [&](const Arrays& carry, const Arrays& entries) {
    auto [next, result] =
        body(unflatten<Array>(start, carry), unflatten<Array>(sequences, entries));
    structure = result;
    return std::pair(flatten<Array>(Carry(next)), flatten<Array>(result));
  };
  auto [carry, results] =
      scan_arrays(erased, flatten<Array>(start), flatten<Array>(sequences), options);
  return std::pair<Carry, Result>(unflatten<Array>(start, carry),
                                  unflatten<Array>(*structure, results));
}

Array arange(Dim n, Dtype dtype);

template <class Body, class State>
State fori_loop(std::int64_t lower, std::int64_t upper, Body body, const State& start) {
  const auto step = [&](const State& state, const Array& i) {
    return std::pair(State(body(i + lower, state)), Arrays{});
  };
  return scan(step, start, arange(upper > lower ? upper - lower : 0, int64)).first;
}

}  // namespace aleator
