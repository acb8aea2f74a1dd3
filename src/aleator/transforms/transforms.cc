// SPDX-License-Identifier: Apache-2.0
#include "aleator/transforms/transforms.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/transforms/gradient.h"

#include <numeric>

namespace aleator {
namespace {

ArrayTypes types_of(const Arrays& arrays) {
  ArrayTypes types;
  for (const Array& x : arrays) types.push_back(x.type());
  return types;
}

/// Flags for the caller's arguments followed by those for the captures of a trace.
std::vector<bool> own_only(const Traced& traced, std::size_t num_own) {
  std::vector<bool> flags(traced.function.parameters().size(), false);
  std::fill_n(flags.begin(), num_own, true);
  return flags;
}

/// Splits off the new values of variables and assigns them where the transform was called.
Arrays assign_variables(const Traced& traced, Arrays outputs) {
  const std::size_t num_own = outputs.size() - traced.assigned.size();
  for (std::size_t i = 0; i < traced.assigned.size(); ++i)
    traced.assigned[i].assign(outputs[num_own + i]);
  outputs.resize(num_own);
  return outputs;
}

void check_differentiable(const char* who, const Arrays& arguments) {
  for (const Array& x : arguments) {
    if (!is_floating(x.dtype())) {
      throw DtypeError(text(who, ": differentiates with respect to floating arrays, got ", x.type(),
                            "; convert it with astype or capture it"));
    }
  }
}

Arrays joined(Arrays first, const Arrays& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

Array basis(const Array& like) {
  return reshape(eye(like.size(), like.size(), 0, like.dtype()), Shape{like.size()} + like.shape());
}

}  // namespace

ValueAndGradients value_and_grad_arrays(const char* who, const ArraysFunction& f,
                                        const Arrays& arguments) {
  check_differentiable(who, arguments);
  const Traced traced = trace(who, types_of(arguments), f);
  const ArrayType type = traced.function.outputs()[0].type();
  if (!type.shape.empty() || !is_floating(type.dtype)) {
    throw ShapeError(text(who, ": needs a function whose value is a floating scalar, got ", type,
                          "; reduce it with sum, or use jacobian"));
  }
  const Pullback pulled = pull_back(traced.function, traced.operands(arguments),
                                    own_only(traced, arguments.size()), [](const Arrays& outputs) {
                                      Arrays cotangents(outputs.size());
                                      cotangents[0] = ones_like(outputs[0]);
                                      return cotangents;
                                    });
  const Arrays outputs = assign_variables(traced, pulled.outputs);
  return {outputs[0], {outputs.begin() + 1, outputs.end()}, pulled.gradients};
}

Linearized vjp_arrays(const ArraysFunction& f, const Arrays& arguments) {
  const Traced traced = trace("vjp", types_of(arguments), f);
  const std::vector<bool> wanted = own_only(traced, arguments.size());
  const Arrays operands = traced.operands(arguments);
  const Arrays outputs = assign_variables(traced, inline_function(traced.function, operands));
  const auto pull = [function = traced.function, operands, wanted](Arrays cotangents) {
    cotangents.resize(function.outputs().size());
    return pull_back(function, operands, wanted, [&](const Arrays&) { return cotangents; })
        .gradients;
  };
  return {outputs, pull};
}

std::pair<Arrays, Arrays> jvp_arrays(const ArraysFunction& f, const Arrays& arguments,
                                     const Arrays& tangents) {
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    if (arguments[i].shape() != tangents[i].shape()) {
      throw ShapeError(text("jvp: argument ", i, " has shape ", arguments[i].shape(),
                            ", its tangent ", tangents[i].shape()));
    }
  }
  const Traced traced = trace("jvp", types_of(arguments), f);
  Arrays all(traced.function.parameters().size());
  for (std::size_t i = 0; i < arguments.size(); ++i)
    all[i] = astype(tangents[i], arguments[i].dtype());
  Pushforward pushed = push_forward(traced.function, traced.operands(arguments), all);
  const Arrays outputs = assign_variables(traced, pushed.outputs);
  pushed.tangents.resize(outputs.size());
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    if (!pushed.tangents[i].has_value()) pushed.tangents[i] = zeros_like(outputs[i]);
  }
  return {outputs, pushed.tangents};
}

