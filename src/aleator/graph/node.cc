// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/node.h"

#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"

namespace aleator {
namespace {

/// Inputs of nodes on their way out. Chains may be millions long, so the stack must not be the
/// program's; trivially destructible, because arrays with static lifetime outlive thread-local
/// objects.
struct Dying {
  Arrays inputs;
  Dying* next;
};
thread_local Dying* dying = nullptr;
thread_local bool is_draining = false;

void drain() {
  is_draining = true;
  while (dying) {
    Dying* current = dying;
    dying = current->next;
    delete current;
  }
  is_draining = false;
}

}  // namespace

Node::Node(const Primitive& primitive, Arrays inputs, Ref<const Attributes> attributes,
           ArrayTypes types)
    : primitive(primitive),
      inputs(std::move(inputs)),
      attributes(std::move(attributes)),
      types(std::move(types)) {}

Node::Node(const Primitive& primitive, Buffer value, bool is_weak)
    : primitive(primitive),
      types{{.dtype = value.dtype(), .shape = value.shape(), .is_weak = is_weak}},
      constant(std::move(value)) {}

Node::~Node() {
  delete published_.load(std::memory_order_relaxed);
  if (inputs.empty()) return;
  dying = new Dying{std::move(inputs), dying};
  if (!is_draining) drain();
}

void Node::publish(const std::vector<Buffer>& values) const {
  auto* leaves = new Arrays;
  for (std::size_t i = 0; i < values.size(); ++i)
    leaves->push_back(aleator::constant(values[i], types[i].is_weak));
  const Arrays* expected = nullptr;
  if (!published_.compare_exchange_strong(expected, leaves, std::memory_order_acq_rel))
    delete leaves;
}

bool is_literal(const Array& array) {
  const Node* node = array.node();
  for (int hops = 0; hops < 8; ++hops) {
    if (node->constant) return node->is_literal;
    if (&node->primitive == &kIota) return true;
    const bool passes = &node->primitive == &kBroadcastInDim || &node->primitive == &kConvert ||
                        &node->primitive == &kReshape;
    if (!passes) return false;
    node = node->inputs[0].node();
  }
  return false;
}

const Node* uniform_value(const Array& array) {
  const Node* node = array.node();
  while (&node->primitive == &kBroadcastInDim || &node->primitive == &kReshape)
    node = node->inputs[0].node();
  const Buffer& value = node->constant;
  return value && (value.size() == 1 || value.is_splat()) ? node : nullptr;
}

bool is_uniform(const Array& array, double value) {
  const Node* node = uniform_value(array);
  return node && visit_dtype(node->constant.dtype(), [&](auto zero) {
           return static_cast<double>(*node->constant.data<decltype(zero)>()) == value;
         });
}

Array constant(Buffer value, bool is_weak) {
  return Array(make_ref<const Node>(kConstant, std::move(value), is_weak), 0);
}

Array literal(Buffer value, bool is_weak) {
  auto node = make_ref<Node>(kConstant, std::move(value), is_weak);
  node->is_literal = true;
  return Array(node, 0);
}

}  // namespace aleator
