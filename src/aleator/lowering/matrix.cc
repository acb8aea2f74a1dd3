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

void clear_above_diagonal(Unit& unit, const Storage& to, const Indices& prefix, std::int64_t n) {
  Indices at = prefix;
  at.resize(prefix.size() + 2);
  if (n < 2) return;
  unit.loop(index(n - 1), [&](const ir::Value& i) {
    at[prefix.size()] = i;
    unit.loop(index(n - 1) - i, [&](const ir::Value& k) {
      at[prefix.size() + 1] = i + index(1) + k;
      unit.store(ir::constant_value(to.dtype, 0), to, at);
    });
  });
}

}  // namespace aleator::lowering
