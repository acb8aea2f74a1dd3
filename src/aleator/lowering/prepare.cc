// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/prepare.h"

#include "aleator/graph/function_transforms.h"
#include "aleator/graph/interpret.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/inner_functions.h"
#include "aleator/lowering/rewrite/rewrite.h"

namespace aleator::lowering {
namespace {

Ref<const Attributes> without_mark(const Node& node) {
  BroadcastInDim broadcast = node.attributes_as<BroadcastInDim>();
  broadcast.lane_axis = kNoLane;
  return attributes(broadcast);
}

/// Copies nodes with calls replaced by what they call.
Arrays inlined(const Function& f, const Arrays& arguments, bool keeps_lanes) {
  Substitution substitute(f, arguments);
  for (const Node* node : f.nodes()) {
    const Arrays inputs = substitute(node->inputs);
    const std::vector<Function> inner = inner_functions(*node);
    if (&node->primitive == &kCall || &node->primitive == &kCustomGradient) {
      substitute.set(node, inlined(inner[0], inputs, keeps_lanes));
      continue;
    }
    std::vector<Function> prepared;
    for (const Function& g : inner) prepared.push_back(prepare(g, keeps_lanes));
    Ref<const Attributes> attributes = node->attributes;
    if (!inner.empty()) attributes = with_inner_functions(*node, prepared);
    else if (!keeps_lanes && &node->primitive == &kBroadcastInDim) attributes = without_mark(*node);
    substitute.set(node, apply_all(node->primitive, inputs, attributes));
  }
  return substitute(f.outputs());
}

}  // namespace

Function prepare(const Function& f, bool keeps_lanes) {
  return f.memoize(keeps_lanes ? "prepared" : "prepared without lanes", [&] {
    ArrayTypes types = f.parameter_types();
    for (ArrayType& type : types) {
      if (!keeps_lanes) type.lane_axis = kNoLane;
    }
    const Function whole = trace_closed(
        f.name().c_str(), types, [&](const Arrays& p) { return inlined(f, p, keeps_lanes); });
    const Function rewritten = simplify(rewrite(simplify(whole)));
    return keeps_lanes ? rewritten : simplify(in_row_blocks(rewritten));
  });
}

}  // namespace aleator::lowering
