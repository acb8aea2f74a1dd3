// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/micro/hand/machine.h"

#include <algorithm>
#include <chrono>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/micro/hand/simd.h"

namespace aleator::hand {
namespace {

volatile double sink;

template <class Action>
double seconds_of(const Action& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// The least of a few: what disturbs only adds.
template <class Action>
double least_seconds(const Action& action) {
  double least = seconds_of(action);
  for (int i = 0; i < 4; ++i) least = std::min(least, seconds_of(action));
  return least;
}

/// Of a process of its own: what is measured here shall not count as memory of who asks.
template <class Measurement>
double measured_apart(const Measurement& measurement) {
  int ends[2];
  if (pipe(ends) != 0) return measurement();
  const pid_t child = fork();
  if (child == 0) {
    const double rate = measurement();
    _exit(write(ends[1], &rate, sizeof rate) == sizeof rate ? 0 : 1);
  }
  close(ends[1]);
  double rate = 0;
  const bool is_read = child > 0 && read(ends[0], &rate, sizeof rate) == sizeof rate;
  close(ends[0]);
  if (child > 0) waitpid(child, nullptr, 0);
  return is_read ? rate : measurement();
}

/// Independent chains of fused operations, enough to hide the latency of each.
template <class T>
double operations() {
  using Value = typename Register<T>::Value;
  constexpr int kChains = 12, kSteps = 1'000'000;
  const Value factor = Value{} + static_cast<T>(0.999), term = Value{} + static_cast<T>(1e-3);
  const double seconds = least_seconds([&] {
    Value chains[kChains];
    for (int c = 0; c < kChains; ++c) chains[c] = Value{} + static_cast<T>(c);
    for (int i = 0; i < kSteps; ++i) {
#pragma GCC unroll 12
      for (int c = 0; c < kChains; ++c) chains[c] = chains[c] * factor + term;
    }
    Value sum{};
    for (const Value& chain : chains) sum += chain;
    sink = static_cast<double>(sum[0]);
  });
  return 2. * kChains * kSteps * (kRegisterBytes / sizeof(T)) / seconds;
}

}  // namespace

double operations_per_second(bool is_float32) {
  static const double wide = operations<double>();
  static const double narrow = operations<float>();
  return is_float32 ? narrow : wide;
}

double bytes_per_second() {
  static const double rate = measured_apart([] {
    using Value = Register<double>::Value;
    std::vector<double> numbers(std::size_t{1} << 25, 1.);
    constexpr std::size_t kLanes = kRegisterBytes / sizeof(double);
    const double seconds = least_seconds([&] {
      Value sums[4]{};
      for (std::size_t i = 0; i + 4 * kLanes <= numbers.size(); i += 4 * kLanes) {
        for (std::size_t c = 0; c < 4; ++c) {
          Value next;
          __builtin_memcpy(&next, &numbers[i + c * kLanes], sizeof next);
          sums[c] += next;
        }
      }
      sink = (sums[0] + sums[1] + sums[2] + sums[3])[0];
    });
    return static_cast<double>(numbers.size() * sizeof(double)) / seconds;
  });
  return rate;
}

}  // namespace aleator::hand
