// SPDX-License-Identifier: Apache-2.0
// Defines TraceScope, one active trace of a thread.
#pragma once

#include "aleator/graph/trace.h"

#include <atomic>

namespace aleator {

/// Shared by a trace and its placeholders, which may outlive it.
struct TraceState : Counted {
  std::atomic<bool> is_active{true};
};

/// Attributes of a placeholder: whose argument it is.
struct TraceMark {
  std::string transform;
  std::size_t index = 0;
  Ref<TraceState> state;
  friend bool operator==(const TraceMark&, const TraceMark&) = default;
  template <class V>
  void visit(V&& v) const {
    v("transform", transform);
    v("index", index);
  }
};
void append_text(std::string& out, const TraceMark& mark);

/// Whether an operation is a broadcast whose result has more elements than its input.
bool repeats_elements(const Node& node);

class TraceScope {
 public:
  struct Assignment {
    Variable variable;
    Array value;
  };

  explicit TraceScope(const char* transform);
  TraceScope(const TraceScope&) = delete;
  TraceScope& operator=(const TraceScope&) = delete;
  ~TraceScope();

  Array placeholder(const ArrayType& type);
  /// Ends the trace: the function from the placeholders to `outputs` and what it captured.
  Traced close(Arrays outputs);
  /// The same where nothing is captured.
  Function close_alone(const Arrays& outputs);

  void assign(const Variable& variable, const Array& value);
  const std::vector<Assignment>& assignments() const { return assignments_; }
  const TraceScope* outer() const { return outer_; }

 private:
  bool is_inside(const Array& array) const;
  void check_own(const Node* node) const;
  std::vector<const Node*> inside_nodes(const Arrays& outputs) const;
  Arrays find_captures(const std::vector<const Node*>& nodes, const Arrays& outputs) const;

  const char* transform_;
  int depth_;
  TraceScope* outer_;
  Ref<TraceState> is_active_;
  Arrays parameters_;
  std::vector<Assignment> assignments_;
};

}  // namespace aleator
