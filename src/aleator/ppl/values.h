// SPDX-License-Identifier: Apache-2.0
// Defines Values, arrays by name.
#pragma once

#include "aleator/array/array.h"

#include <initializer_list>
#include <string>
#include <vector>

namespace aleator::ppl {

struct NamedValue {
  std::string name;
  Array value;
};

/// Values by name, in order: {{"y", y}, {"tau", 5.}}.
class Values {
 public:
  Values() = default;
  /// ValueError where a name is given twice.
  Values(std::initializer_list<NamedValue> values);

  /// The value of a name; ValueError tells the names there are.
  const Array& operator[](const std::string& name) const;
  /// The same, or null.
  const Array* find(const std::string& name) const;
  bool contains(const std::string& name) const { return find(name) != nullptr; }
  void add(const std::string& name, const Array& value);

  std::vector<std::string> names() const;
  Arrays arrays() const;
  std::size_t size() const { return list_.size(); }
  bool empty() const { return list_.empty(); }
  auto begin() const { return list_.begin(); }
  auto end() const { return list_.end(); }

  template <class F>
  void visit_leaves(F&& f) {
    for (NamedValue& entry : list_) f(entry.value);
  }
  template <class F>
  void visit_leaves(F&& f) const {
    for (const NamedValue& entry : list_) f(entry.value);
  }

 private:
  std::vector<NamedValue> list_;
};

/// "'mu', 'tau' and 'theta'", or "none".
std::string quoted(const std::vector<std::string>& names);
/// The end of a sentence: "; did you mean 'theta'?", or "." when none of the names is near.
std::string did_you_mean(const std::string& name, const std::vector<std::string>& names);

}  // namespace aleator::ppl
