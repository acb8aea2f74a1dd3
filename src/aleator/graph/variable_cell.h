// SPDX-License-Identifier: Apache-2.0
// Defines the storage behind Variable and the attributes of its leaf.
#pragma once

#include "aleator/array/buffer.h"

#include <mutex>
#include <string>

namespace aleator {

struct VariableCell final : Counted {
  std::string name;
  bool is_trainable = true;
  mutable std::mutex mutex;  ///< guards value; its dtype and shape never change
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
