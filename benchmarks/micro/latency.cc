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

std::vector<Model> latency_models() {
  std::vector<Model> models = all_models();
  models.push_back(unrolled_garch());
  return models;
}

const Model& find_model(const std::vector<Model>& models, const std::string& name) {
  for (const Model& model : models) {
    if (model.name == name) return model;
  }
  throw std::runtime_error("no model " + name);
}

struct Latencies {
  std::vector<double> empty, filled, after_another, other_shape, wall;
};

/// One round: a process that compiles, one that finds its code on the disk, and one that compiles
/// after it has compiled something else.
void measure_once(const std::string& command, const std::string& folder, Latencies& to) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    std::filesystem::remove_all(entry.path());
  }
  const std::string cached = "ALEATOR_CACHE_DIR='" + folder + "' " + command;
  const ChildTimes empty = run_child(cached), filled = run_child(cached);
  const ChildTimes warm = run_child("ALEATOR_CACHE_DIR=off " + command + " --after-another");
  to.empty.push_back(empty.first);
  to.other_shape.push_back(empty.second);
  to.wall.push_back(empty.process_wall);
  to.filled.push_back(filled.first);
  to.after_another.push_back(warm.first);
}

}  // namespace

void print_latency(const std::string& name, bool is_after_another, const Settings& settings) {
  const std::vector<Model> models = latency_models();
  const Model& model = find_model(models, name);
  if (is_after_another) {
    const Model& other = name == "ar5" ? models.front() : find_model(models, "ar5");
    first_gradient_ms(other, other.log_density(float64), settings.num_chains);
  }
  const LogDensity density = model.log_density(float64);
  const double first = first_gradient_ms(model, density, settings.num_chains);
  const double second = first_gradient_ms(model, density, 2 * settings.num_chains);
  std::cout << first << " " << second << "\n";
}

void report_latency(const Settings& settings, const std::string& self, Report& report) {
  for (const Model& model : latency_models()) {
    if (!settings.selects(model.name)) continue;
    const std::string folder = temporary_folder();
    const std::string command = "'" + self + "' --latency " + model.name + " --chains " +
                                std::to_string(settings.num_chains);
    Latencies times;
    for (int i = 0; i < (settings.is_quick ? 3 : 5); ++i) measure_once(command, folder, times);
    std::filesystem::remove_all(folder);
    report.add("first gradient of a process, CPU ms",
               {{"model", model.name},
                {"empty cache", rounded(median(times.empty))},
                {"filled cache", rounded(median(times.filled))},
                {"after another", rounded(median(times.after_another))},
                {"second shape", rounded(median(times.other_shape))},
                {"process wall", rounded(median(times.wall))}});
  }
}

}  // namespace aleator::bench
