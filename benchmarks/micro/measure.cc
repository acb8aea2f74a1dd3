// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/micro/measure.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <iostream>

namespace aleator::bench {
namespace {

double clock_ms(clockid_t clock) {
  timespec now;
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

/// Calls that take at least this long together, found by doubling; the caches are warm afterwards.
/// The first call, which may compile, does not count.
long calls_per_batch(const Action& action, double batch_ms) {
  action();
  for (long calls = 1;; calls *= 2) {
    const double start = thread_cpu_ms();
    for (long i = 0; i < calls; ++i) action();
    const double elapsed = thread_cpu_ms() - start;
    if (elapsed >= 0.5 * batch_ms) {
      return std::max(1L, std::lround(static_cast<double>(calls) * batch_ms / elapsed));
    }
  }
}

double time_batch(const Action& action, long calls) {
  const double start = thread_cpu_ms();
  for (long i = 0; i < calls; ++i) action();
  return (thread_cpu_ms() - start) / static_cast<double>(calls);
}

double quantile(std::vector<double> values, double p) {
  std::sort(values.begin(), values.end());
  return values[static_cast<std::size_t>(p * static_cast<double>(values.size() - 1) + 0.5)];
}

}  // namespace

double thread_cpu_ms() { return clock_ms(CLOCK_THREAD_CPUTIME_ID); }
double process_cpu_ms() { return clock_ms(CLOCK_PROCESS_CPUTIME_ID); }
double wall_ms() { return clock_ms(CLOCK_MONOTONIC); }

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }

double time_call(const Action& action, const Settings& settings) {
  const long calls = calls_per_batch(action, settings.batch_ms());
  std::vector<double> times;
  for (int i = 0; i < 3; ++i) times.push_back(time_batch(action, calls));
  return median(times);
}

Comparison compare(const Action& first, const Action& second, const Settings& settings) {
  const long first_calls = calls_per_batch(first, settings.batch_ms());
  const long second_calls = calls_per_batch(second, settings.batch_ms());
  std::vector<double> a, b, ratios;
  const double start = thread_cpu_ms();
  for (int i = 0; i < settings.num_repeats(); ++i) {
    a.push_back(time_batch(first, first_calls));
    b.push_back(time_batch(second, second_calls));
    ratios.push_back(a.back() / b.back());
    if (thread_cpu_ms() - start > settings.budget_ms()) break;
  }
  return {.first_ms = median(a),
          .second_ms = median(b),
          .ratio = median(ratios),
          .spread = 0.5 * (quantile(ratios, 0.75) - quantile(ratios, 0.25)),
          .num_repeats = static_cast<int>(ratios.size())};
}

double rounded(double value) {
  if (value == 0 || !std::isfinite(value)) return value;
  const double unit = std::pow(10., 2 - std::floor(std::log10(std::abs(value))));
  return std::round(value * unit) / unit;
}

void Report::add(const std::string& table, const nlohmann::ordered_json& row) {
  if (is_json_) {
    rows_.push_back({{"table", table}});
    rows_.back().update(row);
    return;
  }
  const auto print = [](const std::string& cell, bool is_first) {
    std::printf(is_first ? "%-22s" : "%14s", cell.c_str());
  };
  if (table != table_) {
    std::printf("\n%s\n", table.c_str());
    for (auto cell = row.begin(); cell != row.end(); ++cell) {
      print(cell.key(), cell == row.begin());
    }
    std::printf("\n");
    table_ = table;
  }
  for (auto cell = row.begin(); cell != row.end(); ++cell) {
    const bool is_text = cell->is_string();
    char number[32] = "";
    if (!is_text) std::snprintf(number, sizeof number, "%.4g", cell->get<double>());
    print(is_text ? cell->get<std::string>() : number, cell == row.begin());
  }
  std::printf("\n");
  std::fflush(stdout);
}

void Report::finish() const {
  if (is_json_) std::cout << rows_.dump(1) << "\n";
}

}  // namespace aleator::bench
