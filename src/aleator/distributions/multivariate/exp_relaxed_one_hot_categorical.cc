// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/exp_relaxed_one_hot_categorical.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/inline.h"
#include "aleator/distributions/multivariate/relaxed_categorical_rules.h"

#include <cmath>

namespace aleator::distributions {
namespace {

/// Logarithms of softmax(x, 0): the differences x are the coordinates of the density, hence no
/// determinant.
Array onto_log_simplex(const Array& x) {
  const Array one = zeros(x.shape().slice(0, x.rank() - 1) + Shape{1}, x.dtype());
  const Array all = concatenate({x, one}, -1);
  return all - logsumexp(all, {.axes = {-1}, .keep_dims = true});
}
Array differences(const Array& y) {
  const std::int64_t last = y.dim(-1) - 1;
  return slice_axis(y, -1, 0, last) - slice_axis(y, -1, last, last + 1);
}
Shape with_length(const Shape& shape, std::int64_t more) {
  const std::int64_t last = shape.rank() - 1;
  return shape.slice(0, last) + Shape{shape[last] + more};
}

struct ExpRelaxedOneHotCategoricalRules final : RelaxedCategoricalRules {
  explicit ExpRelaxedOneHotCategoricalRules(const ExpRelaxedOneHotCategoricalParameters& p)
      : RelaxedCategoricalRules(ExpRelaxedOneHotCategorical::family, p) {}

  /// Logarithms of the inside of the simplex, up to rounding of the sum.
  std::optional<Array> is_in_support(const Array& x) const override {
    const double tolerance = x.dtype() == float32 ? 1e-4 : 1e-9;
    const Array total = logsumexp(x, {.axes = {-1}, .keep_dims = true});
    return logical_and(is_finite(x), abs(total) <= tolerance);
  }
  Array inside() const override { return full({n}, -std::log(static_cast<double>(n))); }
  std::optional<Bijector> default_event_space_bijector() const override {
    return bijectors::Inline(
        {.forward_fn = onto_log_simplex,
         .inverse_fn = differences,
         .forward_log_det_jacobian_fn = [](const Array&) { return Array(0.); },
         .forward_event_shape_fn = [](const Shape& shape) { return with_length(shape, 1); },
         .inverse_event_shape_fn = [](const Shape& shape) { return with_length(shape, -1); },
         .forward_min_event_ndims = 1,
         .is_constant_jacobian = true,
         .name = "LogSoftmaxCentered"});
  }

  Array sample(const Key& key, const Shape& shape) const override {
    return log_of_sample(key, shape);
  }
  Array log_prob(const Array& x) const override { return log_prob_of_log(x); }
};

}  // namespace

constinit const Family ExpRelaxedOneHotCategorical::family{
    .name = "ExpRelaxedOneHotCategorical",
    .parameters = {{{.name = "temperature", .constraint = &kPositive},
                    {.name = "probs", .constraint = &kSimplex, .event_rank = 1, .alternative = 1},
                    {.name = "logits", .event_rank = 1, .alternative = 1}}},
    .event_rank = 1,
    .make = [](const std::vector<NamedArray>& p) -> Distribution {
      return p[1].name == "probs"
                 ? ExpRelaxedOneHotCategorical({.temperature = p[0].value, .probs = p[1].value})
                 : ExpRelaxedOneHotCategorical({.temperature = p[0].value, .logits = p[1].value});
    },
};

ExpRelaxedOneHotCategorical::ExpRelaxedOneHotCategorical(
    const ExpRelaxedOneHotCategoricalParameters& parameters)
    : Distribution(make_ref<ExpRelaxedOneHotCategoricalRules>(parameters)) {}

}  // namespace aleator::distributions
