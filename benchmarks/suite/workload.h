// SPDX-License-Identifier: Apache-2.0
// Defines a workload: what is run, its data, and what it needs at least.
#pragma once

#include "aleator/aleator.h"

#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace aleator::bench {

/// What an evaluation needs at least, counted from its formula: operations of numbers (a fused
/// multiplication and addition counts as two, an exponential or logarithm as 20) and bytes that
/// come from memory.
struct Work {
  double operations = 0, bytes = 0;
  bool is_float32 = false;

  /// On one core of this machine, whose rates are measured once.
  double least_seconds() const;
};

/// A rate if the unit ends in "/s", of which more is better, else a time.
struct Figure {
  std::string name, unit;
  double value = 0;
  double limit = 0;  ///< the best possible value on one core; 0: not known
};

/// Of one run.
struct Outcome {
  std::vector<Figure> figures = {};
  /// What other programs must have found too: an objective, a sum.
  std::vector<std::pair<std::string, double>> checks = {};
  std::optional<stats::Posterior> posterior = {};
};

struct NamedArray {
  std::string name;
  Array values;
};

struct Workload {
  std::vector<NamedArray> data = {};  ///< what other programs read
  /// The log density over one flat position, where there is one.
  std::function<Array(const Array& position)> log_prob = {};
  std::int64_t dimension = 0;
  Work gradient = {};  ///< of the log density with its gradient
  std::function<Outcome(std::uint64_t seed)> run;
};

struct Setup {
  int num_threads = 1;
};

/// A line of the list: made when it is run.
struct Entry {
  std::string key;     ///< "W02"; what follows a point tells those of one number apart
  std::string name;    ///< "eight schools"
  std::string data;    ///< how many of what
  std::string method;  ///< what is done with them
  Workload (*make)(const Setup&);
};

/// In the order of their numbers.
std::vector<Entry> all_workloads();

// --- what many workloads are ---

using FlatLogProb = std::function<Array(const Array& position)>;

struct Sampled {
  FlatLogProb log_prob;
  std::int64_t dimension;
  Work gradient = {};
  std::vector<NamedArray> data = {};
};
/// mcmc::sample of a flat position from points around 0; NUTS with 8 chains and 1,000 + 1,000
/// transitions unless the options say otherwise.
Workload sampled(const Sampled& posterior, const Setup& setup, mcmc::SampleOptions options = {});

/// Wall seconds of an action; of the processor where ALEATOR_BENCH_CLOCK is "processor", for
/// machines that are not idle.
double seconds_of(const std::function<void()>& action);

/// Milliseconds of a call, the mean of several.
Figure call_figure(const std::string& name, const Work& work, const std::function<void()>& call,
                   int num_calls);

}  // namespace aleator::bench
