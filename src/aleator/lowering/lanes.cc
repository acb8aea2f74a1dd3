// SPDX-License-Identifier: Apache-2.0
// Defines when lanes are independent, and how many fit a block.
#include "aleator/lowering/lanes.h"

#include "aleator/graph/cost.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/lowering/extent.h"
#include "aleator/lowering/in_place.h"
#include "aleator/lowering/inner_functions.h"
#include "aleator/lowering/plan.h"
#include "aleator/lowering/prepare.h"
#include "aleator/lowering/views.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

/// The common length of all lane axes, -1 when an operation loses one or lengths differ.
class Lanes {
 public:
  std::int64_t length = 0;

  bool holds(const Function& f) {
    for (const Array& parameter : f.parameters()) see(parameter.type());
    return std::all_of(f.nodes().begin(), f.nodes().end(),
                       [&](const Node* node) { return keeps(*node); });
  }

 private:
  bool see(const ArrayType& type) {
    if (type.lane_axis == kNoLane) return false;
    const std::int64_t n = type.shape[type.lane_axis];
    length = length == 0 || length == n ? n : -1;
    return true;
  }

  bool keeps(const Node& node) {
    bool is_any = false;
    for (const Array& input : node.inputs) is_any = see(input.type()) || is_any;
    for (std::size_t i = 0; i < node.types.size(); ++i) {
      // A counter of a loop whose steps are the same for all lanes is one number.
      const bool is_carry = &node.primitive == &kWhile;
      const bool is_wanted = is_carry ? node.inputs[i].type().lane_axis != kNoLane : is_any;
      if (see(node.types[i]) != is_wanted && is_wanted) return false;
    }
    if (&node.primitive == &kMap) return true;  // its function sees one position
    const std::vector<Function> inner = inner_functions(node);
    return std::all_of(inner.begin(), inner.end(),
                       [&](const Function& f) { return holds(f) && fits(node, f); });
  }

  /// Whether an inner function sees lanes where its operands have them: all of its parameters that
  /// are carried or passed on.
  static bool fits(const Node& node, const Function& f) {
    const std::size_t skipped = &node.primitive == &kCond ? 1 : 0;
    for (std::size_t i = 0; i < f.parameters().size() && i + skipped < node.inputs.size(); ++i) {
      const bool outside = node.inputs[i + skipped].type().lane_axis != kNoLane;
      const bool inside = f.parameters()[i].type().lane_axis != kNoLane;
      if (outside != inside) return false;
    }
    return true;
  }
};

double bytes_of(const ArrayType& type) {
  const bool has_lanes = type.lane_axis != kNoLane;
  return has_lanes
             ? static_cast<double>(num_elements(type)) * static_cast<double>(size_of(type.dtype))
             : 0;
}

/// Bytes of the arrays in memory that a block computes, per lane; inner functions included once.
double working_set(const Function& f) {
  double bytes = 0;
  const Node* last = nullptr;  // the parts of a concatenation fill one array
  for (const auto& s : make_plan(f, true).statements) {
    for (const Function& inner : inner_functions(*s->node)) bytes += working_set(inner);
    // What scans stack is written and read once, in order: it may come from the next cache.
    const double share = &s->node->primitive == &kScan ? 0.25 : 1;
    if (!s->is_stored || s->node == last) continue;
    for (std::size_t i = 0; i < s->node->types.size(); ++i) {
      if (!changed_input(*s->node, i)) bytes += share * bytes_of(s->node->types[i]);
    }
    last = s->node;
  }
  return bytes;
}

bool has_any(const Function& f, const Primitive& primitive) {
  return std::any_of(f.nodes().begin(), f.nodes().end(), [&](const Node* node) {
    const std::vector<Function> inner = inner_functions(*node);
    return &node->primitive == &primitive ||
           std::any_of(inner.begin(), inner.end(),
                       [&](const Function& g) { return has_any(g, primitive); });
  });
}

