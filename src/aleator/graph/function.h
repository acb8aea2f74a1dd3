// SPDX-License-Identifier: Apache-2.0
// Defines Function, a closed graph from parameters to outputs.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/callable.h"

#include <string>
#include <vector>

namespace aleator {

/// An immutable traced function: parameters (placeholders), a body of nodes in topological order,
/// outputs. Closed: its body reaches nothing but parameters and literals. Copies share it.
class Function {
 public:
  Function() = default;
  Function(std::string name, Arrays parameters, Arrays outputs);

  explicit operator bool() const { return static_cast<bool>(body_); }
  const std::string& name() const;
  const Arrays& parameters() const;
  const Arrays& outputs() const;
  /// Operations, inputs before users; parameters and constants are not among them.
  const std::vector<const Node*>& nodes() const;
  ArrayTypes parameter_types() const;
  ArrayTypes output_types() const;

  /// The readable text form (grammar in ARCHITECTURE.md).
  std::string to_string() const;

  /// The function derived under `key`, made at most once per body: how transformed functions of a
  /// call are shared.
  Function memoize(const std::string& key, const Callable<Function()>& make) const;
  /// Slots in which backends keep their forms of the function, made at most once each.
  enum class Backend : std::uint8_t { reference, compiled, device };
  Ref<const Counted> memoize_program(Backend backend,
                                     const Callable<Ref<const Counted>()>& make) const;

  friend bool operator==(const Function& a, const Function& b) { return a.body_ == b.body_; }

 private:
  struct Body;
  Ref<const Counted> body_;
  const Body& body() const;
};

void append_text(std::string& out, const Function& function);

/// Appends a description under which two functions that compute the same in the same way are equal,
/// whoever made them and however they are called: operations, attributes, types, constants' bits.
void append_key(std::string& out, const Function& function);

/// Operations below `outputs` that have no value yet, inputs before users; iterative, since chains
/// may be very long.
std::vector<const Node*> pending_nodes(const Arrays& outputs);

/// The outputs of `function` with `arguments` in place of its parameters: new nodes in the caller's
/// graph.
Arrays inline_function(const Function& function, const Arrays& arguments);

}  // namespace aleator
