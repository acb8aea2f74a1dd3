// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/work.h"

#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/dot.h"
#include "aleator/lowering/inner_functions.h"

#include <algorithm>
#include <cmath>

namespace aleator {
namespace {

constexpr double kRounds = 100;  // of a loop whose length nobody knows

double elements_of(const Node& node) {
  double count = 1;
  for (const ArrayType& type : node.types) count += static_cast<double>(type.shape.size());
  for (const Array& input : node.inputs) count = std::max(count, static_cast<double>(input.size()));
  return count;
}

}  // namespace

std::size_t num_nodes(const std::vector<const Node*>& nodes) {
  std::size_t count = nodes.size();
  for (const Node* node : nodes) {
    for (const Function& inner : lowering::inner_functions(*node))
      count += num_nodes(inner.nodes());
  }
  return count;
}

double work_of(const std::vector<const Node*>& nodes) {
  double work = 0;
  for (const Node* node : nodes) {
    const double times = &node->primitive == &kScan
                             ? static_cast<double>(node->attributes_as<Scan>().length)
                         : &node->primitive == &kWhile ? kRounds
                         : &node->primitive == &kMap   ? 0  // it decides for itself
                                                       : 1;
    // Compiling the caller makes neither a library nor a function that is compiled anyway faster.
    if (is_library_product(*node) || &node->primitive == &kCall) continue;
    work += elements_of(*node);
    for (const Function& inner : lowering::inner_functions(*node))
      work += times * work_of(inner.nodes());
    // A product of matrices does as many operations an element as the sum is long.
    if (&node->primitive == &kDotGeneral) {
      const double sizes =
          static_cast<double>(node->inputs[0].size()) * static_cast<double>(node->inputs[1].size());
      work += std::sqrt(
          sizes * static_cast<double>(std::max<std::int64_t>(1, node->types[0].shape.size())));
    }
  }
  return work;
}

}  // namespace aleator
