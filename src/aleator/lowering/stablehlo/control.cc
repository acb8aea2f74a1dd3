// SPDX-License-Identifier: Apache-2.0
// Defines how calls, branches and loops are written. Functions become private functions of the
// module, which regions call.
#include "aleator/graph/primitives/control.h"

#include "aleator/graph/primitives.h"
#include "aleator/lowering/stablehlo/rules.h"

namespace aleator::stablehlo {
namespace {

const ArrayType kCounter{.dtype = Dtype::int32, .shape = {}};

Values part(const Values& values, std::size_t first, std::size_t last) {
  return {values.begin() + static_cast<std::ptrdiff_t>(first),
          values.begin() + static_cast<std::ptrdiff_t>(last)};
}
Values joined(Values first, const Values& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// Whether any element of a bool array holds.
Value any(Body& body, const Value& flags) {
  if (flags.type.shape.empty()) return flags;
  Dims axes;
  for (std::int64_t axis = 0; axis < flags.type.shape.rank(); ++axis) axes.push_back(axis);
  return body.reduce("stablehlo.or", flags, body.uniform(Dtype::boolean, {}, 0), axes);
}

/// Row by row: x where the flag holds, else y.
Value blended(Body& body, const Value& flags, const Value& x, const Value& y) {
  return body.select(body.along_leading(flags, x.type.shape), x, y);
}

/// "if": regions see the operands around them.
Values branch(Body& body, const Value& predicate, const ArrayTypes& results,
              const Callable<Values(Body&)>& on_true, const Callable<Values(Body&)>& on_false) {
  const auto region_of = [&](const Callable<Values(Body&)>& write) {
    return body.region({}, [&](Body& inner, const Values&) { return write(inner); });
  };
  const std::string first = region_of(on_true);
  const std::string regions = first + ", " + region_of(on_false);
  return body.emit({.name = "stablehlo.if", .regions = regions}, {predicate}, results);
}

/// The function's results if any flag holds; they are not looked at otherwise.
Values run_if_any(Body& body, const Value& flags, const Function& function,
                  const Values& operands) {
  const ArrayTypes types = body.module.on_device(function.output_types());
  return branch(
      body, any(body, flags), types, [&](Body& inner) { return inner.call(function, operands); },
      [&](Body& inner) {
        Values none;
        for (const ArrayType& type : types)
          none.push_back(inner.uniform(type.dtype, type.shape, 0));
        return none;
      });
}

/// A loop whose carry comes first in `start`; what follows stays as it is.
Values loop(Body& body, const Values& start, const Callable<Value(Body&, const Values&)>& goes_on,
            const Callable<Values(Body&, const Values&)>& step) {
  const ArrayTypes types = types_of(start);
  const std::string condition = body.region(
      types, [&](Body& inner, const Values& state) { return Values{goes_on(inner, state)}; });
  const std::string next = body.region(types, [&](Body& inner, const Values& state) {
    const Values carry = step(inner, state);
    return joined(carry, part(state, carry.size(), state.size()));
  });
  return body.emit({.name = "stablehlo.while", .regions = condition + ", " + next}, start, types);
}

Value counter(Body& body, std::int64_t value) {
  return body.uniform(kCounter.dtype, {}, static_cast<double>(value));
}

}  // namespace

Values emit_call(Body& body, const Node& node, const Values& operands) {
  return body.call(node.attributes_as<Call>().function, operands);
}

Values emit_custom_gradient(Body& body, const Node& node, const Values& operands) {
  return body.call(node.attributes_as<CustomGradient>().function, operands);
}

Values emit_cond(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<Cond>();
  const Value& predicate = operands[0];
  const Values rest = part(operands, 1, operands.size());
  if (predicate.type.shape.empty()) {
    return branch(
        body, predicate, node.types, [&](Body& inner) { return inner.call(a.on_true, rest); },
        [&](Body& inner) { return inner.call(a.on_false, rest); });
  }
  const Values yes = run_if_any(body, predicate, a.on_true, rest);
  const Value opposite = body.emit_one({.name = "stablehlo.not"}, {predicate}, predicate.type);
  const Values no = run_if_any(body, opposite, a.on_false, rest);
  Values results;
  for (std::size_t i = 0; i < yes.size(); ++i)
    results.push_back(blended(body, predicate, yes[i], no[i]));
  return results;
}

/// The state of the loop: number of steps so far, the carry, which entries go on where there are
/// several, then constants.
Values emit_while(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<While>();
  const auto n = static_cast<std::size_t>(a.num_carry);
  const Merged constants(part(operands, n, operands.size()));
  const bool is_batched = a.condition.output_types()[0].shape.rank() > 0;
  const auto inputs_of = [&](const Values& state) {
    const std::size_t end = 1 + n + (is_batched ? 1 : 0);
    return joined(part(state, 1, 1 + n), constants.spread(part(state, end, state.size())));
  };
  const auto goes_on = [&](Body& inner, const Values& state) {
    const Value is_any =
        is_batched ? any(inner, state[1 + n]) : inner.call(a.condition, inputs_of(state))[0];
    if (a.max_steps < 0) return is_any;
    const Value is_early = inner.compare("LT", state[0], counter(inner, a.max_steps));
    return inner.add_op("stablehlo.and", is_any, is_early);
  };
  const auto step = [&](Body& inner, const Values& state) {
    const Values inputs = inputs_of(state);
    Values next = inner.call(a.body, inputs);
    const Value steps = inner.add_op("stablehlo.add", state[0], counter(inner, 1));
    if (!is_batched) return joined({steps}, next);
    for (std::size_t i = 0; i < n; ++i) next[i] = blended(inner, state[1 + n], next[i], inputs[i]);
    const Value still = inner.call(a.condition, joined(next, part(inputs, n, inputs.size())))[0];
    return joined(joined({steps}, next), {inner.add_op("stablehlo.and", state[1 + n], still)});
  };
  Values start = joined({counter(body, 0)}, part(operands, 0, n));
  if (is_batched) start.push_back(body.call(a.condition, operands)[0]);
  return part(loop(body, joined(start, constants.values), goes_on, step), 1, 1 + n);
}

namespace {

/// Starts of a window of one entry along axis 0.
Values starts_at(Body& body, const Value& at, std::int64_t rank) {
  Values starts{at};
  for (std::int64_t axis = 1; axis < rank; ++axis) starts.push_back(counter(body, 0));
  return starts;
}

Value entry_of(Body& body, const Value& sequence, const Value& at) {
  const Shape row = sequence.type.shape.without(0);
  const ArrayType window{.dtype = sequence.type.dtype, .shape = Shape{1} + row};
  const Value found =
      body.emit_one({.name = "stablehlo.dynamic_slice",
                     .attributes = "slice_sizes = " + array_text(window.shape.dims())},
                    joined({sequence}, starts_at(body, at, sequence.type.shape.rank())), window);
  return body.reshaped(found, row);
}

Value with_entry(Body& body, const Value& stack, const Value& entry, const Value& at) {
  const Value window = body.reshaped(entry, Shape{1} + entry.type.shape);
  return body.emit_one({.name = "stablehlo.dynamic_update_slice"},
                       joined({stack, window}, starts_at(body, at, stack.type.shape.rank())),
                       stack.type);
}

}  // namespace

/// The state of the loop: number of steps so far, the carry, the results, then constants and
/// sequences.
Values emit_scan(Body& body, const Node& node, const Values& operands) {
  const auto& a = node.attributes_as<Scan>();
  const auto n = static_cast<std::size_t>(a.num_carry),
             num_fixed = n + static_cast<std::size_t>(a.num_constants);
  const Merged uses(part(operands, n, operands.size()));
  const auto goes_on = [&](Body& inner, const Values& state) {
    return inner.compare("LT", state[0], counter(inner, a.length));
  };
  const auto step = [&](Body& inner, const Values& state) {
    const Value at =
        a.is_reverse ? inner.add_op("stablehlo.subtract", counter(inner, a.length - 1), state[0])
                     : state[0];
    Values inputs = part(state, 1, 1 + n);
    const Values used = uses.spread(part(state, 1 + node.types.size(), state.size()));
    for (std::size_t i = n; i < operands.size(); ++i)
      inputs.push_back(i < num_fixed ? used[i - n] : entry_of(inner, used[i - n], at));
    Values next = inner.call(a.body, inputs);
    for (std::size_t i = n; i < next.size(); ++i)
      next[i] = with_entry(inner, state[1 + i], next[i], at);
    return joined({inner.add_op("stablehlo.add", state[0], counter(inner, 1))}, next);
  };
  Values start = joined({counter(body, 0)}, part(operands, 0, n));
  for (std::size_t i = n; i < node.types.size(); ++i)
    start.push_back(body.uniform(node.types[i].dtype, node.types[i].shape, 0));
  if (a.length == 0) return part(start, 1, start.size());  // sequences have no entry to take
  start = joined(start, uses.values);
  return part(loop(body, start, goes_on, step), 1, 1 + node.types.size());
}

}  // namespace aleator::stablehlo
