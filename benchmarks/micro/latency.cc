// SPDX-License-Identifier: Apache-2.0
// Defines the measurement of compile latency: fresh processes with an empty and with a filled disk
// cache, and a second shape in a warm process.
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include "benchmarks/micro/gradient.h"
#include "benchmarks/micro/parts.h"

namespace aleator::bench {
namespace {

/// CPU time from a traced-to-be density to its first gradient, less that of a later one.
double first_gradient_ms(const Model& model, const LogDensity& density, std::int64_t num_chains) {
  const double start = process_cpu_ms();
  AleatorGradient gradient(model, density, float64, num_chains);
  gradient.set_positions(random_positions(model, num_chains, 0));
  gradient.run();
  const double first = process_cpu_ms() - start;
  const double again = process_cpu_ms();
  gradient.run();
  return first - (process_cpu_ms() - again);
}

struct ChildTimes {
  double first, second, process_wall;
};

ChildTimes run_child(const std::string& command) {
  const double start = wall_ms();
  FILE* pipe = popen(command.c_str(), "r");
  if (!pipe) throw std::runtime_error("cannot run " + command);
  char line[256] = "";
  const bool has_line = std::fgets(line, sizeof line, pipe) != nullptr;
  const int status = pclose(pipe);
  ChildTimes times{.first = 0, .second = 0, .process_wall = wall_ms() - start};
  std::istringstream in(line);
  if (!has_line || status != 0 || !(in >> times.first >> times.second)) {
    throw std::runtime_error("failed: " + command);
  }
  return times;
}

std::string temporary_folder() {
  std::string name = (std::filesystem::temp_directory_path() / "aleator_micro_XXXXXX").string();
  if (!mkdtemp(name.data())) throw std::runtime_error("cannot make " + name);
  return name;
}

}  // namespace

void print_latency(const std::string& name, const Settings& settings) {
  for (const Model& model : all_models()) {
    if (model.name != name) continue;
    const LogDensity density = model.log_density(float64);
    const double first = first_gradient_ms(model, density, settings.num_chains);
    const double second = first_gradient_ms(model, density, 2 * settings.num_chains);
    std::cout << first << " " << second << "\n";
    return;
  }
  throw std::runtime_error("no model " + name);
}

void report_latency(const Settings& settings, const std::string& self, Report& report) {
  for (const Model& model : all_models()) {
    if (!settings.selects(model.name)) continue;
    const std::string folder = temporary_folder();
    const std::string command = "ALEATOR_CACHE_DIR='" + folder + "' '" + self + "' --latency " +
                                model.name + " --chains " + std::to_string(settings.num_chains);
    std::vector<double> cold, warm, second, wall;
    for (int i = 0; i < (settings.is_quick ? 3 : 5); ++i) {
      for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        std::filesystem::remove_all(entry.path());
      }
      const ChildTimes empty = run_child(command), filled = run_child(command);
      cold.push_back(empty.first);
      second.push_back(empty.second);
      wall.push_back(empty.process_wall);
      warm.push_back(filled.first);
    }
    std::filesystem::remove_all(folder);
    report.add("first gradient of a process, CPU ms", {{"model", model.name},
                                                       {"empty cache", rounded(median(cold))},
                                                       {"filled cache", rounded(median(warm))},
                                                       {"second shape", rounded(median(second))},
                                                       {"process wall", rounded(median(wall))}});
  }
}

}  // namespace aleator::bench
