// SPDX-License-Identifier: Apache-2.0
// Defines how times are measured and reported: medians of interleaved repeats, in CPU time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

namespace aleator::bench {

struct Settings {
  std::string filter;
  std::int64_t num_chains = 64;
  bool is_quick = false;
  bool is_json = false;

  int num_repeats() const { return is_quick ? 9 : 15; }
  double batch_ms() const { return is_quick ? 3 : 10; }
  /// What one side of one comparison may take: repeats are dropped beyond it.
  double budget_ms() const { return is_quick ? 300 : 3000; }
  bool selects(const std::string& name) const { return name.find(filter) != std::string::npos; }
};

double thread_cpu_ms();
double process_cpu_ms();
double wall_ms();

using Action = std::function<void()>;

/// CPU time of one call in milliseconds, over a batch long enough.
double time_call(const Action& action, const Settings& settings);

struct Comparison {
  double first_ms, second_ms;  ///< medians of one call
  double ratio, spread;        ///< median of first / second, half its interquartile range
  int num_repeats;
};
/// Times the actions in turn, A B A B ...
Comparison compare(const Action& first, const Action& second, const Settings& settings);

double median(std::vector<double> values);

/// Rows of tables: printed as they come, or as one JSON array at the end.
class Report {
 public:
  explicit Report(const Settings& settings) : is_json_(settings.is_json) {}
  void add(const std::string& table, const nlohmann::ordered_json& row);
  void finish() const;

 private:
  bool is_json_;
  std::string table_;
  nlohmann::ordered_json rows_ = nlohmann::ordered_json::array();
};

/// With three significant digits.
double rounded(double value);

}  // namespace aleator::bench
