// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layer.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::nn {
namespace {

void append_variables(std::vector<NamedVariable>& out, const std::string& prefix,
                      const std::vector<NamedVariable>& own) {
  for (const NamedVariable& v : own) {
    const bool is_known = std::any_of(out.begin(), out.end(), [&](const NamedVariable& known) {
      return known.variable == v.variable;
    });
    if (!is_known) out.push_back({prefix + v.name, v.variable});
  }
}

std::string padded(std::string piece, std::size_t width) {
  piece.resize(std::max(width, piece.size()), ' ');
  return piece;
}

}  // namespace

const Distribution& Output::distribution() const {
  if (distribution_) return *distribution_;
  throw ValueError(text("Output: ", from_.empty() ? "the last layer" : from_,
                        " makes an Array, no distribution; end the network with a "
                        "DistributionLambda or another layer that makes one"));
}

Variable Builder::variable(const std::string& name, const Shape& shape,
                           const Initializer& initializer, Dtype dtype, bool is_trainable) {
  const std::string path = layer_.path_.empty() ? name : layer_.path_ + "." + name;
  const Array first = initializer(build_.next_key(), shape, dtype);
  if (first.shape() != shape)
    throw ShapeError(text(layer_.who(), ": the initializer of '", name, "' must make ", shape,
                          ", made ", first.shape()));
  const Variable made(astype(first, dtype), path, is_trainable);
  layer_.variables_.push_back({name, made});
  return made;
}

void Builder::name_part(const NamedLayer& part) {
  const std::string& path = layer_.path_;
  part.layer.name_parts(path.empty() ? part.name : path + "." + part.name);
}

void LayerRules::build(const Shape&, Builder&) {}
std::vector<NamedLayer> LayerRules::parts() const { return {}; }
std::string LayerRules::who() const {
  return path_.empty() ? std::string(kind()) : text(kind(), " '", path_, "'");
}

void Layer::name_parts(const std::string& path) const {
  rules_->path_ = path;
  for (const NamedLayer& part : rules_->parts())
    part.layer.name_parts(path.empty() ? part.name : path + "." + part.name);
}

void Layer::build(const Shape& input_shape, const Key& key) const {
  if (is_built()) throw ValueError(text(rules_->who(), ": is built already"));
  name_parts(rules_->path_);
  // A Variable stands for the input: what is made of it is never computed, only its shape is seen.
  const Variable input(zeros(Shape{1} + input_shape, float32), "input", false);
  const Build all(key);
  try {
    (*this)(Output(Array(input)), Call({.key = all.next_key()}, &all));
    check_parts();
  } catch (...) {
    for (LayerRules* built : all.built_) {
      built->is_built_ = false;
      built->variables_.clear();
    }
    throw;
  }
}

void Layer::check_parts() const {
  for (const NamedLayer& part : rules_->parts()) {
    part.layer.check_parts();
    if (!part.layer.rules_->is_built_)
      throw ValueError(text(rules_->who(), ": its layer ", part.layer.rules_->who(),
                            " is listed but not called, so that its inputs are not known"));
  }
}

bool Layer::is_built() const {
  const std::vector<NamedLayer> parts = rules_->parts();
  return rules_->is_built_ && std::all_of(parts.begin(), parts.end(), [](const NamedLayer& part) {
           return part.layer.is_built();
         });
}

void Layer::build_for(const Output& x, const Build& build) const {
  Builder builder(*rules_, build);
  build.built_.push_back(rules_.get());
  rules_->build(Array(x).shape(), builder);
  rules_->is_built_ = true;
}

Output Layer::operator()(const Array& x, const CallOptions& options) const {
  return (*this)(Output(x), Call(options));
}

Output Layer::operator()(const Output& x, const Call& call) const {
  if (!rules_->is_built_) {
    if (!call.is_building())
      throw ValueError(
          text(rules_->who(), ": is called but not built; call build(input_shape, key) first"));
    build_for(x, *call.build_);
  }
  Arrays losses;
  Call inner = call;
  inner.losses_ = &losses;
  Output output = rules_->call(x, inner);
  Array total = 0.;
  for (std::size_t i = 0; i < losses.size(); ++i) total = i == 0 ? losses[0] : total + losses[i];
  if (!losses.empty()) call.add_loss(total);
  output.kl_loss_ = total;
  output.has_kl_loss_ = !losses.empty();
  output.from_ = rules_->who();
  if (call.hooks_ && call.hooks_->observe) call.hooks_->observe(output.from_, output);
  return output;
}

std::vector<NamedVariable> Layer::variables() const {
  std::vector<NamedVariable> all;
  append_variables(all, "", rules_->variables_);
  for (const NamedLayer& part : rules_->parts())
    append_variables(all, part.name + ".", part.layer.variables());
  return all;
}

std::int64_t Layer::num_parameters() const {
  std::int64_t num = 0;
  for (const NamedVariable& v : variables())
    num += v.variable.is_trainable() ? v.variable.shape().size() : 0;
  return num;
}

std::string Layer::summary() const {
  std::size_t name_width = 9, shape_width = 6;
  const std::vector<NamedVariable> all = variables();
  for (const NamedVariable& v : all) {
    name_width = std::max(name_width, v.name.size() + 1);
    shape_width = std::max(shape_width, v.variable.shape().to_string().size() + 1);
  }
  std::string out =
      text(padded("variable", name_width), padded("shape", shape_width), "elements\n");
  for (const NamedVariable& v : all)
    out += text(padded(v.name, name_width), padded(v.variable.shape().to_string(), shape_width),
                v.variable.shape().size(), v.variable.is_trainable() ? "\n" : " (not trained)\n");
  return out + text("trainable elements: ", num_parameters(), "\n");
}

std::string Layer::to_string() const {
  const std::vector<NamedLayer> parts = rules_->parts();
  if (parts.empty()) return std::string(kind());
  std::string out = text(kind(), "(");
  for (std::size_t i = 0; i < parts.size(); ++i)
    out += text(i == 0 ? "" : ", ", parts[i].layer.to_string());
  return out + ")";
}

Array as_input(const Array& x, Dtype dtype) { return astype(x, dtype); }

void check_last_axis(const LayerRules& layer, const Array& x, std::int64_t length) {
  if (x.rank() >= 1 && x.dim(-1) == length) return;
  throw ShapeError(text(layer.who(), ": was built for inputs whose last axis has length ", length,
                        ", got shape ", x.shape()));
}

}  // namespace aleator::nn
