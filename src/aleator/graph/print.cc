// SPDX-License-Identifier: Apache-2.0
// Defines the readable text form of functions.
#include "aleator/graph/function.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitive.h"

#include <unordered_map>

namespace aleator {
namespace {

/// Numbers values in order of appearance and prints one line per operation.
class Printer {
 public:
  std::string print(const Function& f) {
    std::string out = text("function ", f.name(), "(");
    for (std::size_t i = 0; i < f.parameters().size(); ++i) {
      const Array& parameter = f.parameters()[i];
      names_[parameter.node()] = text("%", next_++);
      out += text(i > 0 ? ", " : "", reference(parameter), ": ", parameter.type());
    }
    out += ") {\n";
    for (const Node* node : f.nodes()) out += line(*node);
    out += "  return " + list(f.outputs()) + "\n}\n";
    return out;
  }

 private:
  std::string line(const Node& node) {
    const std::string operands = list(node.inputs);
    names_[&node] = text("%", next_++);
    std::string out =
        text("  ", names_[&node], node.types.size() > 1 ? text(":", node.types.size()) : "", " = ",
             node.primitive.name);
    if (!operands.empty()) out += " " + operands;
    if (node.attributes) out += indented(" {" + node.attributes->to_string() + "}");
    out += " :";
    for (const ArrayType& type : node.types) out += text(" ", type);
    return out + "\n";
  }

  static std::string indented(const std::string& lines) {
    std::string out;
    for (const char c : lines) out += c == '\n' ? std::string("\n    ") : std::string(1, c);
    return out;
  }

  std::string list(const Arrays& arrays) {
    std::string out;
    for (std::size_t i = 0; i < arrays.size(); ++i)
      out += (i > 0 ? ", " : "") + reference(arrays[i]);
    return out;
  }

  std::string reference(const Array& array) {
    const Node* node = array.node();
    if (node->constant && node->constant.size() == 1) return array.to_string();
    if (node->constant) return text("constant ", array.type());
    const auto found = names_.find(node);
    const std::string name = found == names_.end() ? "%?" : found->second;
    return node->types.size() > 1 ? text(name, "#", array.output()) : name;
  }

  std::unordered_map<const Node*, std::string> names_;
  int next_ = 0;
};

}  // namespace

std::string Function::to_string() const { return Printer().print(*this); }

void append_text(std::string& out, const Function& function) { out += "\n" + function.to_string(); }

}  // namespace aleator
