// SPDX-License-Identifier: Apache-2.0
#include "aleator/io/stan_names.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>

namespace aleator::io {
namespace {

constexpr StanStatistic kStatistics[] = {
    {"lp", "lp__", Dtype::float64},
    {"acceptance_rate", "accept_stat__", Dtype::float64},
    {"step_size", "stepsize__", Dtype::float64},
    {"tree_depth", "treedepth__", Dtype::int64},
    {"n_steps", "n_leapfrog__", Dtype::int64},
    {"diverging", "divergent__", Dtype::boolean},
    {"energy", "energy__", Dtype::float64},
};

/// "theta.2.1" as a name and indices from 1; a part that is no index belongs to the name.
std::pair<std::string, std::vector<std::int64_t>> split(const std::string& column) {
  std::vector<std::int64_t> indices;
  std::string name = column;
  for (;;) {
    const std::size_t dot = name.rfind('.');
    if (dot == std::string::npos || dot == 0) break;
    std::int64_t index = 0;
    const char* const end = name.data() + name.size();
    const auto [stop, problem] = std::from_chars(name.data() + dot + 1, end, index);
    if (problem != std::errc() || stop != end || index < 1) break;
    indices.insert(indices.begin(), index);
    name.resize(dot);
  }
  return {name, indices};
}

/// All elements of a shape, the last index running fastest.
std::vector<std::vector<std::int64_t>> elements_of(const Shape& shape) {
  std::vector<std::vector<std::int64_t>> out{{}};
  for (const std::int64_t size : shape) {
    std::vector<std::vector<std::int64_t>> longer;
    for (const auto& element : out) {
      for (std::int64_t i = 0; i < size; ++i) {
        longer.push_back(element);
        longer.back().push_back(i);
      }
    }
    out = std::move(longer);
  }
  return out;
}

}  // namespace

std::span<const StanStatistic> stan_statistics() { return kStatistics; }

std::string stan_column(const std::string& name, const std::vector<std::int64_t>& element) {
  std::string column = name;
  for (const std::int64_t i : element) column += text(".", i + 1);
  return column;
}

std::vector<StanQuantity> stan_quantities(const std::vector<std::string>& header,
                                          const std::string& source) {
  std::vector<std::string> names;
  std::map<std::string, std::vector<std::int64_t>> sizes;
  std::map<std::string, std::int64_t> counts;
  for (const std::string& column : header) {
    if (column.ends_with("__")) continue;
    const auto [name, indices] = split(column);
    if (counts[name]++ == 0) {
      names.push_back(name);
      sizes[name] = indices;
    }
    if (sizes[name].size() != indices.size())
      throw ValueError(text("read_stan_csv: ", source, ": column '", column,
                            "' has another number of indices than others of '", name, "'"));
    for (std::size_t i = 0; i < indices.size(); ++i)
      sizes[name][i] = std::max(sizes[name][i], indices[i]);
  }
  std::vector<StanQuantity> out;
  for (const std::string& name : names) {
    StanQuantity quantity{name, Shape(sizes[name]), {}};
    if (quantity.shape.size() != counts[name])
      throw ValueError(text("read_stan_csv: ", source, ": '", name, "' of shape ", quantity.shape,
                            " has ", counts[name], " columns"));
    for (const auto& element : elements_of(quantity.shape))
      quantity.columns.push_back(stan_column(name, element));
    out.push_back(std::move(quantity));
  }
  return out;
}

}  // namespace aleator::io
