// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/layers/shape.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::nn {
namespace {

struct ShapeRules final : LayerRules {
  ShapeRules(const char* kind, const Shape& target) : kind_(kind), target(target) {}
  const char* kind_;
  const Shape target;

  std::string_view kind() const override { return kind_; }
  Output call(const Output& input, const Call&) const override {
    const Array x = input;
    if (x.rank() < 1)
      throw ShapeError(text(who(), ": inputs need a batch axis, got shape ", x.shape()));
    return reshape(x, Shape{x.dim(0)} + sized_for(x));
  }
  /// The target with its -1 resolved: a batch of no elements could not.
  Shape sized_for(const Array& x) const {
    const std::int64_t elements = x.shape().slice(1, x.rank()).size();
    Shape sized = target;
    std::int64_t known = 1, open = -1;
    for (std::int64_t axis = 0; axis < target.rank(); ++axis) {
      if (target[axis] == -1 && open < 0) open = axis;
      else known *= target[axis];
    }
    if (open >= 0 && known > 0 && elements % known == 0) sized[open] = elements / known;
    if (known >= 0 && sized.size() == elements) return sized;
    throw ShapeError(text(who(), ": ", x.shape().slice(1, x.rank()), " has ", elements,
                          " elements, which do not fill ", target));
  }
};

}  // namespace

Flatten::Flatten() : Layer(make_ref<ShapeRules>("Flatten", Shape{-1})) {}
Reshape::Reshape(const Shape& target_shape)
    : Layer(make_ref<ShapeRules>("Reshape", target_shape)) {}

}  // namespace aleator::nn
