// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/extent.h"

#include "aleator/graph/cost.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/inner_functions.h"
#include "aleator/lowering/lanes.h"

#include <algorithm>
#include <cmath>

namespace aleator::lowering {
namespace {

constexpr double kFormula = 16;  // instructions of a round

bool has_loops(const Function& f) {
  return std::any_of(f.nodes().begin(), f.nodes().end(), [](const Node* node) {
    const Primitive* p = &node->primitive;
    const std::vector<Function> inner = inner_functions(*node);
    return p == &kScan || p == &kWhile || std::any_of(inner.begin(), inner.end(), has_loops);
  });
}

double rounds_of(const Node& node) {
  if (&node.primitive == &kScan) return counted_rounds(node.attributes_as<Scan>());
  return &node.primitive == &kWhile ? kUnknownRounds : 1;
}

/// Elements that a node goes through: its results, or what they are sums of.
double num_visited(const Node& node) {
  std::int64_t count = 1;
  for (const ArrayType& type : node.types) count = std::max(count, num_elements(type));
  if (&node.primitive == &kDotGeneral) {
    // a x b by b x c; where others have a formula, a product has one instruction.
    const double num_products = std::sqrt(static_cast<double>(count) *
                                          static_cast<double>(num_elements(node.inputs[0].type())) *
                                          static_cast<double>(num_elements(node.inputs[1].type())));
    return num_products / kFormula;
  }
  if (node.primitive.combine) {
    for (const Array& input : node.inputs) count = std::max(count, num_elements(input.type()));
  }
  return static_cast<double>(count);
}

}  // namespace

bool is_composite(const Scan& scan) { return has_loops(scan.body); }

double counted_rounds(const Scan& scan) {
  return is_composite(scan) ? 1 : static_cast<double>(scan.length);
}

double most_rounds(const Function& f) {
  double most = 1;
  for (const Node* node : f.nodes()) {
    if (node->constant || is_view(node->primitive)) continue;
    const std::vector<Function> inner = inner_functions(*node);
    if (inner.empty()) most = std::max(most, num_visited(*node));
    for (const Function& g : inner) most = std::max(most, rounds_of(*node) * most_rounds(g));
  }
  return most;
}

double num_instructions(const Function& f) {
  double count = 0;
  for (const Node* node : f.nodes()) {
    if (node->constant) continue;
    count += cost_of_element(node->primitive);
    for (const Function& g : inner_functions(*node)) count += num_instructions(g);
  }
  return count;
}

}  // namespace aleator::lowering
