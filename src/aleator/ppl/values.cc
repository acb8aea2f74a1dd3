// SPDX-License-Identifier: Apache-2.0
#include "aleator/ppl/values.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::ppl {

Values::Values(std::initializer_list<NamedValue> values) {
  for (const NamedValue& entry : values) add(entry.name, entry.value);
}

void Values::add(const std::string& name, const Array& value) {
  if (contains(name)) throw ValueError(text("Values: '", name, "' is given twice"));
  list_.push_back({name, value});
}

const Array* Values::find(const std::string& name) const {
  for (const NamedValue& entry : list_) {
    if (entry.name == name) return &entry.value;
  }
  return nullptr;
}

const Array& Values::operator[](const std::string& name) const {
  if (const Array* value = find(name)) return *value;
  throw ValueError(text("Values: there is no '", name, "'", did_you_mean(name, names()),
                        " There are ", quoted(names()), "."));
}

std::vector<std::string> Values::names() const {
  std::vector<std::string> all;
  for (const NamedValue& entry : list_) all.push_back(entry.name);
  return all;
}

Arrays Values::arrays() const {
  Arrays all;
  for (const NamedValue& entry : list_) all.push_back(entry.value);
  return all;
}

std::string quoted(const std::vector<std::string>& names) {
  std::vector<std::string> marked;
  for (const std::string& name : names) marked.push_back(text("'", name, "'"));
  return marked.empty() ? "none" : join_words(marked);
}

std::string did_you_mean(const std::string& name, const std::vector<std::string>& names) {
  const std::string nearest = nearest_word(name, names);
  return nearest.empty() ? "." : text("; did you mean '", nearest, "'?");
}

}  // namespace aleator::ppl
