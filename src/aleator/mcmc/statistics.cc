// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/statistics.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"

#include <string_view>

namespace aleator::mcmc {
namespace {

using Info = TransitionInfo;
using P = Parameters;

constexpr Statistic kStatistics[] = {
    {"lp", float64, [](const Array& log_density, const Info&, const P&) { return log_density; }},
    {"acceptance_rate", float64,
     [](const Array&, const Info& i, const P&) { return exp(minimum(0., i.log_accept_ratio)); }},
    {"is_accepted", boolean, [](const Array&, const Info& i, const P&) { return i.is_accepted; }},
    {"diverging", boolean, [](const Array&, const Info& i, const P&) { return i.is_divergent; }},
    {"energy", float64, [](const Array&, const Info& i, const P&) { return i.energy; }},
    {"n_steps", int64, [](const Array&, const Info& i, const P&) { return i.num_steps; }},
    {"tree_depth", int64, [](const Array&, const Info& i, const P&) { return i.tree_depth; }},
    {"reached_max_treedepth", boolean,
     [](const Array&, const Info& i, const P&) { return i.has_reached_max_depth; }},
    {"swap_acceptance", float64,
     [](const Array&, const Info& i, const P&) { return i.swap_acceptance; }},
    {"step_size", float64, [](const Array&, const Info&, const P& p) { return mean(p.step_size); }},
};

}  // namespace

std::span<const Statistic> statistics() { return kStatistics; }

Arrays statistics_of(const Array& log_density, const TransitionInfo& info,
                     const Parameters& parameters) {
  Arrays values;
  for (const Statistic& s : kStatistics)
    values.push_back(astype(s.of(log_density, info, parameters), s.dtype));
  return values;
}

std::size_t index_of_statistic(const char* name) {
  std::size_t i = 0;
  while (std::string_view(kStatistics[i].name) != name) ++i;
  return i;
}

}  // namespace aleator::mcmc
