// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/weights.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/text.h"
#include "aleator/io/safetensors.h"

#include <algorithm>

namespace aleator::nn {
namespace {

void check_built(const char* who, const Layer& layer) {
  if (layer.is_built()) return;
  throw ValueError(text(who, ": ", layer.to_string(),
                        " is not built, so that it has no weights; call build(input_shape, key) "
                        "first"));
}

/// "'a', 'b' and 3 more".
std::string quoted(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 4;
  std::vector<std::string> words;
  for (std::size_t i = 0; i < std::min(names.size(), kMost); ++i)
    words.push_back(text("'", names[i], "'"));
  if (names.size() > kMost) words.push_back(text(names.size() - kMost, " more"));
  return join_words(words);
}

class Loading {
 public:
  Loading(const std::string& path, const Layer& layer)
      : path_(path), variables_(layer.variables()), file_(io::load_safetensors(path)) {}

  void operator()() {
    check_names();
    Arrays values;
    for (const NamedVariable& v : variables_) values.push_back(value_for(v));
    for (std::size_t i = 0; i < values.size(); ++i) variables_[i].variable.assign(values[i]);
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    throw ValueError(text("load_weights: '", path_, "' is of another architecture: ", what));
  }
  const Array* find(const std::string& name) const {
    const auto found = std::find_if(file_.arrays.begin(), file_.arrays.end(),
                                    [&](const io::NamedArray& a) { return a.name == name; });
    return found == file_.arrays.end() ? nullptr : &found->value;
  }
  void check_names() const {
    std::vector<std::string> missing, surplus;
    for (const NamedVariable& v : variables_) {
      if (find(v.name) == nullptr) missing.push_back(v.name);
    }
    for (const io::NamedArray& array : file_.arrays) {
      const bool is_known =
          std::any_of(variables_.begin(), variables_.end(),
                      [&](const NamedVariable& v) { return v.name == array.name; });
      if (!is_known) surplus.push_back(array.name);
    }
    if (missing.empty() && surplus.empty()) return;
    fail(text(missing.empty() ? "" : text("it lacks ", quoted(missing)),
              !missing.empty() && !surplus.empty() ? ", and " : "",
              surplus.empty()
                  ? ""
                  : text("it has ", quoted(surplus), ", which the network does not have")));
  }
  Array value_for(const NamedVariable& v) const {
    const Array& value = *find(v.name);
    if (value.shape() != v.variable.shape())
      fail(text("'", v.name, "' has shape ", value.shape(), " there and ", v.variable.shape(),
                " in the network"));
    if (value.dtype() != v.variable.dtype() &&
        !(is_floating(value.dtype()) && is_floating(v.variable.dtype())))
      fail(text("'", v.name, "' is ", value.dtype(), " there and ", v.variable.dtype(),
                " in the network"));
    return astype(value, v.variable.dtype());
  }

  const std::string path_;
  const std::vector<NamedVariable> variables_;
  const io::Safetensors file_;
};

}  // namespace

void save_weights(const std::string& path, const Layer& layer) {
  check_built("save_weights", layer);
  io::Safetensors content;
  for (const NamedVariable& v : layer.variables())
    content.arrays.push_back({v.name, v.variable.value()});
  content.metadata = {{"format", "aleator"}, {"architecture", layer.to_string()}};
  io::save_safetensors(path, content);
}

void load_weights(const std::string& path, const Layer& layer) {
  check_built("load_weights", layer);
  Loading(path, layer)();
}

}  // namespace aleator::nn
