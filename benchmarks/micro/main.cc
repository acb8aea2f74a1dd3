// SPDX-License-Identifier: Apache-2.0
// aleator_micro: compares Aleator with hand-written kernels inside one run. See ../README.md.
#include <filesystem>
#include <iostream>

#include <CLI/CLI.hpp>

#include "benchmarks/micro/models/model.h"
#include "benchmarks/micro/parts.h"

using namespace aleator::bench;

namespace {

struct Parts {
  bool is_list = false, is_elementwise = false, is_latencies = false, is_text_messages = false,
       is_distributions = false, is_special_functions = false, is_after_another = false;
  std::string child;
  int num_runs = 0;
};

void add_options(CLI::App& app, Settings& settings, Parts& parts) {
  app.add_flag("--list", parts.is_list, "name the models");
  app.add_option("--filter", settings.filter, "only what has this text in its name");
  app.add_option("--chains", settings.num_chains, "chains, a multiple of 64")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_flag("--quick", settings.is_quick, "shorter and fewer repeats");
  app.add_flag("--json", settings.is_json, "one JSON array on stdout");
  app.add_flag("--elementwise", parts.is_elementwise, "large arrays, matrix products, calls");
  app.add_flag("--distributions", parts.is_distributions, "densities and draws");
  app.add_flag("--special-functions", parts.is_special_functions, "against libm and Boost");
  app.add_flag("--latencies", parts.is_latencies, "compile latencies in fresh processes");
  app.add_option("--latency", parts.child, "compile one model: the child of --latencies");
  app.add_flag("--after-another", parts.is_after_another, "with --latency: not the first model");
  app.add_option("--runs", parts.num_runs, "only run the gradient of the models, so many times");
  app.add_flag("--text-messages", parts.is_text_messages, "the example");
}

/// False if hand and Aleator disagree.
bool run(const Settings& settings, const Parts& parts) {
  if (settings.num_chains % 64 != 0) throw std::runtime_error("--chains: a multiple of 64");
  if (parts.is_list) {
    for (const Model& model : all_models()) std::cout << model.name << "\n";
    return true;
  }
  if (!parts.child.empty()) {
    print_latency(parts.child, parts.is_after_another, settings);
    return true;
  }
  if (parts.num_runs > 0) {
    run_gradients(parts.num_runs, settings);
    return true;
  }
  Report report(settings);
  bool is_right = true;
  if (parts.is_elementwise) {
    report_elementwise(settings, report);
    report_matmul(settings, report);
    report_factorizations(settings, report);
    report_call_overhead(settings, report);
  }
  if (parts.is_distributions) report_distributions(settings, report);
  if (parts.is_special_functions) report_special_functions(settings, report);
  if (parts.is_latencies) {
    report_latency(settings, std::filesystem::canonical("/proc/self/exe").string(), report);
  }
  if (parts.is_text_messages) report_text_messages(report);
  if (!parts.is_elementwise && !parts.is_distributions && !parts.is_latencies &&
      !parts.is_text_messages && !parts.is_special_functions) {
    is_right = report_gradients(settings, report);
  }
  report.finish();
  return is_right;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  Parts parts;
  CLI::App app("Compares Aleator with hand-written kernels; without a part, all gradients.");
  add_options(app, settings, parts);
  CLI11_PARSE(app, argc, argv);
  try {
    return run(settings, parts) ? 0 : 1;
  } catch (const std::exception& error) {
    std::cerr << "aleator_micro: " << error.what() << "\n";
    return 1;
  }
}
