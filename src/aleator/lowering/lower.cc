// SPDX-License-Identifier: Apache-2.0
// Defines how a whole function becomes a module.
#include "aleator/lowering/extent.h"
#include "aleator/lowering/module.h"
#include "aleator/lowering/prepare.h"
#include "aleator/lowering/region.h"
#include "aleator/lowering/sweeps.h"

#include <limits>

namespace aleator::lowering {

Module lower(const Function& function, int num_lanes, int vector_bytes, bool may_share) {
  const Function f = prepare(function, num_lanes > 0);
  const std::size_t num_parameters = f.parameters().size();
  Unit unit(num_lanes, num_parameters + f.outputs().size(), vector_bytes);
  const bool is_long = num_instructions(f) > kLongCode;
  unit.set_most_rounds(is_long ? std::numeric_limits<double>::infinity() : most_rounds(f));
  Region region(unit, f);
  for (std::size_t i = 0; i < num_parameters; ++i) {
    const Storage storage = unit.storage_at(unit.argument(i), f.parameters()[i].type());
    region.bind(f.parameters()[i], {.storage = storage, .value = {}});
  }
  std::vector<Storage> results;
  for (std::size_t i = 0; i < f.outputs().size(); ++i) {
    results.push_back(unit.storage_at(unit.argument(num_parameters + i), f.outputs()[i].type()));
    region.set_destination(i, results[i]);
  }
  region.emit(may_share && num_lanes == 0);
  Sweeps sweeps(unit);
  for (std::size_t i = 0; i < f.outputs().size(); ++i) {
    const Binding bound = region.output(i);
    const bool is_there = bound.storage && bound.storage->base.name == results[i].base.name;
    if (is_there) continue;
    sweeps.add(f.outputs()[i].type(), [&, i](const Indices& at) {
      unit.store(region.element(f.outputs()[i], at), results[i], at);
    });
  }
  sweeps.emit();
  return unit.finish();
}

}  // namespace aleator::lowering