/// Values that a loop keeps in registers all along, about: sums, and what scans carry, numbers with
/// their next values and the elements of small arrays. The most of any function inside.
std::size_t num_kept(const Function& f) {
  constexpr std::int64_t kSmallArray = 9;
  std::size_t own = 0, inside = 0;
  for (const Node* node : f.nodes()) {
    const bool is_sum = node->primitive.combine || &node->primitive == &kDotGeneral;
    if (is_sum && node->types[0].lane_axis != kNoLane) ++own;
    for (const Function& inner : inner_functions(*node)) {
      inside = std::max(inside, num_kept(inner));
      if (&node->primitive != &kScan) continue;
      std::size_t carried = 0;
      for (std::int64_t i = 0; i < node->attributes_as<Scan>().num_carry; ++i) {
        const std::int64_t count = num_elements(node->types[static_cast<std::size_t>(i)]);
        if (count <= kSmallArray) carried += static_cast<std::size_t>(count == 1 ? 2 : count);
      }
      inside = std::max(inside, carried);
    }
  }
  return std::max(own, inside);
}

/// Whether steps of a scan, each of which waits for the one before, compute functions.
bool has_dear_steps(const Function& f) {
  return std::any_of(f.nodes().begin(), f.nodes().end(), [](const Node* node) {
    if (&node->primitive != &kScan) return false;
    const Function& body = node->attributes_as<Scan>().body;
    return has_dear_steps(body) ||
           std::any_of(body.nodes().begin(), body.nodes().end(), [](const Node* inner) {
             return !is_any(inner->primitive, {&kDivide, &kSqrt}) &&
                    inner->primitive.is_elementwise && cost_of_element(inner->primitive) >= kDear;
           });
  });
}

std::size_t widest(const Function& f) {
  std::size_t bytes = 4;
  for (const Node* node : f.nodes()) {
    for (const ArrayType& type : node->types) {
      if (type.lane_axis != kNoLane && is_floating(type.dtype))
        bytes = std::max(bytes, size_of(type.dtype));
    }
    for (const Function& inner : inner_functions(*node)) bytes = std::max(bytes, widest(inner));
  }
  return bytes;
}

}  // namespace

std::int64_t num_elements(const ArrayType& type) {
  return type.lane_axis == kNoLane ? type.shape.size() : type.shape.without(type.lane_axis).size();
}

bool is_scalar(const ArrayType& type) { return num_elements(type) == 1; }

std::int64_t num_independent_lanes(const Function& f) {
  Lanes lanes;
  return lanes.holds(f) && lanes.length > 0 ? lanes.length : 0;
}

int lanes_per_block(const Function& function, std::int64_t num_lanes, int vector_bytes) {
  const Function f = prepare(function, true);
  constexpr double kLongLoop = 400;
  constexpr double kCacheBytes = 1024 * 1024;  // of a second-level cache
  const int vector = std::max(2, vector_bytes / static_cast<int>(widest(f)));
  // Two registers a value hide most of the latency of arithmetic, four all of it where that many
  // are left, or where a step waits for functions of the one before: worth twice the time to
  // compile where loops are long.
  const std::size_t num_registers = vector_bytes >= 64 ? 32 : 16;
  const bool has_four =
      (num_kept(f) <= num_registers * 3 / 8 || has_dear_steps(f)) && most_rounds(f) >= kLongLoop;
  int lanes = (has_four ? 4 : 2) * vector;
  if (num_instructions(f) > kLongCode) lanes = vector;
  if (has_any(f, kCholesky)) lanes = vector;
  // Lanes of a loop wait for the last of them.
  if (has_any(f, kWhile) && !has_any(f, kScan)) lanes = std::min(lanes, 2 * vector);
  if (lanes > vector) {
    const double bytes = working_set(f);
    while (lanes > vector && bytes * lanes > kCacheBytes) lanes /= 2;
  }
  while (lanes / 2 >= num_lanes) lanes /= 2;
  return lanes;
}

}  // namespace aleator::lowering
