// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/target.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/index.h"
#include "aleator/base/text.h"
#include "aleator/transforms/inspect.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>
#include <cmath>

namespace aleator::mcmc {

Array TargetLogProbFn::operator()(const Arrays& parts) const {
  const Array value = function_(parts);
  if (value.dtype() != boolean) return value;
  throw DtypeError("target_log_prob_fn: must return a number, the log density, got a boolean");
}

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

std::string Layout::name_of(std::int64_t entry) const {
  std::size_t part = 0;
  while (entry >= shapes[part].size()) entry -= shapes[part++].size();
  const Shape& shape = shapes[part];
  if (shape.rank() == 0) return text("'", names[part], "'");
  return text("'", names[part], "' at ", index_of(shape, entry));
}

namespace {

/// Parts and their shapes, for messages: "'x' [3], 'scale' []".
std::string described(const Layout& layout) {
  std::string words;
  for (std::size_t i = 0; i < layout.shapes.size(); ++i)
    words += text(i > 0 ? ", " : "", "'", layout.names[i], "' ", layout.shapes[i]);
  return words;
}

/// The user's function; what it throws about shapes or dtypes says with which parts it was called.
Array call(const TargetLogProbFn& log_prob_fn, const Layout& layout, const Array& position) {
  const auto explained = [&](const Error& error) {
    return text("target_log_prob_fn, called with ", described(layout), ": ", error.what());
  };
  // A term that is not finite can then say on which parts it depends.
  Arrays parts = layout.unravel(position);
  for (std::size_t i = 0; i < parts.size(); ++i)
    parts[i] = named(parts[i], text("parameter '", layout.names[i], "'"));
  try {
    return log_prob_fn(parts);
  } catch (const ShapeError& error) {
    throw ShapeError(explained(error));
  }
}

/// "; data of shape [8] that it uses are nan at [3]", or "".
std::string describe_non_finite_data(const Arrays& captures) {
  std::string words;
  for (const Array& x : captures) {
    if (!is_floating(x.dtype())) continue;
    const std::vector<double> values = x.values();
    const auto bad = std::find_if(values.begin(), values.end(),
                                  [](double value) { return !std::isfinite(value); });
    if (bad == values.end()) continue;
    words += text("; data of shape ", x.shape(), " that it uses are ", *bad);
    if (x.rank() > 0) words += text(" at ", index_of(x.shape(), bad - values.begin()));
  }
  return words;
}

}  // namespace

Target::Target(const TargetLogProbFn& log_prob_fn, Layout layout) : layout_(std::move(layout)) {
  const auto flat_log_prob = [&](const Arrays& position) {
    const Array value = call(log_prob_fn, layout_, position[0]);
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
  return describe_non_finite_terms(log_prob_, operands) + describe_non_finite_data(captures_);
}

}  // namespace aleator::mcmc
