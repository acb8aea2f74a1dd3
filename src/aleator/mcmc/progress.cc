// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/progress.h"

#include "aleator/mcmc/statistics.h"

namespace aleator::mcmc {
namespace {

/// f(chain, value) of a statistic in every finished row.
template <class F>
void for_each_row(const ChainOutput& output, const char* statistic, F f) {
  const Array& values = output.statistics[index_of_statistic(statistic)];
  const std::vector<double> all = values.values();
  const auto width = static_cast<std::size_t>(values.dim(1));
  for (std::size_t c = 0; c < output.num_rows.size(); ++c) {
    for (std::int64_t row = 0; row < output.num_rows[c]; ++row)
      f(c, all[c * width + static_cast<std::size_t>(row)]);
  }
}

}  // namespace

double mean_acceptance(const ChainOutput& output) {
  double total = 0, count = 0;
  for_each_row(output, "acceptance_rate", [&](std::size_t, double rate) {
    total += rate;
    count += 1;
  });
  return count > 0 ? total / count : 0;
}

void add_rows(const ChainOutput& output, const std::vector<std::int64_t>& chains,
              std::vector<stats::ChainProgress>& all) {
  const auto at = [&](std::size_t c) -> stats::ChainProgress& {
    return all[static_cast<std::size_t>(chains[c])];
  };
  for (std::size_t c = 0; c < output.num_rows.size(); ++c) at(c).done += output.num_rows[c];
  for_each_row(output, "diverging",
               [&](std::size_t c, double is) { at(c).num_divergences += is != 0; });
  for_each_row(output, "n_steps", [&](std::size_t c, double steps) {
    at(c).num_leapfrogs += static_cast<std::int64_t>(steps);
  });
  for_each_row(output, "step_size", [&](std::size_t c, double size) { at(c).step_size = size; });
}

}  // namespace aleator::mcmc
