// SPDX-License-Identifier: Apache-2.0
// Defines Call, what a layer knows of the call it is part of.
#pragma once

#include "aleator/array/array.h"
#include "aleator/base/ref.h"
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

  bool is_training() const { return options_.is_training; }
  bool has_key() const { return options_.key.has_value(); }
  /// The key of this part's noise. ValueError that names `who` if the call has none.
  const Key& key(const std::string& who) const;
  /// The same call, with other noise for each index.
  Call part(std::int64_t index) const;
  /// Adds a number to kl_loss() of the call's output.
  void add_loss(const Array& loss) const;
  /// Whether layers are being built: values do not matter, only shapes.
  bool is_building() const { return build_ != nullptr; }

 private:
  friend class Layer;
  CallOptions options_;
  const Build* build_;
  Arrays* losses_ = nullptr;
};

}  // namespace aleator::nn
