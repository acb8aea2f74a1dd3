// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/sampling.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"
#include "aleator/base/processor.h"
#include "aleator/base/text.h"
#include "aleator/io/checkpoint_file.h"
#include "aleator/mcmc/setup.h"

#include <cmath>
#include <iostream>

#include <nlohmann/json.hpp>

namespace aleator::mcmc {
namespace {

using Json = nlohmann::json;

constexpr int kVersion = 4;  // of what is in the file; increase when a reader would go wrong

/// Lists of arrays of a run's state under names: states/0, states/1, ...
class Lists {
 public:
  explicit Lists(std::vector<io::NamedArray>& all) : all_(all) {}
  void put(const std::string& name, const Arrays& arrays) {
    for (std::size_t i = 0; i < arrays.size(); ++i) all_.push_back({text(name, "/", i), arrays[i]});
  }

 private:
  std::vector<io::NamedArray>& all_;
};

Arrays list_of(const io::Checkpoint& file, const std::string& name) {
  Arrays list;
  for (;;) {
    const std::string wanted = text(name, "/", list.size());
    bool is_there = false;
    for (const io::NamedArray& entry : file.arrays) {
      if (entry.name != wanted) continue;
      list.push_back(entry.value);
      is_there = true;
    }
    if (!is_there) return list;
  }
}

Json metadata_of(const SampleOptions& o, const SampledParts& parts, const RunState& state) {
  return {{"kind", "aleator sampling"},
          {"version", kVersion},
          {"processor", processor_features()},
          {"names", parts.names},
          {"num_chains", o.num_chains},
          {"num_superchains", o.num_superchains},
          {"num_warmup", o.num_warmup},
          {"num_draws", o.num_draws},
          {"num_steps_between_results", o.num_steps_between_results},
          {"algorithm", o.algorithm == ChEES ? "ChEES" : "NUTS"},
          {"target_accept_prob", o.target_accept_prob.value_or(0)},
          {"max_tree_depth", o.max_tree_depth},
          {"seed", *o.seed},
          {"starts", state.starts.origins},
          {"num_done", state.num_done},
          {"num_epochs", state.num_epochs}};
}

Json checked_metadata(const std::string& path, const io::Checkpoint& file) {
  const Json json = Json::parse(file.metadata);
  if (json.value("kind", "") != "aleator sampling")
    throw ValueError(text("Sampling::load: ", path, " is a checkpoint of something else"));
  if (json["version"] != kVersion) {
    throw ValueError(text("Sampling::load: ", path, " has version ", json["version"].get<int>(),
                          "; this library reads version ", kVersion));
  }
  const std::string processor = json["processor"];
  if (processor != processor_features()) {
    std::cerr << text("aleator: ", path, " was written on another kind of processor (", processor,
                      "; this is ", processor_features(),
                      "): the run goes on, but not bit for bit as it would have there\n");
  }
  return json;
}

SampleOptions options_of(const Json& json, const Arrays& current_state,
                         const SampleOptions& given) {
  SampleOptions o = given;
  o.current_state = current_state;
  o.names = json["names"].get<std::vector<std::string>>();
  o.num_chains = json["num_chains"];
  o.num_superchains = json.value("num_superchains", std::int64_t{0});
  o.num_warmup = json["num_warmup"];
  o.num_draws = json["num_draws"];
  o.num_steps_between_results = json["num_steps_between_results"];
  o.algorithm = json["algorithm"] == "ChEES" ? ChEES : NUTS;
  const double target_accept_prob = json["target_accept_prob"];
  if (target_accept_prob > 0) o.target_accept_prob = target_accept_prob;
  o.max_tree_depth = json["max_tree_depth"];
  o.seed = json["seed"].get<std::uint64_t>();
  return o;
}

stats::Starts starts_of(const Json& json, const std::vector<std::string>& names,
                        const Arrays& points) {
  stats::Starts starts{{}, json["starts"].get<std::vector<std::string>>()};
  for (std::size_t i = 0; i < points.size(); ++i) starts.points.push_back({names[i], points[i]});
  return starts;
}

/// The target must give the log densities that the chains had when they were saved.
void check_target(const std::string& path, const Setup& setup, const ChainBlock& chains) {
  const KernelRules& rules = setup.kernel.rules();
  const ChainBlock now =
      setup.program.start(setup.run_key(), chains.chain_ids, rules.position(chains.states));
  const std::vector<double> before = rules.log_density(chains.states).values(),
                            found = rules.log_density(now.states).values();
  for (std::size_t i = 0; i < before.size(); ++i) {
    const bool is_same = std::abs(before[i] - found[i]) <= 1e-6 * (1 + std::abs(before[i]));
    if (!is_same) {
      throw ValueError(text("Sampling::load: the log density of chain ", i, " is ", found[i],
                            ", in ", path, " it was ", before[i],
                            "; give the target and the data of that run"));
    }
  }
}

}  // namespace

struct Sampling::Parts {
  enum class Begins { AtStarts, FromFile };
  Parts(const LogDensity& target, const SampleOptions& options, Begins begins)
      : setup(target, options),
        run(setup.run_parts(begins == Begins::AtStarts ? setup.starts() : StartingPoints{})) {}
  Stopwatch watch;
  Setup setup;
  Run run;
};

namespace {

const SampleOptions& without_file(const SampleOptions& options) {
  if (options.draws_path.empty()) return options;
  throw ValueError("Sampling: draws_path is an option of sample; a run in pieces is saved instead");
}

}  // namespace

Sampling::Sampling(const LogDensity& target, const SampleOptions& options)
    : parts_(std::make_unique<Parts>(target, without_file(options), Parts::Begins::AtStarts)) {}
Sampling::Sampling(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Sampling::Sampling(Sampling&&) noexcept = default;
Sampling& Sampling::operator=(Sampling&&) noexcept = default;
Sampling::~Sampling() = default;

void Sampling::run(std::int64_t num_transitions) {
  if (num_transitions < 0) {
    throw ValueError(
        text("Sampling::run: num_transitions must not be negative, got ", num_transitions));
  }
  const std::int64_t left = this->num_transitions() - num_done();
  parts_->run.run_to(num_done() + std::min(num_transitions, left));
}

void Sampling::finish() { parts_->run.run_to(num_transitions()); }
std::int64_t Sampling::num_done() const { return parts_->run.num_done(); }
std::int64_t Sampling::num_transitions() const { return parts_->run.num_transitions(); }

stats::Posterior Sampling::posterior() const {
  return parts_->run.posterior({.total = parts_->watch.seconds()});
}

void Sampling::save(const std::string& path) const {
  const RunState state = parts_->run.state();
  io::Checkpoint file;
  Lists lists(file.arrays);
  lists.put("current_state", parts_->setup.parts.state);
  lists.put("parameters", flatten<Array>(state.tuning.parameters));
  lists.put("memory", state.tuning.memory);
  lists.put("chains", {state.chains.key_words, state.chains.chain_ids, state.chains.num_done});
  lists.put("states", state.chains.states);
  lists.put("statistics", state.chains.statistics);
  Arrays points;
  for (const stats::NamedDraws& point : state.starts.points) points.push_back(point.draws);
  lists.put("starts", points);
  lists.put("draws", state.draws);
  file.metadata = metadata_of(parts_->setup.options, parts_->setup.parts, state).dump();
  io::save_checkpoint(path, file);
}

Sampling Sampling::load(const std::string& path, const LogDensity& target,
                        const SampleOptions& options) {
  const io::Checkpoint file = io::load_checkpoint(path);
  const Json json = checked_metadata(path, file);
  auto parts = std::make_unique<Parts>(
      target, options_of(json, list_of(file, "current_state"), options), Parts::Begins::FromFile);
  const Arrays chains = list_of(file, "chains");
  RunState state{json["num_done"], json["num_epochs"], parts->setup.program.tuning(), {}, {}, {}};
  state.tuning.parameters = unflatten<Array>(Parameters{}, list_of(file, "parameters"));
  state.tuning.memory = list_of(file, "memory");
  state.chains = {.key_words = chains[0],
                  .chain_ids = chains[1],
                  .num_done = chains[2],
                  .states = list_of(file, "states"),
                  .statistics = list_of(file, "statistics")};
  state.starts = starts_of(json, parts->setup.plan.names, list_of(file, "starts"));
  state.draws = list_of(file, "draws");
  check_target(path, parts->setup, state.chains);
  parts->run.restore(state);
  return Sampling(std::move(parts));
}

}  // namespace aleator::mcmc
