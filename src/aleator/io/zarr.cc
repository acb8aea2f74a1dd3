// SPDX-License-Identifier: Apache-2.0
// Implements the writer of runs in ArviZ's schema.
#include "aleator/io/zarr.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/base/version.h"
#include "aleator/io/zarr_store.h"

#include <chrono>
#include <ctime>

#include <nlohmann/json.hpp>

namespace aleator::io {
namespace {

using Json = nlohmann::json;

/// Now, as ISO 8601 has it, in UTC.
std::string now() {
  const std::time_t time = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm parts{};
  gmtime_r(&time, &parts);
  char words[32];
  std::strftime(words, sizeof words, "%Y-%m-%dT%H:%M:%SZ", &parts);
  return words;
}

Json attributes_of(const stats::Posterior& posterior) {
  return {{"created_at", now()},
          {"creation_library", "aleator"},
          {"inference_library", "aleator"},
          {"inference_library_version", std::string(version())},
          {"seed", posterior.seed()},
          {"sampling_time", posterior.timing().sampling},
          {"warmup_time", posterior.timing().warmup}};
}

/// The names of all axes: first those that every array of a group has.
std::vector<std::string> dims_of(const stats::NamedDraws& array,
                                 const std::vector<std::string>& leading) {
  const auto rank = static_cast<std::size_t>(array.draws.rank());
  if (rank < leading.size())
    throw ShapeError(text("write_zarr: '", array.name, "' needs the axes ", join_words(leading),
                          ", got shape ", array.draws.shape()));
  std::vector<std::string> dims = leading;
  for (std::size_t i = 0; dims.size() < rank; ++i) {
    const bool is_named = i < array.dims.size() && !array.dims[i].empty();
    dims.push_back(is_named ? array.dims[i] : text(array.name, "_dim_", i));
  }
  return dims;
}

/// Arrays and the coordinates of their axes.
void write_group(ZarrStore& store, const std::string& name,
                 const std::vector<stats::NamedDraws>& arrays,
                 const std::vector<std::string>& leading, const ZarrOptions& options,
                 const std::string& attributes) {
  if (arrays.empty()) return;
  store.group(name, attributes);
  std::map<std::string, std::int64_t> lengths;
  std::map<std::string, std::vector<std::string>> coords = options.coords;
  for (const stats::NamedDraws& array : arrays) {
    const std::vector<std::string> dims = dims_of(array, leading);
    for (std::size_t axis = 0; axis < dims.size(); ++axis) {
      const std::int64_t length = array.draws.dim(static_cast<std::int64_t>(axis));
      const auto [known, is_new] = lengths.insert({dims[axis], length});
      if (!is_new && known->second != length)
        throw ShapeError(text("write_zarr: the axis '", dims[axis], "' of '", array.name, "' has ",
                              length, " entries, elsewhere ", known->second));
    }
    for (std::size_t axis = 0; axis < array.coordinates.size(); ++axis) {
      if (!array.coordinates[axis].empty())
        coords.insert({dims[leading.size() + axis], array.coordinates[axis]});
    }
    store.array(text(name, "/", array.name), array.draws.buffer().dense(), dims);
  }
  for (const auto& [dim, length] : lengths) {
    const auto names = coords.find(dim);
    if (names == coords.end()) {
      store.numbers(text(name, "/", dim), length, dim);
      continue;
    }
    if (static_cast<std::int64_t>(names->second.size()) != length)
      throw ShapeError(text("write_zarr: the axis '", dim, "' has ", length,
                            " entries, coords has ", names->second.size()));
    store.words(text(name, "/", dim), names->second, dim);
  }
}

}  // namespace

void write_zarr(const stats::Posterior& posterior, const std::string& path,
                const ZarrOptions& options) {
  ZarrStore store(path);
  const std::string attributes = attributes_of(posterior).dump(2);
  store.group("", attributes);
  const std::vector<std::string> chains{"chain", "draw"};
  const auto write = [&](const char* name, const std::vector<stats::NamedDraws>& arrays,
                         const std::vector<std::string>& leading) {
    write_group(store, name, arrays, leading, options, attributes);
  };
  write("posterior", posterior.quantities(), chains);
  write("sample_stats", posterior.sample_stats(), chains);
  write("posterior_predictive", options.posterior_predictive, chains);
  write("log_likelihood", options.log_likelihood, chains);
  write("prior", options.prior, chains);
  write("observed_data", options.observed_data, {});
  write("constant_data", options.constant_data, {});
  store.finish();
}

}  // namespace aleator::io
