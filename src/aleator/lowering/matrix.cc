// SPDX-License-Identifier: Apache-2.0
// Defines what the lowerings of arrays of matrices share.
#include "aleator/lowering/matrix.h"

namespace aleator::lowering {

ArrayType batch_type(const ArrayType& type) {
  ArrayType batch = type;
  const std::int64_t rank = type.shape.rank() - 2;
  batch.shape = type.shape.slice(0, rank);
  if (type.lane_axis >= rank) batch.lane_axis = kNoLane;
  return batch;
}

bool is_for_lanes(const Region& region, const Node& node) {
  return region.unit().has_lanes() && node.types[0].lane_axis != kNoLane &&
         node.types[0].shape.size() > 0;
}

}  // namespace aleator::lowering
