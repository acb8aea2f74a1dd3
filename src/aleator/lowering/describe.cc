// SPDX-License-Identifier: Apache-2.0
// Defines the readable text of a plan.
#include "aleator/lowering/describe.h"

#include "aleator/array/type.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitive.h"

namespace aleator::lowering {
namespace {

void describe_items(const std::vector<Item>& items, const std::string& indent, std::string& out) {
  for (const Item& item : items) {
    if (item.loop) {
      out += text(indent, "for ", item.loop->size, item.loop->is_backward ? " backward" : "",
                  item.loop->rows ? " up to the diagonal" : "", "\n");
      describe_items(item.loop->items, indent + "  ", out);
      continue;
    }
    const Statement& s = *item.statement;
    out += text(indent, s.node->primitive.name);
    if (s.kind == Statement::Kind::piece) out += text(" part ", s.piece);
    for (const ArrayType& type : s.node->types) out += " " + type.to_string();
    for (const StatementDim& dim : s.dims) out += text(" ", dim.size, dim.is_reduced ? "+" : "");
    out += text(s.is_stored ? "" : " in registers", "\n");
  }
}

}  // namespace

std::string describe(const Plan& plan) {
  std::string out;
  describe_items(plan.items, "", out);
  return out;
}

}  // namespace aleator::lowering
