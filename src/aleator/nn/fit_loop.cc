// SPDX-License-Identifier: Apache-2.0
#include "aleator/nn/fit_loop.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/text.h"
#include "aleator/transforms/variables.h"

#include <algorithm>
#include <cmath>

namespace aleator::nn {
namespace {

using optimize::MinimizeChunk;
using optimize::MinimizeState;

/// An optimizer for the first parameters; from the others, which are statistics, it takes their
/// gradient away.
struct StatisticsRules final : optimize::OptimizerRules {
  StatisticsRules(const optimize::Optimizer& optimizer, std::size_t num_trained)
      : optimizer(optimizer), num_trained(num_trained) {}
  const optimize::Optimizer optimizer;
  const std::size_t num_trained;

  std::string name() const override { return optimizer.name(); }
  Arrays init(const Arrays& parameters) const override {
    return optimizer.init(part_of(parameters, 0, num_trained));
  }
  optimize::OptimizerStep step(const Arrays& gradients, const Arrays& state,
                               const Arrays& parameters, const Array& step) const override {
    optimize::OptimizerStep next = optimizer.step(part_of(gradients, 0, num_trained), state,
                                                  part_of(parameters, 0, num_trained), step);
    for (std::size_t i = num_trained; i < parameters.size(); ++i)
      next.parameters.push_back(parameters[i] - gradients[i]);
    return next;
  }
};

/// 0, with the gradient (1 - momentum) (value - target) by the statistic's value.
Array pull_of(const StatisticUpdate& update) {
  const Array value = update.variable;
  const Array slope = stop_gradient((1 - update.momentum) * (value - update.target));
  const Array product = sum(slope * value);
  return product - stop_gradient(product);
}

bool is_all_finite(const Arrays& arrays) {
  return std::all_of(arrays.begin(), arrays.end(), [](const Array& x) {
    return !is_floating(x.dtype()) || all(is_finite(x)).item<bool>();
  });
}

const Array& targets_of(const FitOptions& o) { return o.y.has_value() ? o.y : o.x; }

}  // namespace

FitLoop::FitLoop(const Layer& layer, const FitOptions& options, const Key& key)
    : layer_(layer),
      options_(options),
      loop_([this](const Key& k, const Array& x, const Array& y) { return loss(k, x, y); },
            minimize_options(), key) {}

std::int64_t FitLoop::steps_per_epoch() const {
  return options_.x.dim(0) / std::min(options_.batch_size, options_.x.dim(0));
}

bool FitLoop::pauses_after_epochs() const {
  return options_.validation_x.has_value() || !options_.checkpoint_path.empty() ||
         options_.early_stopping.patience > 0;
}

Array FitLoop::loss(const Key& key, const Array& x, const Array& y) const {
  std::vector<StatisticUpdate> updates;
  const CallHooks hooks{.updates = &updates};
  const Output output = layer_(Output(x), Call({.key = key, .is_training = true}, hooks));
  Array total = total_loss("fit", output, y, options_.loss, options_.kl_weight);
  for (const StatisticUpdate& update : updates) total = total + pull_of(update);
  return total;
}

optimize::MinimizeOptions FitLoop::minimize_options() const {
  const std::int64_t batch_size = std::min(options_.batch_size, options_.x.dim(0));
  const Array &x = options_.x, &y = targets_of(options_);
  const auto batch_type = [&](const Array& rows) {
    Shape shape = rows.shape();
    shape[0] = batch_size;
    return ArrayType{.dtype = rows.dtype(), .shape = shape};
  };
  std::vector<Variable> statistics;
  const auto traced = [&](const Arrays& a) {
    std::vector<StatisticUpdate> updates;
    const CallHooks hooks{.updates = &updates};
    const Output output =
        layer_(Output(a[1]), Call({.key = Key(a[0]), .is_training = true}, hooks));
    statistics.clear();
    for (const StatisticUpdate& update : updates) statistics.push_back(update.variable);
    return Arrays{total_loss("fit", output, a[2], options_.loss, options_.kl_weight)};
  };
  std::vector<Variable> trained =
      close_over_variables("fit", {},
                           {{.dtype = uint32, .shape = {2}}, batch_type(x), batch_type(y)}, traced)
          .variables;
  optimize::Optimizer optimizer = options_.optimizer;
  if (!statistics.empty()) {
    optimizer = optimize::Optimizer(make_ref<StatisticsRules>(optimizer, trained.size()));
    trained.insert(trained.end(), statistics.begin(), statistics.end());
  }
  // A call of the loop may hold a tenth of the steps, and prepares the order of rows of as many.
  const std::int64_t num_steps =
      pauses_after_epochs() ? 10 * steps_per_epoch() : options_.num_epochs * steps_per_epoch();
  return {.num_steps = num_steps,
          .optimizer = optimizer,
          .trainable_variables = trained,
          .data = {x, y},
          .batch_size = batch_size};
}

MinimizeState FitLoop::advance(const MinimizeState& state, std::int64_t num_steps,
                               std::vector<double>& losses) const {
  const MinimizeChunk chunk = loop_.advance(state, std::min(num_steps, loop_.capacity()));
  if (chunk.num_finite <= chunk.state.num_steps - state.num_steps) fail(state, chunk);
  const std::vector<double> values = chunk.losses.values();
  losses.insert(losses.end(), values.begin(), values.end());
  return chunk.state;
}

void FitLoop::assign(const MinimizeState& state) const {
  for (std::size_t i = 0; i < state.parameters.size(); ++i)
    variables()[i].assign(state.parameters[i]);
}

void FitLoop::fail(const MinimizeState& state, const MinimizeChunk& chunk) const {
  const auto at = [&](std::int64_t num_steps) {
    return num_steps > 0 ? loop_.advance(state, num_steps).state : state;
  };
  const MinimizeState bad = at(chunk.num_finite);
  const MinimizeState good = at(std::max<std::int64_t>(chunk.num_finite - 1, 0));
  const std::int64_t step = bad.num_steps;
  const auto place = [&](std::int64_t number) {
    return text("step ", number, " (epoch ", number / steps_per_epoch(), ", batch ",
                number % steps_per_epoch(), ")");
  };
  const std::string values = text("; the variables hold the values before step ", good.num_steps);
  if (!is_all_finite(loop_.inputs_of(step).rows)) {
    assign(good);
    throw ValueError(text("fit: rows of the data at ", place(step),
                          " are not finite; fill or leave "
                          "out what is missing",
                          values));
  }
  std::string what = text("a parameter is not finite after ", place(step - 1));
  if (is_all_finite(bad.parameters)) {
    assign(bad);
    what = text("the loss is not finite at ", place(step), layer_not_finite(step));
  }
  what += loop_.explain_not_finite(bad);
  assign(good);
  throw ValueError(
      text("fit: ", what, values, ". A smaller learning rate or GradientClipping may help"));
}

std::string FitLoop::layer_not_finite(std::int64_t step) const {
  const optimize::StepInputs inputs = loop_.inputs_of(step);
  std::string found;
  std::vector<StatisticUpdate> updates;
  const CallHooks hooks{
      .updates = &updates, .observe = [&](const std::string& who, const Output& output) {
        if (!found.empty()) return;
        const bool is_finite = output.has_distribution()
                                   ? is_all_finite(flatten<Array>(output.distribution()))
                                   : is_all_finite({Array(output)});
        if (!is_finite) found = who;
      }};
  try {
    layer_(Output(inputs.rows[0]), Call({.key = inputs.key, .is_training = true}, hooks));
  } catch (const Error& error) {
    return text(": ", error.what());
  }
  return found.empty() ? ": the results of all layers are finite"
                       : text(": the result of ", found, " is the first that is not finite");
}

}  // namespace aleator::nn
