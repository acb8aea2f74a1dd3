// SPDX-License-Identifier: Apache-2.0
// aleator_bench: whole runs of samplers, workload by workload. See ../README.md.
#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include "benchmarks/suite/result.h"

using namespace aleator::bench;

namespace {

struct Settings {
  bool is_list = false, is_json = false;
  std::string filter;
  int num_repeats = 3;
};

nlohmann::json to_json(const Workload& w, const Result& r) {
  return {{"name", w.name},
          {"description", w.description},
          {"dimension", w.dimension},
          {"first_gradient_s", r.first_gradient},
          {"first_posterior_s", r.first_posterior},
          {"ess", r.ess},
          {"ess_per_s", r.ess_per_second},
          {"ess_per_s_kept", r.ess_per_second_kept},
          {"gradients_per_s", r.gradients_per_second},
          {"waste", r.waste},
          {"largest_rhat", r.largest_rhat},
          {"divergences", r.num_divergences}};
}

void print_header() {
  std::printf("%-28s %8s %9s %8s %10s %10s %11s %6s %6s %5s\n", "", "gradient", "posterior", "ESS",
              "ESS/s", "kept", "gradients/s", "waste", "R-hat", "div");
}

void print(const Workload& w, const Result& r) {
  std::printf("%-28s %6.0fms %7.0fms %8.0f %10.0f %10.0f %11.3g %6.2f %6.3f %5.0f\n",
              w.name.c_str(), 1e3 * r.first_gradient, 1e3 * r.first_posterior, r.ess,
              r.ess_per_second, r.ess_per_second_kept, r.gradients_per_second, r.waste,
              r.largest_rhat, r.num_divergences);
  std::fflush(stdout);
}

void run(const Settings& settings) {
  nlohmann::json all = nlohmann::json::array();
  if (!settings.is_list && !settings.is_json) print_header();
  for (const Workload& w : all_workloads()) {
    if (w.name.find(settings.filter) == std::string::npos) continue;
    if (settings.is_list) {
      std::cout << w.name << ": " << w.description << "\n";
      continue;
    }
    const Result result = measure(w, settings.num_repeats);
    if (settings.is_json) all.push_back(to_json(w, result));
    else print(w, result);
  }
  if (settings.is_json) std::cout << all.dump(2) << "\n";
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Whole runs of samplers: effective draws per second, latencies, waste.");
  app.add_flag("--list", settings.is_list, "name the workloads");
  app.add_option("--filter", settings.filter, "only what has this text in its name");
  app.add_flag("--json", settings.is_json, "one JSON array on stdout");
  app.add_option("--repeats", settings.num_repeats, "later runs, of which the median is shown")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  try {
    run(settings);
  } catch (const std::exception& error) {
    std::cerr << "aleator_bench: " << error.what() << "\n";
    return 1;
  }
  return 0;
}
