// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/posterior.h"

#include "aleator/base/error.h"
#include "aleator/base/index.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <atomic>
#include <thread>

namespace aleator::stats {
namespace {

/// "[1, 2]" for element `at` of a quantity, "[Choate, 2]" where an axis has coordinates, "" for a
/// scalar.
std::string index_text(const NamedDraws& quantity, const Shape& event, std::int64_t at) {
  if (event.rank() == 0) return {};
  std::vector<std::string> index;
  for (const std::int64_t stride : event.strides()) {
    const auto position = static_cast<std::size_t>(at / stride);
    const std::size_t axis = index.size();
    const bool has_name =
        axis < quantity.coordinates.size() && position < quantity.coordinates[axis].size();
    index.push_back(has_name ? quantity.coordinates[axis][position] : text(position));
    at %= stride;
  }
  return text(index);
}

const Array& find(const std::vector<NamedDraws>& list, const std::string& name, const char* kind) {
  std::vector<std::string> names;
  for (const NamedDraws& entry : list) {
    if (entry.name == name) return entry.draws;
    names.push_back(entry.name);
  }
  const std::string near = nearest_word(name, names);
  throw ValueError(text("Posterior: no ", kind, " '", name, "' (there are ", join_words(names), ")",
                        near.empty() ? "" : text("; did you mean '", near, "'?")));
}

/// The scalar elements of a quantity.
class Elements {
 public:
  explicit Elements(const NamedDraws& quantity)
      : quantity_(quantity),
        shape_(quantity.draws.shape()),
        event_(shape_.slice(2, shape_.rank())),
        values_(quantity.draws.values()) {}

  std::int64_t size() const { return event_.size(); }
  std::string name(std::int64_t element) const {
    return quantity_.name + index_text(quantity_, event_, element);
  }
  OwnedChains chains(std::int64_t element) const {
    OwnedChains chains{{}, shape_[0], shape_[1]};
    const std::int64_t width = size(), num = shape_[0] * shape_[1];
    chains.values.reserve(static_cast<std::size_t>(num));
    for (std::int64_t i = 0; i < num; ++i)
      chains.values.push_back(values_[static_cast<std::size_t>(i * width + element)]);
    return chains;
  }

 private:
  const NamedDraws& quantity_;
  const Shape shape_, event_;
  const std::vector<double> values_;
};

struct Summarized {
  QuantitySummary summary;
  std::vector<bool> has_moved;
};

/// Each thread takes the next element that none has taken: which one does not matter.
std::vector<Summarized> summarized(const std::vector<NamedDraws>& quantities,
                                   const std::vector<std::int64_t>& superchain_ids,
                                   int num_threads) {
  std::vector<Elements> all(quantities.begin(), quantities.end());
  std::vector<std::pair<const Elements*, std::int64_t>> jobs;
  for (const Elements& elements : all) {
    for (std::int64_t i = 0; i < elements.size(); ++i) jobs.emplace_back(&elements, i);
  }
  std::vector<Summarized> results(jobs.size());
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    for (std::size_t job = next++; job < jobs.size(); job = next++) {
      const auto [elements, i] = jobs[job];
      const OwnedChains chains = elements->chains(i);
      results[job] = {summarize(elements->name(i), chains, superchain_ids), has_moved(chains)};
    }
  };
  std::vector<std::thread> threads;
  const std::size_t num_useful = std::min(static_cast<std::size_t>(num_threads), jobs.size());
  for (std::size_t t = 1; t < num_useful; ++t) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
  return results;
}

}  // namespace

std::vector<std::pair<std::string, OwnedChains>> scalar_chains(const NamedDraws& quantity) {
  const Elements elements(quantity);
  std::vector<std::pair<std::string, OwnedChains>> result;
  for (std::int64_t i = 0; i < elements.size(); ++i)
    result.emplace_back(elements.name(i), elements.chains(i));
  return result;
}

Posterior::Posterior(Parts parts) : parts_(std::move(parts)) {
  for (const NamedDraws& quantity : parts_.quantities) {
    if (quantity.draws.rank() < 2)
      throw ShapeError(text("Posterior: draws of '", quantity.name,
                            "' need axes [chain, draw, ...], got ", quantity.draws.shape()));
  }
  for (Summarized& one :
       summarized(parts_.quantities, parts_.facts.superchain_ids, parts_.num_threads)) {
    summary_.quantities.push_back(std::move(one.summary));
    std::vector<bool>& moved = parts_.facts.has_moved;
    if (moved.empty()) moved = one.has_moved;
    for (std::size_t i = 0; i < moved.size(); ++i) moved[i] = moved[i] || one.has_moved[i];
  }
  diagnosis_ = diagnose(summary_, parts_.facts);
}

const Array& Posterior::operator[](const std::string& name) const {
  return find(parts_.quantities, name, "quantity");
}
const Array& Posterior::sample_stat(const std::string& name) const {
  return find(parts_.sample_stats, name, "statistic");
}

}  // namespace aleator::stats
