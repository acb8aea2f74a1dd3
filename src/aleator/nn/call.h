// SPDX-License-Identifier: Apache-2.0
// Defines Call, what a layer knows of the call it is part of.
#pragma once

#include "aleator/array/variable.h"
#include "aleator/base/callable.h"
#include "aleator/random/key.h"

#include <optional>
#include <string>
#include <vector>

namespace aleator::nn {

struct CallOptions {
  std::optional<Key> key = {};  ///< of the noise; layers whose results are random need it
  bool is_training = false;     ///< dropout drops, batch normalization uses and follows the batch
};

class LayerRules;
class Output;

/// A Variable that follows what calls see: value <- momentum value + (1 - momentum) target.
struct StatisticUpdate {
  Variable variable;
  Array target;
  double momentum;
};

/// What a training loop wants to know of a call.
struct CallHooks {
  std::vector<StatisticUpdate>* updates = nullptr;  ///< takes them instead of their assignment
  /// Sees each layer's name for messages and result, inner layers first.
  Callable<void(const std::string& who, const Output& output)> observe = {};
};

/// One build: its keys, each used once, and the layers it has built so far.
class Build {
 public:
  explicit Build(const Key& key) : key_(key) {}
  Key next_key() const { return fold_in(key_, num_used_++); }

 private:
  friend class Layer;
  Key key_;
  mutable std::int64_t num_used_ = 0;
  mutable std::vector<LayerRules*> built_;
};

/// The noise of a call, its mode, and what it adds to the loss. Layers made of layers hand it on,
/// to each a part with noise of its own: `second(first(x, call.part(0)), call.part(1))`.
class Call {
 public:
  explicit Call(const CallOptions& options, const Build* build = nullptr)
      : options_(options), build_(build) {}
  /// The hooks must live as long as the call.
  Call(const CallOptions& options, const CallHooks& hooks) : options_(options), hooks_(&hooks) {}

  bool is_training() const { return options_.is_training; }
  bool has_key() const { return options_.key.has_value(); }
  /// The key of this part's noise. ValueError that names `who` if the call has none.
  const Key& key(const std::string& who) const;
  /// The same call, with other noise for each index.
  Call part(std::int64_t index) const;
  /// Adds a number to kl_loss() of the call's output.
  void add_loss(const Array& loss) const;
  /// Moves a Variable that is not trained towards a target.
  void update(const StatisticUpdate& update) const;
  /// Whether layers are being built: values do not matter, only shapes.
  bool is_building() const { return build_ != nullptr; }

 private:
  friend class Layer;
  CallOptions options_;
  const Build* build_ = nullptr;
  const CallHooks* hooks_ = nullptr;
  Arrays* losses_ = nullptr;
};

}  // namespace aleator::nn
