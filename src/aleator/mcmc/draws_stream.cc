// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/draws_stream.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/io/draws_file.h"
#include "aleator/mcmc/read_posterior.h"
#include "aleator/mcmc/statistics.h"

#include <iostream>
#include <memory>

#include <nlohmann/json.hpp>

namespace aleator::mcmc {
namespace {

using Json = nlohmann::json;

constexpr const char* kKind = "aleator draws";
constexpr const char* kStatistics = "sample_stats/";

io::ArrayList header_of(const Plan& plan, const stats::Starts& starts) {
  io::ArrayList header{.arrays = {}, .num_chains = plan.num_chains};
  for (const stats::NamedDraws& point : starts.points) {
    const Shape& shape = point.draws.shape();
    header.arrays.push_back({point.name, shape.without(0), point.draws.dtype()});
  }
  for (const Statistic& s : statistics())
    header.arrays.push_back({text(kStatistics, s.name), {}, s.dtype});
  header.metadata = Json({{"kind", kKind},
                          {"seed", plan.seed},
                          {"num_warmup", plan.num_warmup},
                          {"num_draws", plan.num_draws},
                          {"num_steps_between_results", plan.stride - 1},
                          {"num_superchains", plan.num_superchains}})
                        .dump();
  return header;
}

}  // namespace

BlockFn draws_stream(const std::string& path, const Plan& plan, const stats::Starts& starts) {
  const auto writer = std::make_shared<io::DrawsWriter>(path, header_of(plan, starts));
  return [writer](const Arrays& draws) { writer->append(draws); };
}

stats::Posterior read_posterior(const std::string& path) {
  const io::ReadDraws file = io::read_draws(path);
  const Json json = Json::parse(file.header.metadata);
  if (json.value("kind", "") != kKind)
    throw ValueError(text("read_posterior: ", path, " was not written by a sampler"));
  if (!file.cut_off.empty()) std::cerr << text("aleator: ", file.cut_off, "\n");
  const std::int64_t num_draws = file.draws[0].dim(1);
  if (num_draws == 0) {
    throw ValueError(text("read_posterior: ", path,
                          " holds no draws: its run ended before the first block of them"));
  }
  std::vector<std::string> names;
  for (const io::ArraySpec& spec : file.header.arrays) {
    if (!spec.name.starts_with(kStatistics)) names.push_back(spec.name);
  }
  DrawStore store(names, file.header.num_chains, num_draws);
  store.restore(file.draws);
  return stats::Posterior({.quantities = store.quantities(),
                           .sample_stats = store.sample_stats(),
                           .facts = store.facts(json.value("num_superchains", std::int64_t{0})),
                           .seed = json["seed"].get<std::uint64_t>(),
                           .timing = {}});
}

}  // namespace aleator::mcmc
