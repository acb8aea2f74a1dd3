// SPDX-License-Identifier: Apache-2.0
// Defines Builder, for whoever wants operations on values to become something else than LLVM's
// text.
#pragma once

#include "aleator/graph/ir/value.h"

#include <optional>
#include <string_view>

namespace aleator::ir {

/// Takes the operations on values of its thread while it lives, in place of the Emitter. Values
/// have width 0, and their register numbers are the builder's own. The latest one made is the
/// current one.
class Builder {
 public:
  Builder();
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  virtual ~Builder();

  /// Null while operations go to the Emitter.
  static Builder* current();

  virtual Value binary(Binary operation, const Value& x, const Value& y) = 0;
  virtual Value compare(Compare operation, const Value& x, const Value& y) = 0;
  virtual Value unary(Unary operation, const Value& x) = 0;
  virtual Value select(const Value& condition, const Value& x, const Value& y) = 0;
  virtual Value copysign(const Value& magnitude, const Value& sign) = 0;
  virtual Value convert(const Value& x, Dtype dtype) = 0;
  virtual Value bitcast(const Value& x, Dtype dtype) = 0;
  /// An elementary function by its name in <cmath> (log1p_fraction: log1p of at most 1), where the
  /// builder has it; nothing where it is to be made of operations.
  virtual std::optional<Value> function(std::string_view name, const Value& x) = 0;

 private:
  Builder* outer_;
};

}  // namespace aleator::ir
