// SPDX-License-Identifier: Apache-2.0
// Defines SharedCode, dear operations as functions of their own, for code that runs seldom.
//
// Code in a loop gets its exponentials and logarithms written out, several registers at a time:
// fast, and long to compile. Where loops run many times as often as what is around them, that speed
// would be wasted outside. There each operation is one function, a loop over one register, which
// all its uses call.
#pragma once

#include "aleator/graph/ir/emitter.h"
#include "aleator/graph/node.h"

#include <map>
#include <string>
#include <vector>

namespace aleator::lowering {

/// The functions that the code of a unit calls.
class SharedCode {
 public:
  /// Whether an operation is long enough for a call, and one of floating numbers only.
  static bool is_worth_sharing(const Node& node);

  /// The operation as a call. Where one of `inputs` is a constant, the function is for it alone.
  ir::Value call(const Node& node, const std::vector<ir::Value>& inputs);

  /// The functions' definitions.
  std::string definitions() const;

 private:
  std::map<std::string, std::string> names_;  ///< by what follows the name in its definition
  std::vector<const std::string*> order_;
};

}  // namespace aleator::lowering
