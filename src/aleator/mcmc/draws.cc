// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/draws.h"

#include "aleator/array/buffer.h"

#include <cstring>

namespace aleator::mcmc {
namespace {

constexpr const char* kStatisticNames[] = {"lp", "acceptance_rate", "is_accepted", "diverging",
                                           "energy"};

Arrays statistics_of(const ChainOutput& output) {
  return {output.log_density, output.acceptance_rate, output.is_accepted, output.is_divergent,
          output.energy};
}

/// Transposes [transition, chain, ...] into [chain, draw, ...].
void copy_draws(const Array& from, Buffer& to, std::int64_t first_chain, std::int64_t first_draw,
                std::int64_t stride) {
  const Buffer source = from.buffer().dense();
  const std::int64_t num_transitions = from.dim(0), num_chains = from.dim(1),
                     num_draws = to.shape()[1];
  if (source.size() == 0) return;
  const std::size_t width =
      source.stored_bytes() / static_cast<std::size_t>(num_transitions * num_chains);
  for (std::int64_t t = stride - 1, draw = first_draw; t < num_transitions; t += stride, ++draw) {
    for (std::int64_t c = 0; c < num_chains; ++c) {
      const auto at = static_cast<std::size_t>((first_chain + c) * num_draws + draw) * width;
      std::memcpy(to.mutable_bytes() + at,
                  source.bytes() + static_cast<std::size_t>(t * num_chains + c) * width, width);
    }
  }
}

}  // namespace

void DrawStore::prepare(const ChainOutput& example) {
  const auto allocate = [&](const Array& x) {
    return Buffer(x.dtype(), Shape{num_chains_, num_draws_} + x.shape().slice(2, x.rank()));
  };
  for (const Array& part : example.parts) parts_.push_back(allocate(part));
  for (const Array& statistic : statistics_of(example)) statistics_.push_back(allocate(statistic));
}

void DrawStore::keep(const ChainOutput& output, std::int64_t first_chain, std::int64_t first_draw,
                     std::int64_t stride) {
  const Arrays statistics = statistics_of(output);
  for (std::size_t i = 0; i < parts_.size(); ++i)
    copy_draws(output.parts[i], parts_[i], first_chain, first_draw, stride);
  for (std::size_t i = 0; i < statistics_.size(); ++i)
    copy_draws(statistics[i], statistics_[i], first_chain, first_draw, stride);
}

std::vector<stats::NamedDraws> DrawStore::quantities() const {
  std::vector<stats::NamedDraws> result;
  for (std::size_t i = 0; i < parts_.size(); ++i)
    result.push_back({names_[i], constant(parts_[i])});
  return result;
}

std::vector<stats::NamedDraws> DrawStore::sample_stats() const {
  std::vector<stats::NamedDraws> result;
  for (std::size_t i = 0; i < statistics_.size(); ++i)
    result.push_back({kStatisticNames[i], constant(statistics_[i])});
  return result;
}

stats::SamplerFacts DrawStore::facts() const {
  stats::SamplerFacts facts{.num_chains = num_chains_, .num_draws = num_draws_};
  const auto count = static_cast<std::size_t>(num_chains_ * num_draws_);
  const double* acceptance = statistics_[1].data<double>();
  const bool* diverging = statistics_[3].data<bool>();
  const double* energy = statistics_[4].data<double>();
  std::int64_t num_divergences = 0;
  for (std::size_t i = 0; i < count; ++i) num_divergences += diverging[i];
  facts.num_divergences = num_divergences;
  for (std::int64_t c = 0; c < num_chains_; ++c) {
    double total = 0;
    for (std::int64_t d = 0; d < num_draws_; ++d) total += acceptance[c * num_draws_ + d];
    facts.mean_acceptance.push_back(total / static_cast<double>(num_draws_));
  }
  bool has_energy = false;  // kernels without a Hamiltonian report 0
  for (std::size_t i = 0; i < count; ++i) has_energy = has_energy || energy[i] != 0;
  if (has_energy) facts.energy.assign(energy, energy + count);
  return facts;
}

}  // namespace aleator::mcmc