namespace {

/// d output o / d argument a by pushing a basis forward.
Array forward_block(const Function& f, const Arrays& operands, std::size_t o, std::size_t a) {
  std::vector<bool> has_tangent(operands.size(), false), is_batched(operands.size() + 1, false);
  has_tangent[a] = true;
  is_batched.back() = true;
  Arrays inputs = operands;
  inputs.push_back(basis(operands[a]));
  const Function pushed =
      batch_function(jvp_function(f, has_tangent), is_batched, operands[a].size(), false);
  const Array columns = inline_function(pushed, inputs)[f.outputs().size() + o];
  return reshape(move_axis(columns, 0, -1), f.outputs()[o].shape() + operands[a].shape());
}

/// d output o / d argument a by pulling a basis back.
Array reverse_block(const Function& f, const Arrays& operands, std::size_t o, std::size_t a) {
  std::vector<bool> wanted(operands.size(), false),
      is_batched(operands.size() + f.outputs().size(), false);
  wanted[a] = true;
  is_batched[operands.size() + o] = true;
  Arrays inputs = operands;
  for (std::size_t i = 0; i < f.outputs().size(); ++i)
    inputs.push_back(i == o ? basis(f.outputs()[i]) : zeros_like(f.outputs()[i]));
  const Function pulled =
      batch_function(vjp_function(f, wanted), is_batched, f.outputs()[o].size(), false);
  return reshape(inline_function(pulled, inputs)[0], f.outputs()[o].shape() + operands[a].shape());
}

}  // namespace

Arrays jacobian_arrays(const ArraysFunction& f, const Arrays& arguments) {
  check_differentiable("jacobian", arguments);
  const Traced traced = trace_pure("jacobian", types_of(arguments), f);
  const Arrays operands = traced.operands(arguments);
  Arrays blocks;
  for (std::size_t o = 0; o < traced.function.outputs().size(); ++o) {
    for (std::size_t a = 0; a < arguments.size(); ++a) {
      const bool is_forward = arguments[a].size() <= traced.function.outputs()[o].size();
      blocks.push_back(
          (is_forward ? forward_block : reverse_block)(traced.function, operands, o, a));
    }
  }
  return blocks;
}

Arrays hessian_arrays(const ArraysFunction& f, const Arrays& arguments) {
  return jacobian_arrays(
      [&](const Arrays& x) { return value_and_grad_arrays("hessian", f, x).gradients; }, arguments);
}

namespace {

std::int64_t axis_of(const Dims& axes, std::size_t i) { return i < axes.size() ? axes[i] : 0; }

/// Moves the mapped axes to the front and finds their common length.
std::int64_t to_front(Arrays& arguments, const VmapOptions& options,
                      std::vector<bool>& is_batched) {
  std::int64_t size = -1;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    is_batched.push_back(axis_of(options.in_axes, i) != kNotMapped);
    if (!is_batched[i]) continue;
    if (arguments[i].rank() == 0)
      throw ShapeError(
          text("vmap: argument ", i, " is a scalar, which has no axis to map; mark it kNotMapped"));
    arguments[i] = move_axis(arguments[i], axis_of(options.in_axes, i), 0);
    if (size >= 0 && arguments[i].dim(0) != size) {
      throw ShapeError(text("vmap: mapped axes have lengths ", size, " and ", arguments[i].dim(0)));
    }
    size = arguments[i].dim(0);
  }
  if (size < 0) throw ValueError("vmap: no argument is mapped");
  return size;
}

}  // namespace

