// SPDX-License-Identifier: Apache-2.0
// Defines the storage behind Variable and the attributes of its leaf.
#pragma once

#include "aleator/array/buffer.h"

#include <mutex>
#include <string>

namespace aleator {

struct VariableCell final : Counted {
  VariableCell(std::string name, bool is_trainable, Buffer value)
      : name(std::move(name)),
        is_trainable(is_trainable),
        dtype(value.dtype()),
        shape(value.shape()),
        value(std::move(value)) {}
  const std::string name;
  const bool is_trainable;
  const Dtype dtype;
  const Shape shape;
  mutable std::mutex mutex;  ///< guards value
  Buffer value;
  Buffer current() const;
};
void append_text(std::string& out, const Ref<VariableCell>& cell);

struct VariableLeaf {
  Ref<VariableCell> cell;
  friend bool operator==(const VariableLeaf&, const VariableLeaf&) = default;
  template <class V>
  void visit(V&& v) const {
    v("variable", cell);
  }
};

}  // namespace aleator
