// SPDX-License-Identifier: Apache-2.0
// Lists programs for primitives with functions: call, custom_gradient, cond, while_loop, scan.
#include "tests/battery/cases.h"

namespace aleator::battery {
namespace {

using In = const Arrays&;
const std::vector<Dtype> kSome{int32, uint64, float32, float64};
const std::vector<Dtype> kFloats{float32, float64};

Arrays call_twice(In x) {
  const auto f = jit([](const Array& a, const Array& b) { return a * b + a; });
  return {f(f(x[0], x[1]), x[1]), x[0] * x[1]};
}

/// x^2 y with its derivative written by hand.
Arrays with_gradient(In x) {
  const auto f = custom_gradient([](const Array& a, const Array& b) {
    const auto pull = [=](const Array& cotangent) {
      return std::tuple(2. * a * b * cotangent, square(a) * cotangent);
    };
    return std::pair(square(a) * b, pull);
  });
  return {f(x[0], x[1])};
}

/// A branch with operands, one with a captured array, results of two shapes.
Arrays choose(In x) {
  const auto on_true = [&](const Array& a) { return std::pair(a * x[2], sum(a)); };
  const auto on_false = [](const Array& a) { return std::pair(a + a, sum(a * a)); };
  const auto result = cond(x[0], on_true, on_false, x[1]);
  return {result.first, result.second};
}

/// Doubles until a bound that every entry reaches in its own number of steps.
Arrays grow(In x, std::int64_t max_steps) {
  using State = std::pair<Array, Array>;
  const State last =
      while_loop([](const State& s) { return sum(s.second) < 50; },
                 [&](const State& s) { return State(s.first + 1, s.second + s.second * x[1] + 1); },
                 State(0, x[0]), {.max_steps = max_steps});
  return {last.first, last.second};
}

/// Carry, a captured constant, sequences and results.
Arrays recur(In x, bool is_reverse) {
  const auto step = [&](const Array& carry, const Array& entry) {
    const Array next = carry * x[1] + entry;
    return std::pair(next, next * entry);
  };
  const auto [carry, results] = scan(step, x[0], x[2], {.is_reverse = is_reverse});
  return {carry, results};
}

/// A loop whose length differs from position to position, a captured number and a captured array.
Arrays root_by_steps(In x, std::int64_t max_steps) {
  const auto step = [&](const Array& start, const Array& factor) {
    const Array end = while_loop([](const Array& y) { return y < 20; },
                                 [&](const Array& y) { return y * factor + x[2]; }, start,
                                 {.max_steps = max_steps});
    return Arrays{end, end * x[3]};
  };
  return map_elements(step, x[0], x[1]);
}

Arrays count_down(In x) {
  return {fori_loop(
      2, 6, [&](const Array& i, const Array& s) { return s * x[1] + astype(i, s.dtype()); }, x[0])};
}

Arrays no_steps(In x) {
  return {fori_loop(
      0, 0, [](const Array&, const Array& s) { return s * s; }, x[0])};
}

}  // namespace

std::vector<Entry> control_entries() {
  const std::vector<Operand> two{{{2, 3}}, {{2, 3}}};
  const std::vector<Operand> choice{{{}, boolean}, {{2}}, {{2}}};
  const std::vector<Operand> growth{{{2}, {}, 1, 3}, {{}, {}, 0.5, 2.5}};
  const std::vector<Operand> positions{
      {{2, 3}, {}, 1, 3}, {{3}, {}, 1.5, 2.5}, {{}, {}, 0.5, 2.5}, {{2}, {}, 0.5, 2.5}};
  const std::vector<Operand> sequence{{{2}}, {{2}}, {{4, 2}}};
  return {
      {&kCall, "a function twice", call_twice, two, kSome},
      {&kCustomGradient, "of two arguments", with_gradient, two, kFloats},
      {&kCond, "operand and capture", choose, choice, kSome},
      {&kWhile, "unbounded", [](In x) { return grow(x, -1); }, growth, kSome, Derivatives::forward},
      {&kWhile, "bounded", [](In x) { return grow(x, 12); }, growth, kSome},
      {&kWhile, "cut short", [](In x) { return grow(x, 2); }, growth, kSome},
      {&kMap, "a bounded loop", [](In x) { return root_by_steps(x, 12); }, positions, kFloats},
      {&kMap, "an unbounded loop", [](In x) { return root_by_steps(x, -1); }, positions, kFloats,
       Derivatives::forward},
      {&kScan, "forwards", [](In x) { return recur(x, false); }, sequence, kSome},
      {&kScan, "backwards", [](In x) { return recur(x, true); }, sequence, kSome},
      {&kScan, "fori_loop", count_down, {{{2}}, {{2}}}, kSome},
      {&kScan, "no steps", no_steps, {{{2}}}, kSome},
  };
}

}  // namespace aleator::battery