Arrays vmap_arrays(const ArraysFunction& f, const Arrays& arguments, const VmapOptions& options) {
  if (options.in_axes.size() > arguments.size()) {
    throw ValueError(
        text("vmap: ", options.in_axes.size(), " in_axes for ", arguments.size(), " arguments"));
  }
  Arrays moved = arguments;
  std::vector<bool> is_batched;
  const std::int64_t size = to_front(moved, options, is_batched);
  ArrayTypes types = types_of(moved);
  for (std::size_t i = 0; i < types.size(); ++i) {
    if (!is_batched[i]) continue;
    types[i].shape = types[i].shape.without(0);
    if (types[i].lane_axis != kNoLane) --types[i].lane_axis;
  }
  const Traced traced = trace_pure("vmap", types, f);
  is_batched.resize(traced.function.parameters().size(), false);
  const bool is_lanes = options.axis == Axis::Lanes;
  const Function batched = batch_function(traced.function, is_batched, size, is_lanes);
  const Arrays operands = traced.operands(moved);
  Arrays outputs = is_lanes ? apply_all(kCall, operands, attributes(Call{batched}))
                            : inline_function(batched, operands);
  for (std::size_t i = 0; i < outputs.size(); ++i)
    outputs[i] = move_axis(outputs[i], 0, axis_of(options.out_axes, i));
  return outputs;
}

Arrays custom_gradient_arrays(const CustomGradientFunction& f, const Arrays& arguments) {
  const ArrayTypes types = types_of(arguments);
  const std::size_t n = arguments.size();
  Traced value = trace_pure("custom_gradient", types, [&](const Arrays& x) { return f(x).first; });
  ArrayTypes with_cotangents = types;
  for (const ArrayType& type : value.function.output_types())
    with_cotangents.push_back(strong(type));
  Traced pulled = trace_pure("custom_gradient", with_cotangents, [&](const Arrays& p) {
    const auto middle = p.begin() + static_cast<std::ptrdiff_t>(n);
    const Arrays inputs(p.begin(), middle);
    Arrays gradients = f(inputs).second({middle, p.end()});
    if (gradients.size() != n)
      throw ValueError(text("custom_gradient: the pullback returns ", gradients.size(),
                            " gradients for ", n, " arguments"));
    for (std::size_t i = 0; i < n; ++i) {
      if (gradients[i].shape() != inputs[i].shape()) {
        throw ShapeError(text("custom_gradient: the gradient of argument ", i, " has shape ",
                              gradients[i].shape(), ", the argument ", inputs[i].shape()));
      }
      if (is_floating(inputs[i].dtype())) gradients[i] = astype(gradients[i], inputs[i].dtype());
    }
    return gradients;
  });
  // The pullback takes (arguments, captures, cotangents): both functions see the captures of both.
  const Arrays captures = joined(value.captures, pulled.captures);
  ArrayTypes full = types, full_pulled;
  for (const Array& capture : captures) full.push_back(capture.type());
  full_pulled = full;
  full_pulled.insert(full_pulled.end(), with_cotangents.begin() + static_cast<std::ptrdiff_t>(n),
                     with_cotangents.end());
  const auto part = [](const Arrays& p, std::size_t first, std::size_t count) {
    return Arrays(p.begin() + static_cast<std::ptrdiff_t>(first),
                  p.begin() + static_cast<std::ptrdiff_t>(first + count));
  };
  const std::size_t c1 = value.captures.size(), c2 = pulled.captures.size();
  const Function function = trace_closed("custom_gradient", full, [&](const Arrays& p) {
    return inline_function(value.function, part(p, 0, n + c1));
  });
  const Function pullback = trace_closed("custom_gradient", full_pulled, [&](const Arrays& p) {
    const Arrays cotangents = part(p, n + c1 + c2, p.size() - n - c1 - c2);
    Arrays gradients = inline_function(
        pulled.function, joined(joined(part(p, 0, n), cotangents), part(p, n + c1, c2)));
    for (const Array& capture : part(p, n, c1 + c2)) gradients.push_back(zeros_like(capture));
    return gradients;
  });
  return apply_all(kCustomGradient, joined(arguments, captures),
                   attributes(CustomGradient{function, pullback}));
}

}  // namespace aleator
