// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/batch_normalization.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct Moments {
  Array mean, variance;
};

struct Cells {
  Variable gamma, beta, moving_mean, moving_variance;
};

Cells new_cells(const BatchNormalizationOptions& o) {
  const std::int64_t size = o.event_size;
  if (size < 1)
    throw ValueError(text("BatchNormalization: event_size must be at least 1, got ", size));
  if (!(o.epsilon >= 0))
    throw ValueError(text("BatchNormalization: epsilon must not be negative, got ", o.epsilon));
  return {Variable(ones({size}, o.dtype), "gamma"), Variable(zeros({size}, o.dtype), "beta"),
          Variable(zeros({size}, o.dtype), "moving_mean", false),
          Variable(ones({size}, o.dtype), "moving_variance", false)};
}

struct BatchNormalizationRules final : BijectorRules {
  BatchNormalizationRules(const BatchNormalizationOptions& options, const Cells& variables)
      : o(options), cells(variables) {}
  const BatchNormalizationOptions o;
  const Cells cells;

  void check(const Array& y) const {
    if (y.rank() < 1 || y.dim(-1) != o.event_size)
      throw ShapeError(text("BatchNormalization: the last axis must have length ",
                            std::int64_t(o.event_size), ", got shape ", y.shape()));
  }
  Moments moving() const { return {cells.moving_mean, cells.moving_variance}; }
  Moments of_batch(const Array& y) const {
    check(y);
    Dims axes;
    for (std::int64_t axis = 0; axis + 1 < y.rank(); ++axis) axes.push_back(axis);
    if (axes.empty())
      throw ShapeError(
          text("BatchNormalization: moments of a batch need axes in front of the last, "
               "got shape ",
               y.shape()));
    return {mean(y, {.axes = axes}), variance(y, {.axes = axes})};
  }
  Moments used(const Array& y) const { return o.training ? of_batch(y) : moving(); }
  Array factor(const Moments& m) const {
    return Array(cells.gamma) * rsqrt(m.variance + o.epsilon);
  }
  Array log_factor(const Moments& m) const {
    return sum(log(abs(Array(cells.gamma))) - 0.5 * log(m.variance + o.epsilon));
  }

  std::string_view name() const override { return "BatchNormalization"; }
  Array forward(const Array& x) const override {
    check(x);
    return (x - cells.beta) / factor(moving()) + cells.moving_mean;
  }
  Array inverse(const Array& y) const override {
    check(y);
    const Moments m = used(y);
    return (y - m.mean) * factor(m) + cells.beta;
  }
  Array forward_log_det_jacobian(const Array&) const override { return -log_factor(moving()); }
  Array inverse_log_det_jacobian(const Array& y) const override { return log_factor(used(y)); }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  bool is_constant_jacobian() const override { return !o.training; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override {
    return {cells.gamma, cells.beta, cells.moving_mean, cells.moving_variance};
  }
};

const BatchNormalizationRules& rules_of(const Bijector& bijector) {
  return static_cast<const BatchNormalizationRules&>(bijector.rules());
}

}  // namespace

BatchNormalization::BatchNormalization(const BatchNormalizationOptions& options)
    : Bijector(make_ref<BatchNormalizationRules>(options, new_cells(options))) {}

BatchNormalization BatchNormalization::with_training(bool training) const {
  const BatchNormalizationRules& r = rules_of(*this);
  BatchNormalizationOptions options = r.o;
  options.training = training;
  return BatchNormalization(make_ref<const BatchNormalizationRules>(options, r.cells));
}

void BatchNormalization::update_statistics(const Array& y, double momentum) const {
  if (!(momentum >= 0 && momentum <= 1))
    throw ValueError(text("BatchNormalization: momentum must be from 0 to 1, got ", momentum));
  const BatchNormalizationRules& r = rules_of(*this);
  const Moments now = r.of_batch(astype(as_floating(y), r.o.dtype));
  const auto move = [&](const Variable& statistic, const Array& target) {
    statistic.assign(momentum * statistic.value() + (1. - momentum) * target);
  };
  move(r.cells.moving_mean, now.mean);
  move(r.cells.moving_variance, now.variance);
}

}  // namespace aleator::bijectors
