// SPDX-License-Identifier: Apache-2.0
// Defines Model, a layer made of others by a function, and Lambda, a function as a layer.
#pragma once

#include "aleator/nn/layer.h"

namespace aleator::nn {

using CallFn = Callable<Output(const Output&, const Call&)>;

struct ModelOptions {
  /// The layers that the function calls: what is listed is built, saved and trained.
  std::vector<NamedLayer> layers = required("layers");
  /// The function. To each layer it hands a part of the call: `head(body(x, call.part(0)),
  /// call.part(1))`.
  CallFn call_fn = required("call_fn");
};

/// Layers connected as a function says: branches, shared layers, shortcuts.
class Model : public Layer {
 public:
  explicit Model(const ModelOptions& options);
};

/// A function without parameters of its own.
class Lambda : public Layer {
 public:
  explicit Lambda(const Callable<Array(const Array&)>& f);
};

}  // namespace aleator::nn
