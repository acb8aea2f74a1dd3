// SPDX-License-Identifier: Apache-2.0
// Defines how an operation becomes a function, and a use of it a call.
#include "aleator/lowering/shared_code.h"

#include "aleator/base/text.h"
#include "aleator/graph/cost.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

constexpr int kRegisterBytes = 64;  // processors with narrower ones take several for it

/// The text of one function over `width` lanes, computed `lanes` at a time.
class Definition {
 public:
  Definition(const Node& node, const std::vector<ir::Value>& inputs, int width);
  std::string text() const;
  const std::set<std::string>& declarations() const { return emitter_.declarations(); }

 private:
  /// The register that holds an input where the operation is computed.
  ir::Value parameter(const ir::Value& input);
  std::string rounds() const;

  ir::Emitter emitter_;
  int width_, lanes_;
  std::string parameters_, slots_, loads_, code_;
  ir::Value result_;
};

Definition::Definition(const Node& node, const std::vector<ir::Value>& inputs, int width)
    : width_(width), lanes_(width) {
  std::size_t bytes = size_of(node.types[0].dtype);
  for (const ir::Value& x : inputs) bytes = std::max(bytes, size_of(x.dtype));
  const int lanes = kRegisterBytes / static_cast<int>(bytes);
  if (width > lanes && width % lanes == 0) lanes_ = lanes;
  std::vector<ir::Value> operands, outputs(1);
  for (const ir::Value& x : inputs) operands.push_back(x.is_constant() ? x : parameter(x));
  node.primitive.scalar.emit(
      {{node.primitive, node.attributes.get()}, operands, outputs, node.types});
  result_ = ir::splat(outputs[0], lanes_);
  code_ = emitter_.close();
}

ir::Value Definition::parameter(const ir::Value& x) {
  const int n = emitter_.number();
  const std::string whole = ir::type_text(x.dtype, width_), part = ir::type_text(x.dtype, lanes_),
                    own = aleator::text(lanes_ < width_ ? "%x" : "%v", n);
  parameters_ += aleator::text(parameters_.empty() ? "" : ", ", whole, " ", own);
  slots_ += aleator::text("  %m", n, " = alloca ", whole, ", align 64\n  store ", whole, " ", own,
                          ", ptr %m", n, ", align 64\n");
  loads_ += aleator::text("  %a", n, " = getelementptr ", part, ", ptr %m", n, ", i64 %i\n  %v", n,
                          " = load ", part, ", ptr %a", n, ", align 64\n");
  return {x.dtype, lanes_, 0, n, 0};
}

/// A loop that goes through memory, a register in each round.
std::string Definition::rounds() const {
  const std::string whole = ir::type_text(result_.dtype, width_),
                    part = ir::type_text(result_.dtype, lanes_);
  return aleator::text(
      slots_, "  %out = alloca ", whole, ", align 64\n  br label %loop\nloop:\n",
      "  %i = phi i64 [ 0, %entry ], [ %next, %loop ]\n", loads_, code_, "  %to = getelementptr ",
      part, ", ptr %out, i64 %i\n  store ", ir::typed_text(result_, lanes_),
      ", ptr %to, align 64\n", "  %next = add nuw nsw i64 %i, 1\n  %more = icmp ult i64 %next, ",
      width_ / lanes_, "\n  br i1 %more, label %loop, label %done\ndone:\n  %all = load ", whole,
      ", ptr %out, align 64\n  ret ", whole, " %all\n");
}

std::string Definition::text() const {
  const std::string body =
      lanes_ < width_ ? rounds()
                      : aleator::text(code_, "  ret ", ir::typed_text(result_, lanes_), "\n");
  return aleator::text("(", parameters_, ") #1 {\nentry:\n", emitter_.allocations(), body, "}\n");
}

}  // namespace

bool SharedCode::is_worth_sharing(const Node& node) {
  const auto& rule = node.primitive.scalar;
  const bool is_instruction = is_any(node.primitive, {&kDivide, &kSqrt});
  return rule.emit && !rule.call_float64 && !is_instruction && node.types.size() == 1 &&
         is_floating(node.types[0].dtype) && cost_of_element(node.primitive) >= kDear &&
         std::all_of(node.inputs.begin(), node.inputs.end(),
                     [](const Array& input) { return is_floating(input.dtype()); });
}

ir::Value SharedCode::call(const Node& node, const std::vector<ir::Value>& inputs) {
  int width = 0, depth = 0;
  for (const ir::Value& x : inputs) width = std::max(width, x.width);
  std::string arguments;
  for (const ir::Value& x : inputs) {
    if (x.is_constant()) continue;
    const ir::Value wide = ir::splat(x, width);
    depth = std::max(depth, wide.depth);
    arguments += text(arguments.empty() ? "" : ", ", ir::typed_text(wide, width));
  }
  ir::Emitter& caller = ir::Emitter::current();
  const std::string type = ir::type_text(node.types[0].dtype, width);
  std::string name;
  {
    const Definition definition(node, inputs, width);
    const auto [place, is_new] = names_.emplace(type + definition.text(), "");
    if (is_new) {
      place->second = text("@shared.", node.primitive.name, ".", names_.size());
      order_.push_back(&place->first);
    }
    name = place->second;
    for (const std::string& declaration : definition.declarations()) caller.declare(declaration);
  }
  return caller.pure(node.types[0].dtype, width,
                     text("call ", type, " ", name, "(", arguments, ")"), depth);
}

std::string SharedCode::definitions() const {
  std::string all;
  for (const std::string* rest : order_) {
    const std::size_t open = rest->find('(');
    all += text("define internal ", rest->substr(0, open), " ", names_.at(*rest),
                rest->substr(open), "\n");
  }
  return all;
}

}  // namespace aleator::lowering
