// SPDX-License-Identifier: Apache-2.0
// Defines Body, one function of a module under construction, and Module, which holds them.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/lowering/stablehlo/emit.h"
#include "aleator/lowering/stablehlo/syntax.h"

#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace aleator::stablehlo {

/// A value of the module with its type.
struct Value {
  std::string name;
  ArrayType type;
};
using Values = std::vector<Value>;

ArrayTypes types_of(const Values& values);
/// "(tensor<f64>, tensor<2xi32>)"
std::string types_text(const ArrayTypes& types);

/// Operands without repetitions. What is the same outside of a function or loop is one argument
/// there, so that operations with it are written once too.
struct Merged {
  explicit Merged(const Values& operands);
  bool has_copies() const { return values.size() < positions.size(); }
  /// As many values as there were operands, given one for each of `values`.
  Values spread(const Values& distinct) const;

  Values values;
  Dims positions;  ///< of each operand among `values`
};

/// The functions of a module. A function that is asked for twice is there once.
class Module {
 public:
  explicit Module(const Options& options) : options(options) {}

  /// The name of a private function.
  std::string name_of(const Function& function);
  /// Of one whose parameters are as many as there are distinct operands.
  std::string name_of(const Function& function, const Merged& merged);
  /// The same, for text that `write` makes; `key` tells such functions apart.
  std::string name_of(const std::string& key, const std::string& wish, const ArrayTypes& parameters,
                      const Callable<Values(class Body&, const Values&)>& write);
  /// What an array is on the device: where that has no float64, numbers that gave way to any other
  /// dtype are float32.
  ArrayType on_device(ArrayType type) const;
  ArrayTypes on_device(ArrayTypes types) const;
  std::string text() const { return text_; }
  void append(const std::string& function) { text_ += function; }

  const Options& options;

 private:
  std::unordered_map<std::string, std::string> names_;
  std::unordered_map<std::string, int> num_wishes_;
  std::string text_;
};

/// The operations of a function or region. Regions see the values around them.
class Body {
 public:
  /// `indent`: how deep its lines stand.
  Body(Module& module, int* next, int indent) : module(module), next_(next), indent_(indent) {}

  /// "op"(operands) {attributes} : (types) -> types.
  struct Operation {
    std::string name;             ///< "stablehlo.add"
    std::string attributes = {};  ///< without braces
    std::string regions = {};     ///< from regions_text()
  };
  /// All are pure: what was written already is not written again.
  Values emit(const Operation& operation, const Values& operands, const ArrayTypes& results);
  Value emit_one(const Operation& operation, const Values& operands, const ArrayType& result) {
    return emit(operation, operands, {result})[0];
  }
  /// An operation that is written out, for types that arrays do not have.
  Value emit_text(const std::string& operation, const ArrayType& result);
  /// An operation that ends the body.
  void finish(std::string_view name, const Values& operands);

  // What rules often need.
  Value add_op(const char* name, const Value& x, const Value& y);  ///< binary, of x's type
  Value constant(const Buffer& value);
  Value uniform(Dtype dtype, const Shape& shape, double value);
  Value broadcast(const Value& x, const Shape& shape, const Dims& dimensions);
  /// A value with leading axes, repeated along the others of `shape`.
  Value along_leading(const Value& x, const Shape& shape);
  Value reshaped(const Value& x, const Shape& shape);
  Value select(const Value& condition, const Value& x, const Value& y);
  Value compare(const char* direction, const Value& x, const Value& y);
  Values call(const std::string& function, const Values& operands, const ArrayTypes& results);
  Values call(const Function& function, const Values& operands);
  /// Folds axes with an operation like "stablehlo.add", from the number `start`.
  Value reduce(const char* operation, const Value& x, const Value& start, const Dims& axes);

  /// A region with arguments of these types; `write` returns what it yields.
  std::string region(const ArrayTypes& arguments,
                     const Callable<Values(Body&, const Values&)>& write);
  /// Fresh names for arguments.
  Values arguments(const ArrayTypes& types);

  const std::string& text() const { return text_; }
  Module& module;

 private:
  std::string fresh();
  std::string text_;
  std::unordered_map<std::string, std::string>
      written_;  ///< operations, and names of their results
  int* next_;
  int indent_;
};

/// The operations of a closed function, given its arguments; returns its outputs.
Values emit_nodes(Body& body, const Function& function, const Values& arguments);
/// One node.
Values emit_node(Body& body, const Node& node, const Values& operands);

}  // namespace aleator::stablehlo
