// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/sweeps.h"

#include <algorithm>

namespace aleator::lowering {

void Sweeps::add(const ArrayType& type, std::function<void(const Indices&)> visit) {
  const auto group = std::find_if(groups_.begin(), groups_.end(), [&](const auto& g) {
    return g.first.shape == type.shape && g.first.lane_axis == type.lane_axis;
  });
  if (group == groups_.end()) groups_.push_back({type, {std::move(visit)}});
  else group->second.push_back(std::move(visit));
}

void Sweeps::emit() {
  for (const auto& [type, visits] : groups_) {
    unit_.for_each(type, [&](const Indices& at) {
      for (const auto& visit : visits) visit(at);
    });
  }
  groups_.clear();
}

}  // namespace aleator::lowering
