// SPDX-License-Identifier: Apache-2.0
// Declares how the rows of an operation's result depend on rows of its inputs.
#pragma once

#include "aleator/graph/node.h"

#include <optional>

namespace aleator::lowering {

inline constexpr std::int64_t kWhole = -1;  ///< an input of which every row depends on everything

/// For rows along axis `axis` of a node's result, each of which depends on the same rows of the
/// inputs: along which axis they are there, or kWhole. None where rows depend on other rows, or
/// nothing is known of the operation.
std::optional<Dims> row_axes(const Node& node, std::int64_t axis);

/// Where a result is a sum over rows, the axes along which these are in the inputs, given that
/// input `input` has them along `axis`.
std::optional<Dims> summed_axes(const Node& node, std::size_t input, std::int64_t axis);

/// The operation on inputs of another number of rows; `axis` as above.
Array on_rows(const Node& node, std::int64_t axis, const Arrays& inputs, std::int64_t num_rows);

}  // namespace aleator::lowering
