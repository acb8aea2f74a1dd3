// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/plan.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/mcmc/statistics.h"

#include <cstdio>

#include <unistd.h>

namespace aleator::mcmc {
namespace {

/// "16 GB".
std::string gigabytes(double bytes) {
  char digits[32];
  std::snprintf(digits, sizeof digits, "%.3g GB", bytes / 1e9);
  return digits;
}

/// Of everything that is kept of one transition of one chain.
double bytes_per_draw(const Layout& layout) {
  double bytes = static_cast<double>(layout.size()) * static_cast<double>(size_of(layout.dtype));
  for (const Statistic& s : statistics()) bytes += static_cast<double>(size_of(s.dtype));
  return bytes;
}

double physical_memory() {
  return static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGE_SIZE));
}

}  // namespace

std::int64_t num_in_memory(const Plan& plan, std::int64_t num_draws) {
  return plan.memory_stride > 0 ? num_draws / plan.memory_stride : 0;
}

void check_plan(const char* who, const Plan& plan, const Layout& layout) {
  // Far beyond what any machine does, and far below where products of counts overflow.
  constexpr std::int64_t kMost = std::int64_t{1} << 40;
  const auto check_count = [&](const char* name, std::int64_t count) {
    if (count > kMost)
      throw ValueError(text(who, ": ", name, " must be at most 2^40, got ", count));
  };
  check_count("the number of chains", plan.num_chains);
  check_count("the number of warm-up transitions", plan.num_warmup);
  check_count("the number of draws", plan.num_draws);
  check_count("the number of transitions per draw", plan.stride);
  const double num_draws = static_cast<double>(num_in_memory(plan, plan.num_draws)),
               count = static_cast<double>(plan.num_chains) * num_draws,
               bytes = count * bytes_per_draw(layout);
  if (bytes <= physical_memory()) return;
  throw ValueError(
      text(who, ": ", plan.num_draws, " draws of ", plan.num_chains, " chains with ", layout.size(),
           " numbers each need ", gigabytes(bytes), " of memory, more than the ",
           gigabytes(physical_memory()),
           " of this machine; keep fewer draws (num_steps_between_results), or stream them to a "
           "file (draws_path, keeps_draws_in_memory = false)"));
}

}  // namespace aleator::mcmc
