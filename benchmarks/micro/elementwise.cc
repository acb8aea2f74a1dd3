// SPDX-License-Identifier: Apache-2.0
// Defines the comparison of large elementwise expressions with hand-written loops and with the
// memory's bandwidth.
#include "benchmarks/micro/hand/elementwise.h"

#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/transforms/inspect.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "benchmarks/micro/data.h"
#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

constexpr std::size_t kLength = 10'000'000;

template <class T>
struct Case {
  const char* name;
  std::function<Array(const Array& x, const Array& y)> expression;
  std::function<void(const T* x, const T* y, T* result)> by_hand;
  double arrays_moved;  ///< reads and writes of whole arrays
};

template <class T>
std::vector<Case<T>> cases() {
  return {
      {"a * x + y", [](const Array& x, const Array& y) { return 2.5 * x + y; },
       [](const T* x, const T* y, T* r) { hand::axpy(T(2.5), x, y, r, kLength); }, 3},
      {"softplus(x)", [](const Array& x, const Array&) { return softplus(x); },
       [](const T* x, const T*, T* r) { hand::softplus(x, r, kLength); }, 2},
      {"log1p(exp(-abs(x)))", [](const Array& x, const Array&) { return log1p(exp(-abs(x))); },
       [](const T* x, const T*, T* r) { hand::log1p_exp(x, r, kLength); }, 2},
      {"sum(softplus(x))", [](const Array& x, const Array&) { return sum(softplus(x)); },
       [](const T* x, const T*, T* r) { *r = hand::sum_softplus(x, kLength); }, 1},
  };
}

template <class T>
Buffer vector_of(std::size_t seed) {
  Buffer buffer(dtype_of<T>(), {static_cast<std::int64_t>(kLength)});
  const Numbers numbers = normal_numbers(kLength, seed);
  std::transform(numbers.begin(), numbers.end(), buffer.mutable_data<T>(),
                 [](double x) { return static_cast<T>(3 * x); });
  return buffer;
}

template <class T>
double difference(const Buffer& a, const T* b) {
  double largest = 0;
  for (std::size_t i = 0; i < static_cast<std::size_t>(a.size()); ++i) {
    const double y = b[i];
    largest = std::max(largest, std::abs(a.data<T>()[i] - y) / std::max(1., std::abs(y)));
  }
  return largest;
}

template <class T>
double gigabytes_per_second(double arrays, double ms) {
  return arrays * static_cast<double>(kLength * sizeof(T)) / ms * 1e-6;
}

/// The memory's speed in the triad a x + y, GB/s.
template <class T>
double report_bandwidth(const Buffer& x, const Buffer& y, T* result, const Settings& settings,
                        Report& report) {
  const T *px = x.data<T>(), *py = y.data<T>();
  const Comparison times = compare([&] { hand::copy(px, result, kLength); },
                                   [&] { hand::axpy(T(3), px, py, result, kLength); }, settings);
  const double triad = gigabytes_per_second<T>(3, times.second_ms);
  report.add("memory bandwidth, GB/s",
             {{"array", "1e7 elements"},
              {"dtype", name_of(x.dtype())},
              {"copy", rounded(gigabytes_per_second<T>(2, times.first_ms))},
              {"triad", rounded(triad)}});
  return triad;
}

template <class T>
void report_cases(const Settings& settings, Report& report) {
  const Buffer x = vector_of<T>(1), y = vector_of<T>(2);
  Buffer by_hand(x.dtype(), x.shape());
  T* result = by_hand.mutable_data<T>();
  std::fill_n(result, kLength, T(0));
  const double triad = report_bandwidth<T>(x, y, result, settings, report);
  for (const Case<T>& c : cases<T>()) {
    if (!settings.selects(c.name)) continue;
    const ArrayType type{.dtype = x.dtype(), .shape = x.shape()};
    const auto expression = [&](const Arrays& a) { return Arrays{c.expression(a[0], a[1])}; };
    const Function function = close(c.name, {type, type}, expression).function;
    const auto hand = [&] { c.by_hand(x.data<T>(), y.data<T>(), result); };
    hand();
    const double error = difference(run(function, {x, y})[0], result);
    const Comparison times = compare(
        hand,
        [&] {
          run(function, {x, y});
        },
        settings);
    const double moved = gigabytes_per_second<T>(c.arrays_moved, times.second_ms);
    report.add("1e7 elements, ms", {{"expression", c.name},
                                    {"dtype", name_of(x.dtype())},
                                    {"hand", rounded(times.first_ms)},
                                    {"aleator", rounded(times.second_ms)},
                                    {"hand/aleator", rounded(times.ratio)},
                                    {"spread", rounded(times.spread)},
                                    {"of triad", rounded(moved / triad)},
                                    {"difference", rounded(error)}});
  }
}

}  // namespace

void report_elementwise(const Settings& settings, Report& report) {
  report_cases<double>(settings, report);
  report_cases<float>(settings, report);
}

void report_call_overhead(const Settings& settings, Report& report) {
  const auto f = jit([](const Array& x) { return 2. * x + 1.; });
  const Array x = strong_scalar(0.5);
  const ArrayType type{.dtype = float64, .shape = {}};
  const Function function =
      close("scalar", {type}, [](const Arrays& a) { return Arrays{2. * a[0] + 1.}; }).function;
  const Buffer argument = x.buffer();
  const double jitted = time_call([&] { f(x).item(); }, settings);
  const double closed = time_call([&] { run(function, {argument}); }, settings);
  report.add("call of 2 x + 1 on a scalar, ns",
             {{"call", "jit, then item()"}, {"time", rounded(1e6 * jitted)}});
  report.add("call of 2 x + 1 on a scalar, ns",
             {{"call", "run(function, ...)"}, {"time", rounded(1e6 * closed)}});
}

}  // namespace aleator::bench
