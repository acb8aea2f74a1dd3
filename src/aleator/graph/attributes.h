// SPDX-License-Identifier: Apache-2.0
// Defines Attributes, the static part of a node: axes, dimension numbers, inner functions.
#pragma once

#include "aleator/base/dtype.h"
#include "aleator/base/ref.h"
#include "aleator/base/shape.h"
#include "aleator/base/text.h"

#include <string>
#include <string_view>
#include <typeinfo>

namespace aleator {

/// What a node carries besides its inputs. Made by attributes(T{...}) from any struct T with a
/// defaulted operator== and a member `template <class V> void visit(V&& v) const { v("axes", axes);
/// ... }` that names its fields.
class Attributes : public Counted {
 public:
  virtual std::string to_string() const = 0;  ///< "axes=[0], keep=true"
  virtual bool equals(const Attributes& other) const = 0;
  /// Appends what tells attributes of one primitive apart; functions by their structure.
  virtual void append_to_key(std::string& out) const = 0;
};

/// Appends a field to a key. Functions have an overload of their own (graph/function.h).
template <class T>
void append_key(std::string& out, const T& value) {
  append_text(out, value);
  out += '\0';
}

template <class T>
class AttributesOf final : public Attributes {
 public:
  explicit AttributesOf(T fields) : fields(std::move(fields)) {}
  std::string to_string() const override {
    std::string out;
    fields.visit([&](std::string_view name, const auto& value) {
      if (!out.empty()) out += ", ";
      out += name;
      out += '=';
      append_text(out, value);
    });
    return out;
  }
  bool equals(const Attributes& other) const override {
    return typeid(*this) == typeid(other) &&
           fields == static_cast<const AttributesOf&>(other).fields;
  }
  void append_to_key(std::string& out) const override {
    fields.visit([&](std::string_view name, const auto& value) {
      out += name;
      out += '=';
      append_key(out, value);
    });
  }
  const T fields;
};

template <class T>
Ref<const Attributes> attributes(T fields) {
  return make_ref<const AttributesOf<T>>(std::move(fields));
}

}  // namespace aleator
