// SPDX-License-Identifier: Apache-2.0
// Defines Layer, a handle to a module that owns Variables, and the rules an author overrides.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/base/error.h"
#include "aleator/nn/call.h"
#include "aleator/nn/initializers.h"
#include "aleator/nn/output.h"

#include <string>
#include <string_view>
#include <vector>

namespace aleator::nn {

class Layer;
class LayerRules;

struct NamedLayer;
/// A Variable under its place in a network: "0.kernel".
struct NamedVariable {
  std::string name;
  Variable variable;
};

/// Makes the Variables of one layer while it is built.
class Builder {
 public:
  Builder(LayerRules& layer, const Build& build) : layer_(layer), build_(build) {}
  /// A Variable of the layer, of this name.
  Variable variable(const std::string& name, const Shape& shape, const Initializer& initializer,
                    Dtype dtype, bool is_trainable = true);
  /// A key of its own for what is not a Variable.
  Key next_key() { return build_.next_key(); }
  /// Tells a layer that build() made its place in the network, for messages.
  void name_part(const NamedLayer& part);

 private:
  LayerRules& layer_;
  const Build& build_;
};

/// What the author of a layer writes.
class LayerRules : public Counted {
 public:
  virtual std::string_view kind() const = 0;  ///< "Dense"
  /// Makes the Variables for inputs of this shape, whose first axis is a batch axis.
  virtual void build(const Shape& input_shape, Builder& builder);
  /// The layer's function. Other layers are called with `call` or parts of it.
  virtual Output call(const Output& input, const Call& call) const = 0;
  /// The layers this one is made of, under their names.
  virtual std::vector<NamedLayer> parts() const;

  /// "Dense '1'": kind and place, for messages.
  std::string who() const;

 private:
  friend class Builder;
  friend class Layer;
  bool is_built_ = false;
  std::string path_;
  std::vector<NamedVariable> variables_;
};

/// Any layer: a handle; copies share the Variables. Parameters are float32 unless a layer's option
/// says otherwise, and inputs are converted to their dtype.
///
/// A layer is built before it is called: build(shape, key) makes the Variables for inputs of this
/// shape, batch axes left out, of it and of the layers it is made of. It is not thread-safe; calls
/// are.
class Layer {
 public:
  explicit Layer(Ref<LayerRules> rules) : rules_(std::move(rules)) {}

  /// Makes the Variables of the layers that have none. ValueError if there are no such layers; if
  /// shapes do not fit, nothing is built.
  void build(const Shape& input_shape, const Key& key) const;
  bool is_built() const;

  /// As after training: nothing is drawn, and layers whose results are random throw.
  Output operator()(const Array& x) const { return (*this)(x, CallOptions{}); }
  /// As in training: with noise by the key; dropout drops, batch normalization uses and follows the
  /// batch.
  Output operator()(const Array& x, const Key& key) const {
    return (*this)(x, CallOptions{.key = key, .is_training = true});
  }
  Output operator()(const Array& x, const CallOptions& options) const;
  /// As part of another layer's call.
  Output operator()(const Output& x, const Call& call) const;

  /// All Variables with their places, each once.
  std::vector<NamedVariable> variables() const;
  std::int64_t num_parameters() const;  ///< elements of trainable Variables
  std::string_view kind() const { return rules_->kind(); }
  /// A table of the Variables: names, shapes, numbers of elements.
  std::string summary() const;
  std::string to_string() const;

  friend bool operator==(const Layer& a, const Layer& b) { return a.rules_ == b.rules_; }
  LayerRules& rules() const { return *rules_; }
  template <class F>
  void visit_leaves(F&& f) const {
    for (const NamedVariable& v : variables()) f(Array(v.variable));
  }

 private:
  friend class Builder;
  void name_parts(const std::string& path) const;
  void build_for(const Output& x, const Build& build) const;
  void check_parts() const;

  Ref<LayerRules> rules_;
};

struct NamedLayer {
  std::string name;
  Layer layer;
};

/// x in the dtype of a layer's parameters. Numbers of any kind convert: a network computes in one
/// dtype.
Array as_input(const Array& x, Dtype dtype);

/// ShapeError naming the layer unless the last axis has this length.
void check_last_axis(const LayerRules& layer, const Array& x, std::int64_t length);

}  // namespace aleator::nn
