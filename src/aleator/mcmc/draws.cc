// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/draws.h"

#include "aleator/array/buffer.h"
#include "aleator/array/ops/shape.h"
#include "aleator/mcmc/statistics.h"
#include "aleator/stats/rhat_nested.h"
#include "aleator/stats/sampler_facts.h"

#include <cstring>
#include <numeric>

namespace aleator::mcmc {
namespace {

/// Copies rows of each chain to its draws.
void copy_draws(const Array& from, const std::vector<std::int64_t>& num_rows, Buffer& to,
                const std::vector<std::int64_t>& chains, const std::vector<std::int64_t>& first,
                std::int64_t stride) {
  const Buffer source = from.buffer().dense();
  const std::int64_t most_rows = from.dim(1), num_draws = to.shape()[1];
  if (source.size() == 0) return;
  const std::size_t width =
      source.stored_bytes() / static_cast<std::size_t>(from.dim(0) * most_rows);
  for (std::size_t c = 0; c < num_rows.size(); ++c) {
    const auto chain = static_cast<std::int64_t>(c);
    for (std::int64_t row = 0; row < num_rows[c]; ++row) {
      const std::int64_t number = first[c] + row + 1;
      if (number % stride != 0) continue;
      const auto at = static_cast<std::size_t>(chains[c] * num_draws + number / stride - 1) * width;
      std::memcpy(to.mutable_bytes() + at,
                  source.bytes() + static_cast<std::size_t>(chain * most_rows + row) * width,
                  width);
    }
  }
}

}  // namespace

void DrawStore::prepare(const ChainOutput& example) {
  if (!statistics_.empty()) return;
  const auto allocate = [&](const Array& x) {
    return Buffer(x.dtype(), Shape{num_chains_, num_draws_} + x.shape().slice(2, x.rank()));
  };
  for (const Array& part : example.parts) parts_.push_back(allocate(part));
  for (const Array& x : example.statistics) statistics_.push_back(allocate(x));
}

void DrawStore::keep(const ChainOutput& output, const std::vector<std::int64_t>& chains,
                     const std::vector<std::int64_t>& first, std::int64_t stride) {
  for (std::size_t i = 0; i < parts_.size(); ++i)
    copy_draws(output.parts[i], output.num_rows, parts_[i], chains, first, stride);
  for (std::size_t i = 0; i < statistics_.size(); ++i)
    copy_draws(output.statistics[i], output.num_rows, statistics_[i], chains, first, stride);
}

Arrays DrawStore::arrays() const {
  Arrays all;
  for (const Buffer& part : parts_) all.push_back(constant(part));
  for (const Buffer& statistic : statistics_) all.push_back(constant(statistic));
  return all;
}

void DrawStore::restore(const Arrays& arrays) {
  parts_.clear();
  statistics_.clear();
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const Array& x = arrays[i];
    Buffer whole(x.dtype(), Shape{num_chains_, num_draws_} + x.shape().slice(2, x.rank()));
    const auto num_chains = static_cast<std::size_t>(num_chains_);
    std::vector<std::int64_t> chains(num_chains);
    std::iota(chains.begin(), chains.end(), 0);
    copy_draws(x, std::vector<std::int64_t>(num_chains, x.dim(1)), whole, chains,
               std::vector<std::int64_t>(num_chains, 0), 1);
    (i < names_.size() ? parts_ : statistics_).push_back(std::move(whole));
  }
}

DrawStore DrawStore::first(std::int64_t num_draws) const {
  if (num_draws == num_draws_) return *this;
  DrawStore part(names_, num_chains_, num_draws);
  Arrays taken;
  for (const Array& x : arrays()) taken.push_back(slice_axis(x, 1, 0, num_draws));
  part.restore(taken);
  return part;
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
    result.push_back({statistics()[i].name, constant(statistics_[i])});
  return result;
}

stats::SamplerFacts DrawStore::facts(std::int64_t num_superchains) const {
  stats::SamplerFacts facts = stats::facts_of(sample_stats(), num_chains_, num_draws_);
  facts.superchain_ids = stats::superchain_ids(num_chains_, num_superchains);
  return facts;
}

}  // namespace aleator::mcmc
