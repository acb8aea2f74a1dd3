// SPDX-License-Identifier: Apache-2.0
// Defines Region, the code of one function inside a unit: where its arrays are, and its statements.
#pragma once

#include "aleator/graph/interpret.h"
#include "aleator/lowering/plan.h"
#include "aleator/lowering/unit.h"

#include <map>
#include <optional>

namespace aleator::lowering {

/// Where the elements of an array come from: memory, or a register for a single number.
struct Binding {
  std::optional<Storage> storage;
  std::optional<ir::Value> value;
};

/// The code of one function. Elements are computed where they are asked for, once in each scope.
class Region {
 public:
  Region(Unit& unit, const Function& function);

  /// Where its code goes.
  Unit& unit() { return unit_; }
  const Unit& unit() const { return unit_; }
  /// Tells where the elements of an array are.
  void bind(const Array& array, Binding binding) {
    bindings_.set_output(array, std::move(binding));
  }
  /// Where `emit` shall put output i, and what becomes output i by changes in place; otherwise it
  /// finds memory itself.
  void set_destination(std::size_t output, const Storage& storage);
  /// The lanes that run, where control flow lets others wait: only theirs may change in memory that
  /// holds what is there before.
  void set_mask(const std::optional<ir::Value>& mask) { mask_ = mask; }
  const std::optional<ir::Value>& mask() const { return mask_; }
  /// What an update writes: in lanes that wait, what is there.
  ir::Value masked(const ir::Value& next, const Storage& to, const Indices& at);

  /// Emits the function. `may_share`: a call may run some rounds only.
  void emit(bool may_share = false);
  /// The outputs, after emit().
  Binding output(std::size_t i);

  /// One element of any array of the function.
  ir::Value element(const Array& array, const Indices& indices);
  /// The memory of an array that is a statement's, a parameter, a constant or a view of one, if it
  /// is; or made to be.
  std::optional<Storage> try_stored(const Array& array);
  Storage stored(const Array& array);
  /// The same, row-major without gaps; copied if need be.
  Storage dense(const Array& array);
  /// Whether nobody reads a matrix above its diagonal, so that nothing needs to be there.
  bool is_lower_only(const Node* node) const { return lower_only_.find(node) != NodeIndex::kNone; }
  /// Whether an array is in memory there.
  bool is_at(const Array& array, const Storage& memory);
  /// The memory that an output of an opaque operation shall fill.
  Storage destination(const Node* node, std::size_t output);
  /// Whether that memory is prescribed.
  bool has_destination(const Node* node, std::size_t output) const {
    return destinations_.contains({node, output});
  }
  /// Lets the scans behind the parts of a concatenation fill its memory themselves.
  void place_pieces(const Node& concatenation);
  /// Whether a part of a concatenation is there already.
  bool is_in_place(const Statement& piece);
  /// Whether the memory of a scan's stacked output follows an entry with the value of `start`.
  bool is_after(const Node* scan, std::size_t output, const Array& start) const;
  /// The one element of an array that has one, or one for each lane.
  ir::Value single(const Array& array);
  /// Writes every element of an array.
  void copy(const Array& from, const Storage& to);

 private:
  friend class Nest;
  ir::Value compute(const Node& node, std::size_t output, const Indices& indices);
  ir::Value compute_elementwise(const Node& node, std::size_t output, const Indices& indices);
  ir::Value compute_padded(const Node& node, const Indices& indices);
  ir::Value constant_element(const Node& node, const Indices& indices);
  std::optional<Storage> stored_view(const Node& node);

  Unit& unit_;
  Function function_;
  Environment<Binding> bindings_;
  NodeIndex lower_only_;
  std::optional<ir::Value> mask_;
  std::map<std::pair<const Node*, std::size_t>, Storage> destinations_;
  std::map<std::pair<const Node*, std::size_t>, Array> first_entries_;
};

/// The key under which a unit knows an element.
std::string key_of(const Node* node, std::size_t output, const Indices& indices);

}  // namespace aleator::lowering
