// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/clip.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/text.h"

namespace aleator::optimize {
namespace {

Array shrink_factor(const Array& norm, double clip_norm) {
  return clip_norm / maximum(norm, clip_norm);
}

class ClippingRules final : public OptimizerRules {
 public:
  explicit ClippingRules(const GradientClippingOptions& options) : options_(options) {
    check("clip_value", options.clip_value);
    check("clip_norm", options.clip_norm);
    check("global_clip_norm", options.global_clip_norm);
  }
  std::string name() const override {
    return text("GradientClipping(", options_.optimizer.name(), ")");
  }
  Arrays init(const Arrays& parameters) const override {
    return options_.optimizer.init(parameters);
  }
  OptimizerStep step(const Arrays& gradients, const Arrays& state, const Arrays& parameters,
                     const Array& step) const override {
    return options_.optimizer.step(clipped(gradients), state, parameters, step);
  }

 private:
  static void check(const char* name, const std::optional<double>& value) {
    if (value && !(*value > 0))
      throw ValueError(text("GradientClipping: ", name, " must be positive, got ", *value));
  }
  Arrays clipped(Arrays gradients) const {
    for (Array& gradient : gradients) {
      if (options_.clip_value) gradient = clip_by_value(gradient, *options_.clip_value);
      if (options_.clip_norm) gradient = clip_by_norm(gradient, *options_.clip_norm);
    }
    const auto& most = options_.global_clip_norm;
    return most ? clip_by_global_norm(gradients, *most) : gradients;
  }

  GradientClippingOptions options_;
};

}  // namespace

Array clip_by_value(const Array& x, double clip_value) { return clip(x, -clip_value, clip_value); }

Array clip_by_norm(const Array& x, double clip_norm) {
  return x * shrink_factor(sqrt(sum(square(x))), clip_norm);
}

Arrays clip_by_global_norm(const Arrays& arrays, double clip_norm) {
  const Array factor = shrink_factor(global_norm(arrays), clip_norm);
  Arrays clipped;
  for (const Array& x : arrays) clipped.push_back(x * astype(factor, x.dtype()));
  return clipped;
}

Array global_norm(const Arrays& arrays) {
  Array total = astype(0., float64);
  for (const Array& x : arrays) total = total + sum(square(astype(x, float64)));
  return sqrt(total);
}

GradientClipping::GradientClipping(const GradientClippingOptions& options)
    : Optimizer(make_ref<ClippingRules>(options)) {}

}  // namespace aleator::optimize
