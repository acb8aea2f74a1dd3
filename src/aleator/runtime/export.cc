// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/export.h"

#include "aleator/array/lists.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/node.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/stablehlo/emit.h"

namespace aleator {

Function closed_function(const char* who, const ArraysFunction& f, const Arrays& like) {
  const ArrayTypes types = strong_types_of(like);
  const Traced traced = trace_pure(who, types, f);
  Arrays constants;
  for (const Array& capture : traced.captures)
    constants.push_back(literal(capture.buffer(), false));
  return simplify(trace_closed("main", types, [&](const Arrays& parameters) {
    return inline_function(traced.function, joined({parameters, constants}));
  }));
}

std::string export_stablehlo_arrays(const ArraysFunction& f, const Arrays& like) {
  return stablehlo::emit(closed_function("export_stablehlo", f, like));
}

}  // namespace aleator
