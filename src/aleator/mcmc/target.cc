// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/target.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/transforms/inspect.h"
#include "aleator/transforms/transforms.h"

namespace aleator::mcmc {

std::int64_t Layout::size() const {
  std::int64_t total = 0;
  for (const Shape& shape : shapes) total += shape.size();
  return total;
}

Array Layout::ravel(const Arrays& parts) const {
  Arrays flat;
  for (const Array& part : parts) flat.push_back(aleator::ravel(astype(part, dtype)));
  return concatenate(flat);
}

Arrays Layout::unravel(const Array& flat) const {
  Arrays parts;
  std::int64_t start = 0;
  for (const Shape& shape : shapes) {
    parts.push_back(reshape(slice_axis(flat, 0, start, start + shape.size()), shape));
    start += shape.size();
  }
  return parts;
}

Target::Target(const TargetLogProbFn& log_prob_fn, Layout layout) : layout_(std::move(layout)) {
  const auto flat_log_prob = [&](const Arrays& position) {
    const Array value = log_prob_fn(layout_.unravel(position[0]));
    if (value.rank() != 0) {
      throw ShapeError(
          text("target_log_prob_fn: must return a scalar for one draw, got shape ", value.shape(),
               "; sum its terms (chains come from num_chains, never from leading axes)"));
    }
    return Arrays{astype(as_floating(value), layout_.dtype)};
  };
  const ArrayType type{.dtype = layout_.dtype, .shape = {layout_.size()}};
  const ClosedFunction closed = close("target_log_prob_fn", {type}, flat_log_prob);
  log_prob_ = closed.function;
  captures_ = closed.captures;
  value_and_gradient_ = value_and_gradient_function(closed.function, 0);
}

Target::ValueAndGradient Target::value_and_gradient(const Array& position) const {
  Arrays operands{position};
  operands.insert(operands.end(), captures_.begin(), captures_.end());
  const Arrays results = call_function(value_and_gradient_, operands);
  if (!inverse_temperature_) return {results[0], results[1]};
  return {*inverse_temperature_ * results[0], *inverse_temperature_ * results[1]};
}

Array Target::log_prob(const Array& position) const {
  Arrays operands{position};
  operands.insert(operands.end(), captures_.begin(), captures_.end());
  const Array value = call_function(log_prob_, operands)[0];
  return inverse_temperature_ ? *inverse_temperature_ * value : value;
}

Target Target::tempered(const Array& inverse_temperature) const {
  Target result = *this;
  const Array factor = astype(inverse_temperature, layout_.dtype);
  result.inverse_temperature_ = inverse_temperature_ ? *inverse_temperature_ * factor : factor;
  return result;
}

std::string Target::explain_not_finite(const Array& position) const {
  Arrays operands{position};
  operands.insert(operands.end(), captures_.begin(), captures_.end());
  return describe_non_finite_terms(log_prob_, operands);
}

}  // namespace aleator::mcmc
