// SPDX-License-Identifier: Apache-2.0
// aleator_bench: whole runs as people make them, workload by workload. See ../README.md.
#include <algorithm>
#include <cstdio>
#include <iostream>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include "benchmarks/suite/measure.h"
#include "benchmarks/suite/serve.h"

using namespace aleator::bench;

namespace {

struct Settings {
  bool is_list = false, is_json = false;
  std::string filter, serve, folder;
  int num_repeats = 3;
  Setup setup;
};

/// What is shown of a workload: first times, and the median later run.
struct Report {
  double first_gradient = 0, first_posterior = 0, seconds = 0, memory = 0;
  std::vector<Figure> figures;
  std::optional<SamplerFigures> sampler;
};

Report measure(const Workload& workload, int num_repeats) {
  Report report;
  if (workload.log_prob) report.first_gradient = first_gradient_seconds(workload);
  std::vector<TimedRun> runs{timed_run(workload, 1)};
  report.first_posterior = runs[0].seconds;
  if (num_repeats > 0) runs.clear();
  for (int i = 0; i < num_repeats; ++i)
    runs.push_back(timed_run(workload, static_cast<std::uint64_t>(i) + 2));
  std::sort(runs.begin(), runs.end(),
            [](const TimedRun& a, const TimedRun& b) { return a.seconds < b.seconds; });
  const TimedRun& median = runs[runs.size() / 2];
  report.seconds = median.seconds;
  report.memory = peak_memory();
  report.figures = all_figures(workload, median);
  if (median.outcome.posterior) report.sampler = sampler_figures(*median.outcome.posterior);
  return report;
}

/// Of the limit: 1 is the best possible.
double fraction(const Figure& f) {
  const bool is_rate = f.unit.size() > 1 && f.unit.substr(f.unit.size() - 2) == "/s";
  return is_rate ? f.value / f.limit : f.limit / f.value;
}

nlohmann::json to_json(const Entry& e, const Report& r) {
  nlohmann::json row = {{"key", e.key},
                        {"name", e.name},
                        {"first_gradient_s", r.first_gradient},
                        {"first_run_s", r.first_posterior},
                        {"run_s", r.seconds},
                        {"peak_memory", r.memory}};
  for (const Figure& f : r.figures) {
    nlohmann::json figure = {{"name", f.name}, {"unit", f.unit}, {"value", f.value}};
    if (f.limit > 0) figure.update({{"limit", f.limit}, {"fraction", fraction(f)}});
    row["figures"].push_back(figure);
  }
  if (r.sampler)
    row.update({{"ess", r.sampler->ess},
                {"waste", r.sampler->waste},
                {"largest_rhat", r.sampler->largest_rhat},
                {"divergences", r.sampler->num_divergences}});
  return row;
}

void print(const Entry& e, const Report& r) {
  std::printf("%s %s: run %.4g s, first gradient %.0f ms, first run %.0f ms, memory %.0f MB\n",
              e.key.c_str(), e.name.c_str(), r.seconds, 1e3 * r.first_gradient,
              1e3 * r.first_posterior, 1e-6 * r.memory);
  for (const Figure& f : r.figures) {
    std::printf("    %-22s %11.4g %-8s", f.name.c_str(), f.value, f.unit.c_str());
    if (f.limit > 0) std::printf(" limit %11.4g, fraction %.3f", f.limit, fraction(f));
    std::printf("\n");
  }
  if (r.sampler)
    std::printf("    ESS %.0f, R-hat %.3f, divergences %.0f, waste %.2f\n", r.sampler->ess,
                r.sampler->largest_rhat, r.sampler->num_divergences, r.sampler->waste);
}

int guarded(const std::function<void()>& action) {
  try {
    action();
  } catch (const std::exception& error) {
    std::cerr << "aleator_bench: " << error.what() << "\n";
    return 1;
  }
  return 0;
}

/// Each workload in a process of its own: first times are first, and memory is its own.
int run_apart(const Entry& entry, const Settings& settings) {
  std::cout << std::flush;
  const pid_t child = fork();
  if (child == 0) {
    const int code = guarded([&] {
      const Report report = measure(entry.make(settings.setup), settings.num_repeats);
      if (settings.is_json) std::cout << to_json(entry, report).dump() << std::endl;
      else print(entry, report);
    });
    std::fflush(stdout);
    _exit(code);
  }
  int status = 1;
  waitpid(child, &status, 0);
  return status == 0 ? 0 : 1;
}

int serve_one(const Settings& settings) {
  for (const Entry& entry : all_workloads()) {
    if (entry.key != settings.serve) continue;
    return guarded([&] {
      const Workload workload = entry.make(settings.setup);
      if (settings.folder.empty()) serve(workload);
      else export_data(workload, settings.folder);
    });
  }
  std::cerr << "aleator_bench: no workload " << settings.serve << "; --list names them\n";
  return 1;
}

int run(const Settings& settings) {
  if (!settings.serve.empty()) return serve_one(settings);
  int failures = 0;
  for (const Entry& entry : all_workloads()) {
    const std::string title = entry.key + " " + entry.name;
    if (title.find(settings.filter) == std::string::npos) continue;
    if (settings.is_list) std::cout << title << ": " << entry.data << "; " << entry.method << "\n";
    else failures += run_apart(entry, settings);
  }
  return failures > 0 ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
  Settings settings;
  CLI::App app("Whole runs as people make them: figures with their limits, first times, memory.");
  app.add_flag("--list", settings.is_list, "name the workloads");
  app.add_option("--filter", settings.filter, "only what has this text in its key and name");
  app.add_flag("--json", settings.is_json, "one JSON object a line");
  app.add_option("--repeats", settings.num_repeats, "later runs, of which the median is shown")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  app.add_option("--threads", settings.setup.num_threads, "of samplers")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--serve", settings.serve, "a key: answer requests on standard input");
  app.add_option("--export", settings.folder, "with --serve: write data into this folder and end");
  CLI11_PARSE(app, argc, argv);
  return run(settings);
}
