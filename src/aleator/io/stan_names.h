// SPDX-License-Identifier: Apache-2.0
// Declares how CmdStan names columns.
#pragma once

#include "aleator/array/type.h"

#include <span>
#include <string>
#include <vector>

namespace aleator::io {

/// A statistic of the sampler under ArviZ's name and Stan's.
struct StanStatistic {
  const char* name;
  const char* stan_name;
  Dtype dtype;
};
/// In the order in which Stan writes them.
std::span<const StanStatistic> stan_statistics();

/// A quantity and its columns, element by element, the last index running fastest.
struct StanQuantity {
  std::string name;
  Shape shape;
  std::vector<std::string> columns;
};
/// The quantities of a header, in its order, without the columns whose names end in "__".
/// ValueError when elements are missing; `source` names the file.
std::vector<StanQuantity> stan_quantities(const std::vector<std::string>& header,
                                          const std::string& source);

/// "theta.2.1" for element [1, 0].
std::string stan_column(const std::string& name, const std::vector<std::int64_t>& element);

}  // namespace aleator::io
