// SPDX-License-Identifier: Apache-2.0
// Defines Node, one operation of a graph with its inputs and, once computed, its values.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/buffer.h"
#include "aleator/graph/attributes.h"

#include <atomic>

namespace aleator {

struct Primitive;

/// An operation applied to arrays. Everything but the published value is immutable.
class Node final : public Counted {
 public:
  Node(const Primitive& primitive, Arrays inputs, Ref<const Attributes> attributes,
       ArrayTypes types);
  Node(const Primitive& primitive, Buffer value, bool is_weak);  ///< a constant
  ~Node() override;

  const Primitive& primitive;
  Arrays inputs;  ///< never changed after construction; emptied by the destructor
  const Ref<const Attributes> attributes;  ///< null where the primitive has none
  const ArrayTypes types;                  ///< one per output
  const Buffer constant;                   ///< elements of a constant, else empty
  int depth =
      0;  ///< nesting depth of the innermost trace whose placeholders it depends on; 0 for none
  bool is_literal = false;         ///< a constant of the program's text, not of its data: part of a
                                   ///< function, never captured
  bool is_live = false;            ///< depends on a Variable: evaluated anew at each read
  std::int64_t pending_nodes = 0;  ///< upper bounds on what an evaluation must do
  std::int64_t pending_bytes = 0;

  template <class T>
  const T& attributes_as() const {
    return static_cast<const AttributesOf<T>&>(*attributes).fields;
  }

  /// The computed outputs as constants, or null.
  const Arrays* published() const { return published_.load(std::memory_order_acquire); }
  /// Publishes once; a later caller's values are dropped.
  void publish(const std::vector<Buffer>& values) const;

 private:
  mutable std::atomic<const Arrays*> published_{nullptr};
};

/// Whether an array is cheap and free of data (a literal, also broadcast or converted; an iota):
/// part of every function that uses it, never captured, whether or not its value is known.
bool is_literal(const Array& array);

/// The constant whose one value all elements have, when the graph shows one, or null.
const Node* uniform_value(const Array& array);
/// Whether all elements are seen to equal `value`.
bool is_uniform(const Array& array, double value);

/// A constant that belongs to the program, like the 0.5 of `0.5 * x`.
Array literal(Buffer value, bool is_weak);

}  // namespace aleator
