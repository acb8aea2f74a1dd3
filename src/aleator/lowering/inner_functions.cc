// SPDX-License-Identifier: Apache-2.0
// Defines which functions an operation holds.
#include "aleator/lowering/inner_functions.h"

#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"

namespace aleator::lowering {

std::vector<Function> inner_functions(const Node& node) {
  const Primitive* p = &node.primitive;
  if (p == &kCall) return {node.attributes_as<Call>().function};
  if (p == &kCustomGradient) return {node.attributes_as<CustomGradient>().function};
  if (p == &kMap) return {node.attributes_as<Map>().function};
  if (p == &kScan) return {node.attributes_as<Scan>().body};
  if (p == &kWhile)
    return {node.attributes_as<While>().condition, node.attributes_as<While>().body};
  if (p == &kCond) return {node.attributes_as<Cond>().on_true, node.attributes_as<Cond>().on_false};
  return {};
}

Ref<const Attributes> with_inner_functions(const Node& node, const std::vector<Function>& f) {
  const Primitive* p = &node.primitive;
  if (p == &kScan) {
    Scan scan = node.attributes_as<Scan>();
    scan.body = f[0];
    return attributes(scan);
  }
  if (p == &kWhile) {
    While loop = node.attributes_as<While>();
    loop.condition = f[0];
    loop.body = f[1];
    return attributes(loop);
  }
  if (p == &kCond) {
    Cond cond = node.attributes_as<Cond>();
    cond.on_true = f[0];
    cond.on_false = f[1];
    return attributes(cond);
  }
  if (p == &kCall) return attributes(Call{f[0]});
  if (p == &kMap) return attributes(Map{f[0], node.attributes_as<Map>().num_mapped});
  return node.attributes;
}

}  // namespace aleator::lowering
