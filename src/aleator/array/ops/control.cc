// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/control.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"

namespace aleator {
namespace {

Array made_strong(const Array& x) { return x.is_weak() ? astype(x, default_dtype(x.dtype())) : x; }

Arrays made_strong(Arrays arrays) {
  for (Array& x : arrays) x = made_strong(x);
  return arrays;
}

ArrayTypes types_of(const Arrays& arrays) {
  ArrayTypes types;
  for (const Array& x : arrays) types.push_back(x.type());
  return types;
}

/// Weak results take the dtype of the carry they replace, strong ones must have it already.
Arrays check_carry(const char* who, const Arrays& before, Arrays after) {
  if (before.size() != after.size()) {
    throw ValueError(text(who, ": the body returns ", after.size(),
                          " carried arrays, it was given ", before.size()));
  }
  for (std::size_t i = 0; i < after.size(); ++i) {
    const Dtype dtype = before[i].dtype();
    const PromotedDtype joined = promote(dtype, false, after[i].dtype(), after[i].is_weak(), who);
    if (joined.dtype != dtype || (after[i].dtype() != dtype && !after[i].is_weak())) {
      throw DtypeError(text(who, ": carry leaf ", i, " enters as ", dtype,
                            " and leaves the body as ", after[i].dtype(), "; start it as ",
                            joined.dtype, " or convert it in the body"));
    }
    if (after[i].shape() != before[i].shape()) {
      throw ShapeError(text(who, ": carry leaf ", i, " enters with shape ", before[i].shape(),
                            " and leaves the body with ", after[i].shape()));
    }
    after[i] = astype(after[i], dtype);
  }
  return after;
}

Arrays joined(Arrays first, const Arrays& second) {
  first.insert(first.end(), second.begin(), second.end());
  return first;
}

/// Results of two branches at common dtypes: weak ones give way.
void unify(Traced& a, Traced& b) {
  const ArrayTypes ta = a.function.output_types(), tb = b.function.output_types();
  std::vector<Dtype> dtypes;
  for (std::size_t i = 0; i < std::min(ta.size(), tb.size()); ++i) {
    const bool is_same = ta[i].dtype == tb[i].dtype;
    const PromotedDtype common =
        promote(ta[i].dtype, ta[i].is_weak, tb[i].dtype, tb[i].is_weak, "cond");
    dtypes.push_back(is_same || ta[i].is_weak != tb[i].is_weak ? common.dtype : ta[i].dtype);
  }
  for (Traced* traced : {&a, &b}) {
    const Function inner = traced->function;
    if (inner.outputs().size() != dtypes.size()) return;
    traced->function = trace_closed("cond", inner.parameter_types(), [&](const Arrays& parameters) {
      Arrays outputs = inline_function(inner, parameters);
      for (std::size_t i = 0; i < outputs.size(); ++i) {
        if (outputs[i].is_weak()) outputs[i] = astype(outputs[i], dtypes[i]);
      }
      return outputs;
    });
  }
}

}  // namespace

Arrays cond_arrays(const Array& predicate, const ArraysFunction& on_true,
                   const ArraysFunction& on_false, const Arrays& operands) {
  if (!is_boolean(predicate.dtype()) || predicate.rank() != 0) {
    throw ShapeError(text("cond: the predicate must be a scalar bool, got ", predicate.type(),
                          "; for element-wise choices use where"));
  }
  Traced yes = trace_pure("cond", types_of(operands), on_true);
  Traced no = trace_pure("cond", types_of(operands), on_false);
  unify(yes, no);
  const Arrays captures = share_captures({&yes, &no}, operands.size());
  return apply_all(kCond, joined(joined({predicate}, operands), captures),
                   attributes(Cond{simplify(yes.function), simplify(no.function)}));
}

Arrays while_arrays(const ArraysFunction& condition, const ArraysFunction& body,
                    const Arrays& start, const WhileOptions& options) {
  const Arrays carry = made_strong(start);
  Traced test = trace_pure("while_loop", types_of(carry), [&](const Arrays& state) {
    const Array goes_on = condition(state)[0];
    if (!is_boolean(goes_on.dtype()) || goes_on.rank() != 0) {
      throw ShapeError(
          text("while_loop: the condition must return a scalar bool, got ", goes_on.type()));
    }
    return Arrays{goes_on};
  });
  Traced step = trace_pure("while_loop", types_of(carry), [&](const Arrays& state) {
    return check_carry("while_loop", state, body(state));
  });
  const Arrays captures = share_captures({&test, &step}, carry.size());
  const While loop{simplify(test.function), simplify(step.function),
                   static_cast<std::int64_t>(carry.size()), options.max_steps};
  return apply_all(kWhile, joined(carry, captures), attributes(loop));
}

std::pair<Arrays, Arrays> scan_arrays(const ScanBody& body, const Arrays& start,
                                      const Arrays& sequences, const ScanOptions& options) {
  const Arrays carry = made_strong(start), rows = made_strong(sequences);
  std::int64_t length = options.length;
  ArrayTypes types = types_of(carry);
  for (const Array& x : rows) {
    if (x.rank() == 0)
      throw ShapeError("scan: a sequence needs an axis to run along, got a scalar");
    if (length < 0) length = x.dim(0);
    if (x.dim(0) != length)
      throw ShapeError(text("scan: sequences have ", length, " and ", x.dim(0), " entries"));
    ArrayType row = x.type();
    row.shape = row.shape.without(0);
    row.lane_axis = row.lane_axis > 0 ? row.lane_axis - 1 : kNoLane;
    types.push_back(row);
  }
  if (length < 0) throw ValueError("scan: give sequences or {.length = n}");
  const std::size_t n = carry.size();
  const Traced traced = trace_pure("scan", types, [&](const Arrays& p) {
    const auto middle = p.begin() + static_cast<std::ptrdiff_t>(n);
    auto [next, results] = body({p.begin(), middle}, {middle, p.end()});
    return joined(check_carry("scan", {p.begin(), middle}, next), made_strong(results));
  });
  // The node wants constants before sequences.
  ArrayTypes ordered(types.begin(), types.begin() + static_cast<std::ptrdiff_t>(n));
  for (const Array& capture : traced.captures) ordered.push_back(capture.type());
  ordered.insert(ordered.end(), types.begin() + static_cast<std::ptrdiff_t>(n), types.end());
  const std::size_t num_constants = traced.captures.size();
  const Function reordered = trace_closed("scan", ordered, [&](const Arrays& p) {
    Arrays inputs(p.begin(), p.begin() + static_cast<std::ptrdiff_t>(n));
    inputs.insert(inputs.end(), p.begin() + static_cast<std::ptrdiff_t>(n + num_constants),
                  p.end());
    inputs.insert(inputs.end(), p.begin() + static_cast<std::ptrdiff_t>(n),
                  p.begin() + static_cast<std::ptrdiff_t>(n + num_constants));
    return inline_function(traced.function, inputs);
  });
  const Scan loop{simplify(reordered), static_cast<std::int64_t>(n),
                  static_cast<std::int64_t>(num_constants), length, options.is_reverse};
  const Arrays outputs =
      apply_all(kScan, joined(joined(carry, traced.captures), rows), attributes(loop));
  const auto middle = outputs.begin() + static_cast<std::ptrdiff_t>(n);
  return {{outputs.begin(), middle}, {middle, outputs.end()}};
}

}  // namespace aleator
