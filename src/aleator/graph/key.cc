// SPDX-License-Identifier: Apache-2.0
// Defines the key of a function: equal for functions that compute the same in the same way.
#include "aleator/graph/function.h"
#include "aleator/graph/node.h"
#include "aleator/graph/node_index.h"

namespace aleator {
namespace {

/// The bytes of a number or pointer.
template <class T>
void append_bytes(std::string& out, const T& value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

void append_type(std::string& out, const ArrayType& type) {
  append_bytes(out, type.dtype);
  out += type.is_weak ? 'w' : 's';
  append_bytes(out, type.lane_axis);
  append_bytes(out, type.shape.rank());
  for (const std::int64_t size : type.shape) append_bytes(out, size);
}

void append_constant(std::string& out, const Node& node) {
  append_type(out, node.types[0]);
  out += node.is_literal ? 'l' : 'd';
  out += node.constant.is_splat() ? '1' : '*';
  append_bytes(out, node.constant.stored_bytes());
  out.append(reinterpret_cast<const char*>(node.constant.bytes()), node.constant.stored_bytes());
}

/// Writes nodes in order, and what they use by its number.
class KeyWriter {
 public:
  explicit KeyWriter(std::string& out) : out_(out) {}

  void write(const Function& f) {
    append_bytes(out_, f.parameters().size());
    for (const Array& parameter : f.parameters()) {
      numbers_.add(parameter.node());
      append_type(out_, parameter.type());
    }
    append_bytes(out_, f.nodes().size());
    for (const Node* node : f.nodes()) {
      append_bytes(out_, &node->primitive);
      if (node->attributes) node->attributes->append_to_key(out_);
      append_uses(node->inputs);
      numbers_.add(node);
    }
    append_uses(f.outputs());
  }

 private:
  void append_uses(const Arrays& arrays) {
    append_bytes(out_, arrays.size());
    for (const Array& array : arrays) {
      const Node& node = *array.node();
      const std::size_t known = numbers_.find(&node);
      append_bytes(out_, known);
      append_bytes(out_, array.output());
      if (known != NodeIndex::kNone) continue;
      append_constant(out_, node);
      numbers_.add(&node);
    }
  }

  std::string& out_;
  NodeIndex numbers_;
};

}  // namespace

void append_key(std::string& out, const Function& function) { KeyWriter(out).write(function); }

}  // namespace aleator
