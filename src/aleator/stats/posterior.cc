// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/posterior.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

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

}  // namespace

std::vector<std::pair<std::string, OwnedChains>> scalar_chains(const NamedDraws& quantity) {
  const Shape& shape = quantity.draws.shape();
  const Shape event = shape.slice(2, shape.rank());
  const std::vector<double> values = quantity.draws.values();
  const std::int64_t width = event.size();
  std::vector<std::pair<std::string, OwnedChains>> result;
  for (std::int64_t element = 0; element < width; ++element) {
    OwnedChains chains{{}, shape[0], shape[1]};
    for (std::int64_t i = 0; i < shape[0] * shape[1]; ++i)
      chains.values.push_back(values[static_cast<std::size_t>(i * width + element)]);
    result.emplace_back(quantity.name + index_text(quantity, event, element), std::move(chains));
  }
  return result;
}

Posterior::Posterior(Parts parts) : parts_(std::move(parts)) {
  for (const NamedDraws& quantity : parts_.quantities) {
    if (quantity.draws.rank() < 2)
      throw ShapeError(text("Posterior: draws of '", quantity.name,
                            "' need axes [chain, draw, ...], got ", quantity.draws.shape()));
    for (const auto& [name, chains] : scalar_chains(quantity)) {
      summary_.quantities.push_back(summarize(name, chains));
      const std::vector<bool> moved = has_moved(chains);
      if (parts_.facts.has_moved.empty()) parts_.facts.has_moved = moved;
      for (std::size_t i = 0; i < moved.size(); ++i)
        parts_.facts.has_moved[i] = parts_.facts.has_moved[i] || moved[i];
    }
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
