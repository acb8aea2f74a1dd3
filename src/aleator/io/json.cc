// SPDX-License-Identifier: Apache-2.0
#include "aleator/io/json.h"

#include <cmath>

#include <nlohmann/json.hpp>

namespace aleator::io {
namespace {

using Json = nlohmann::ordered_json;

Json finite_or_null(double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); }

Json row(const stats::QuantitySummary& q) {
  Json out = {{"name", q.name}};
  for (const auto& [name, value] : {std::pair("mean", q.mean),
                                    {"sd", q.sd},
                                    {"mcse", q.mcse},
                                    {"q5", q.q5},
                                    {"q50", q.q50},
                                    {"q95", q.q95},
                                    {"ess_bulk", q.ess_bulk},
                                    {"ess_tail", q.ess_tail},
                                    {"rhat", q.rhat}})
    out[name] = finite_or_null(value);
  return out;
}

}  // namespace

std::string to_json(const stats::Posterior& posterior) {
  Json summary = Json::array(), checks = Json::array();
  for (const stats::QuantitySummary& q : posterior.summary().quantities) summary.push_back(row(q));
  for (const stats::Check& check : posterior.diagnosis().checks) {
    checks.push_back({{"id", check.id},
                      {"passed", check.passed},
                      {"sentence", check.sentence},
                      {"next_step", check.next_step}});
  }
  const stats::Timing& t = posterior.timing();
  const Json all = {{"summary", summary},
                    {"checks", checks},
                    {"timing",
                     {{"compile", t.compile},
                      {"warmup", t.warmup},
                      {"sampling", t.sampling},
                      {"total", t.total}}},
                    {"num_chains", posterior.num_chains()},
                    {"num_draws", posterior.num_draws()},
                    {"seed", posterior.seed()}};
  return all.dump(2);
}

}  // namespace aleator::io
