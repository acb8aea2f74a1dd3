// SPDX-License-Identifier: Apache-2.0
#include "aleator/optimize/minimize_loop.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"
#include "aleator/random/random.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <cmath>

namespace aleator::optimize {
namespace {

constexpr const char* kWho = "minimize";
constexpr ArrayType kInteger{.dtype = int64};
// Shuffled positions of rows that one call may hold.
constexpr std::int64_t kMostPositions = std::int64_t{1} << 22;

ArrayType key_type() { return {.dtype = uint32, .shape = {2}}; }

Arrays strong(Arrays arrays) {
  for (Array& x : arrays) x = astype(x, x.dtype());
  return arrays;
}

/// `rows`, [n, ...], with one of them replaced.
Array with_row(const Array& rows, const Array& row, const Array& value) {
  Arrays start(static_cast<std::size_t>(rows.rank()), astype(0, int64));
  start[0] = row;
  return dynamic_update_slice(rows, reshape(value, Shape{1} + value.shape()), start);
}

std::int64_t capacity_of(const MinimizeOptions& o) {
  const std::int64_t tenth = std::clamp<std::int64_t>(o.num_steps / 10, 1, 1000);
  if (o.batch_size == 0) return tenth;
  const std::int64_t steps_per_epoch = std::max<std::int64_t>(1, o.data[0].dim(0) / o.batch_size);
  return std::min(tenth, std::max(steps_per_epoch, kMostPositions / o.batch_size));
}

struct Loop {
  Arrays state, records;  // records: of every step, the loss first
  Array step, is_finite, is_converged;
};

}  // namespace

Arrays MinimizeState::arrays() const {
  return joined({parameters, optimizer_state, criterion_state});
}

MinimizeLoop::MinimizeLoop(const LossFn& loss, const MinimizeOptions& options, const Key& key)
    : options_(options),
      takes_key_(loss.takes_key()),
      key_words_(key.words()),
      data_(strong(options.data)),
      capacity_(capacity_of(options)),
      loss_(close_loss(loss)),
      order_(zeros({}, int64)) {
  check_variables();
  gradient_ = value_and_gradients_function(loss_.function, loss_.variables.size());
  for (const Variable& variable : loss_.variables) start_.parameters.push_back(variable.value());
  start_.optimizer_state = strong(options_.optimizer.init(start_.parameters));
  if (options_.convergence_criterion) {
    const Array zero = zeros({}, loss_.function.outputs()[0].dtype());
    start_.criterion_state = strong(options_.convergence_criterion.rules().bootstrap(
        zero, start_.parameters, start_.parameters));
  }
  eval(start_.arrays());
  eval(data_);
  step_ = close_step();
  loop_ = close_loop();
}

MinimizeState MinimizeLoop::start() const { return start_; }

FunctionOfVariables MinimizeLoop::close_loss(const LossFn& loss) const {
  ArrayTypes types{key_type()};
  for (const Array& x : data_) {
    Dims dims = x.shape().dims();
    if (has_batches()) dims[0] = options_.batch_size;
    types.push_back({.dtype = x.dtype(), .shape = Shape(dims)});
  }
  const auto f = [&](const Arrays& x) {
    const Array value = loss(Key(x[0]), rest_of(x, 1));
    if (value.rank() != 0) {
      throw ShapeError(text("minimize: the loss must be a scalar, got shape ", value.shape(),
                            "; reduce it with mean or sum"));
    }
    const Array floating = as_floating(value);
    return Arrays{astype(floating, floating.dtype())};
  };
  return close_over_variables(kWho, options_.trainable_variables, types, f);
}

void MinimizeLoop::check_variables() const {
  const std::vector<Variable>& variables = loss_.variables;
  if (variables.empty())
    throw ValueError("minimize: the loss reads no trainable variable: there is nothing to change");
  for (std::size_t i = 0; i < variables.size(); ++i) {
    if (!is_floating(variables[i].dtype())) {
      throw DtypeError(text("minimize: trains floating variables, but '", variables[i].name(),
                            "' is ", variables[i].dtype()));
    }
    if (!loss_.is_read[i]) {
      throw ValueError(text("minimize: the loss does not read the variable '", variables[i].name(),
                            "' of trainable_variables; leave it out, or use it in the loss "
                            "(values read before, by value() or item(), are constants)"));
    }
  }
}

ArrayType MinimizeLoop::type_of_order() const {
  if (!has_batches()) return kInteger;
  return {.dtype = int64, .shape = {epochs_per_call(), steps_per_epoch() * options_.batch_size}};
}

ArrayTypes MinimizeLoop::types_of_state() const { return types_of(start_.arrays()); }

ClosedFunction MinimizeLoop::close_step() const {
  const std::size_t num = start_.parameters.size(), num_optimizer = start_.optimizer_state.size();
  const std::size_t num_state = start_.arrays().size();
  ArrayTypes types = types_of_state();
  types.push_back(kInteger);
  const ArrayTypes all_types = gradient_.parameter_types();
  types.insert(types.end(), all_types.begin() + static_cast<std::ptrdiff_t>(num), all_types.end());
  return close(kWho, types, [&](const Arrays& x) {
    const Arrays parameters = part_of(x, 0, num);
    const Arrays values = call_function(gradient_, joined({parameters, rest_of(x, num_state + 1)}));
    const Array loss = values[0], step = x[num_state];
    const Arrays gradients = rest_of(values, 1);
    OptimizerStep next =
        options_.optimizer.step(gradients, part_of(x, num, num_optimizer), parameters, step);
    Array has_converged = astype(0, boolean);
    Arrays criterion;
    if (options_.convergence_criterion) {
      std::tie(has_converged, criterion) = options_.convergence_criterion.rules().one_step(
          {step, loss, gradients, parameters},
          part_of(x, num + num_optimizer, start_.criterion_state.size()));
    }
    Arrays traces;
    if (options_.trace_fn) {
      traces = options_.trace_fn({step, loss, gradients, parameters, has_converged, next.state});
    }
    return strong(joined({next.parameters, next.state, criterion, {has_converged, loss}, traces}));
  });
}

/// Rows of the epochs that a call may reach, in their order: [epoch, position].
Array MinimizeLoop::order_of_rows(const Array& first_epoch) const {
  const std::int64_t used = steps_per_epoch() * options_.batch_size;
  const auto order = vmap([&](const Array& epoch) {
    const Key key = fold_in(fold_in(Key(key_words_), 1), epoch);
    return slice_axis(random::permutation(key, num_rows()), 0, 0, used);
  });
  return order(first_epoch + arange(epochs_per_call(), int64));
}

void MinimizeLoop::prepare_rows(std::int64_t first_step, std::int64_t goal) const {
  if (!has_batches()) return;
  const std::int64_t first = first_step / steps_per_epoch(), last = (goal - 1) / steps_per_epoch();
  const bool is_there =
      first_epoch_ >= 0 && first >= first_epoch_ && last < first_epoch_ + epochs_per_call();
  if (is_there) return;
  first_epoch_ = first;
  order_ = order_of_rows(strong_scalar(first));
  eval(order_);
}

Arrays MinimizeLoop::rows_at(const Array& step, const Array& first_epoch, const Array& order,
                             const Arrays& data) const {
  if (!has_batches()) return data;
  const Array epoch = floor_divide(step, steps_per_epoch());
  const Array place = (step - epoch * steps_per_epoch()) * options_.batch_size;
  const Array positions =
      reshape(dynamic_slice(order, {epoch - first_epoch, place}, {1, options_.batch_size}),
              {options_.batch_size});
  Arrays rows;
  for (const Array& x : data) rows.push_back(take(x, positions));
  return rows;
}

ClosedFunction MinimizeLoop::close_loop() const {
  const std::size_t n = start_.arrays().size(), num_data = data_.size();
  const ArrayTypes outputs = step_.function.output_types();
  ArrayTypes types = types_of_state();
  for (const ArrayType& type : {kInteger, kInteger, key_type(), kInteger, type_of_order()})
    types.push_back(type);
  for (const ArrayType& type : types_of(data_)) types.push_back(type);
  const ArrayTypes captures = types_of(loss_.captures);
  types.insert(types.end(), captures.begin(), captures.end());
  return close(kWho, types, [&](const Arrays& x) {
    const Array first = x[n], goal = x[n + 1], key_words = x[n + 2];
    const Array first_epoch = x[n + 3], order = x[n + 4];
    const Arrays data = part_of(x, n + 5, num_data), shared = rest_of(x, n + 5 + num_data);
    const auto goes_on = [&](const Loop& l) {
      return logical_and(l.step < goal, logical_and(l.is_finite, logical_not(l.is_converged)));
    };
    const auto advance = [&](const Loop& l) {
      const Array key = fold_in(fold_in(Key(key_words), 0), l.step).words();
      const Arrays results =
          call_function(step_.function, joined({l.state,
                                                {l.step, key},
                                                rows_at(l.step, first_epoch, order, data),
                                                shared,
                                                step_.captures}));
      Loop next{part_of(results, 0, n), {}, l.step + 1, is_finite(results[n + 1]), results[n]};
      for (std::size_t i = 0; i < l.records.size(); ++i)
        next.records.push_back(with_row(l.records[i], l.step - first, results[n + 1 + i]));
      return next;
    };
    Loop start{part_of(x, 0, n), {}, first, astype(1, boolean), astype(0, boolean)};
    for (std::size_t i = n + 1; i < outputs.size(); ++i)
      start.records.push_back(zeros(Shape{capacity_} + outputs[i].shape, outputs[i].dtype));
    const Loop last = while_loop(goes_on, advance, start);
    return joined({last.state, {last.step, last.is_finite, last.is_converged}, last.records});
  });
}

MinimizeChunk MinimizeLoop::advance(const MinimizeState& state, std::int64_t num_steps) const {
  const std::int64_t goal = state.num_steps + std::min(num_steps, capacity_);
  prepare_rows(state.num_steps, goal);
  const Arrays operands = joined({state.arrays(),
                                  {strong_scalar(state.num_steps), strong_scalar(goal), key_words_,
                                   strong_scalar(first_epoch_), order_},
                                  data_,
                                  loss_.captures,
                                  loop_.captures});
  eval(operands);  // what is pending would be compiled with the loop
  const Arrays results = call_function(loop_.function, operands);
  eval(results);
  const std::size_t num = state.parameters.size(), num_optimizer = state.optimizer_state.size();
  const std::size_t n = state.arrays().size();
  MinimizeChunk chunk;
  chunk.state = {part_of(results, 0, num), part_of(results, num, num_optimizer),
                 part_of(results, num + num_optimizer, n - num - num_optimizer),
                 results[n].item<std::int64_t>()};
  const std::int64_t num_done = chunk.state.num_steps - state.num_steps;
  for (const Array& record : rest_of(results, n + 3))
    chunk.traces.push_back(slice_axis(record, 0, 0, num_done));
  chunk.losses = chunk.traces.front();
  chunk.traces.erase(chunk.traces.begin());
  eval(joined({{chunk.losses}, chunk.traces}));
  chunk.is_converged = results[n + 2].item<bool>();
  Array is_good = results[n + 1];
  for (const Array& x : chunk.state.parameters) is_good = logical_and(is_good, all(is_finite(x)));
  const bool is_loss_finite = results[n + 1].item<bool>();
  chunk.num_finite = is_good.item<bool>() ? num_done + 1 : is_loss_finite ? num_done : num_done - 1;
  return chunk;
}

StepInputs MinimizeLoop::inputs_of(std::int64_t number) const {
  const Array step = strong_scalar(number);
  const Array first_epoch = has_batches() ? floor_divide(step, steps_per_epoch()) : step;
  const Array order = has_batches() ? order_of_rows(first_epoch) : step;
  return {fold_in(fold_in(Key(key_words_), 0), step), rows_at(step, first_epoch, order, data_)};
}

std::string MinimizeLoop::explain_not_finite(const MinimizeState& state) const {
  const StepInputs inputs = inputs_of(state.num_steps);
  const Arrays operands =
      joined({state.parameters, {inputs.key.words()}, inputs.rows, loss_.captures});
  const Arrays values = call_function(gradient_, operands);
  std::string out;
  for (std::size_t i = 0; i < loss_.variables.size(); ++i) {
    const bool is_fine = all(is_finite(values[i + 1])).item<bool>();
    if (!is_fine)
      append_text(out, text("; the gradient of '", variables()[i].name(), "' is not finite there"));
  }
  const std::string terms = describe_non_finite_terms(loss_.function, operands);
  return terms.empty() ? out : text(out, "; ", terms);
}

}  // namespace aleator::optimize
