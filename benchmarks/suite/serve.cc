// SPDX-License-Identifier: Apache-2.0
#include "benchmarks/suite/serve.h"

#include <iostream>

#include <nlohmann/json.hpp>

#include "benchmarks/micro/data.h"
#include "benchmarks/suite/measure.h"

namespace aleator::bench {
namespace {

using nlohmann::json;

constexpr std::int64_t kNumPoints = 20;

/// Elements of all quantities, [chain, draw, element].
Array flat_draws(const stats::Posterior& p) {
  Arrays parts;
  for (const stats::NamedDraws& quantity : p.quantities())
    parts.push_back(reshape(quantity.draws, {p.num_chains(), p.num_draws(), -1}));
  return concatenate(parts, 2);
}

json log_densities(const Workload& workload, const std::string& path) {
  const Array points = io::load_npy(path);
  std::vector<double> values;
  for (std::int64_t i = 0; i < points.dim(0); ++i)
    values.push_back(workload.log_prob(points[i]).item());
  return {{"log_density", values}};
}

json one_run(const Workload& workload, const json& request) {
  const TimedRun run = timed_run(workload, request.at("seed"));
  json reply = {{"seconds", run.seconds}, {"cpu_seconds", run.cpu_seconds}};
  for (const Figure& f : run.outcome.figures) {
    reply["figures"][f.name] = f.value;
    if (f.limit > 0) reply["limits"][f.name] = f.limit;
  }
  for (const auto& [name, value] : run.outcome.checks) reply["checks"][name] = value;
  if (run.outcome.posterior) {
    const SamplerFigures f = sampler_figures(*run.outcome.posterior);
    reply["gradients"] = f.gradients;
    const stats::Timing& timing = run.outcome.posterior->timing();
    reply["sampling_seconds"] = f.sampling_seconds;
    reply["parts"] = {{"compile", timing.compile}, {"warmup", timing.warmup}};
    reply["divergences"] = f.num_divergences;
    const double least = workload.gradient.least_seconds();
    if (least > 0) reply["limits"]["gradients"] = 1 / least;
    io::save_npy(request.at("draws"), flat_draws(*run.outcome.posterior));
  }
  return reply;
}

json reply_to(const Workload& workload, const json& request) {
  const std::string what = request.at("do");
  if (what == "versions") return json::object();  // ours is the commit
  if (what == "gradient") return {{"seconds", first_gradient_seconds(workload)}};
  if (what == "density") return log_densities(workload, request.at("points"));
  if (what == "run") return one_run(workload, request);
  throw std::invalid_argument("no request " + what + "; there are gradient, density, run");
}

}  // namespace

void export_data(const Workload& workload, const std::string& folder) {
  for (const NamedArray& array : workload.data)
    io::save_npy(folder + "/" + array.name + ".npy", array.values);
  if (workload.dimension == 0) return;
  const auto n = static_cast<std::size_t>(kNumPoints * workload.dimension);
  const Array points = array(normal_numbers(n, 99), Shape{kNumPoints, workload.dimension});
  io::save_npy(folder + "/points.npy", 0.3 * points);
}

void serve(const Workload& workload) {
  for (std::string line; std::getline(std::cin, line);)
    std::cout << reply_to(workload, json::parse(line)).dump() << std::endl;
}

}  // namespace aleator::bench
