// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/control.h"

#include "aleator/array/lists.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/loop.h"
#include "aleator/graph/trace.h"

#include <algorithm>
#include <optional>

namespace aleator {
namespace {

Array made_strong(const Array& x) { return x.is_weak() ? astype(x, default_dtype(x.dtype())) : x; }

Arrays made_strong(Arrays arrays) {
  for (Array& x : arrays) x = made_strong(x);
  return arrays;
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

/// Two branches with the same operands. What neither reads is not passed to them, and what both
/// hand on unchanged goes past them.
class BranchPair {
 public:
  BranchPair(const Function& yes, const Function& no, const Arrays& operands)
      : yes_(yes), no_(no), operands_(operands) {
    for (std::size_t i = 0; i < yes.outputs().size(); ++i) {
      const auto passed = passed_on(i);
      passed_.push_back(passed);
      if (!passed) kept_outputs_.push_back(i);
    }
    for (std::size_t i = 0; i < operands.size(); ++i) {
      const auto same =
          std::find_if(kept_operands_.begin(), kept_operands_.end(),
                       [&](std::size_t k) { return is_same(operands[k], operands[i]); });
      place_.push_back(static_cast<std::size_t>(same - kept_operands_.begin()));
      const bool is_new = same == kept_operands_.end();
      if (is_new && (is_read(yes, i) || is_read(no, i))) kept_operands_.push_back(i);
      else if (is_new) place_.back() = kUnread;
    }
  }

  Arrays apply(const Array& predicate, bool is_rare) const {
    Arrays inputs{predicate}, computed, results;
    for (const std::size_t k : kept_operands_) inputs.push_back(operands_[k]);
    if (!kept_outputs_.empty())
      computed = apply_all(kCond, inputs, attributes(Cond{narrowed(yes_), narrowed(no_), is_rare}));
    auto next = computed.begin();
    for (const auto& passed : passed_) results.push_back(passed ? operands_[*passed] : *next++);
    return results;
  }

 private:
  static constexpr std::size_t kUnread = static_cast<std::size_t>(-1);
  static bool is_same(const Array& x, const Array& y) {
    return x.node() == y.node() && x.output() == y.output();
  }
  /// The operand that both branches return as output i.
  std::optional<std::size_t> passed_on(std::size_t i) const {
    for (std::size_t k = 0; k < operands_.size(); ++k) {
      if (is_same(yes_.outputs()[i], yes_.parameters()[k]) &&
          is_same(no_.outputs()[i], no_.parameters()[k]))
        return k;
    }
    return {};
  }
  bool is_read(const Function& f, std::size_t parameter) const {
    const Array& x = f.parameters()[parameter];
    const auto is_x = [&](const Array& other) { return is_same(other, x); };
    for (const Node* node : f.nodes()) {
      if (std::any_of(node->inputs.begin(), node->inputs.end(), is_x)) return true;
    }
    return std::any_of(kept_outputs_.begin(), kept_outputs_.end(),
                       [&](std::size_t i) { return is_x(f.outputs()[i]); });
  }
  /// A branch of the kept operands and outputs.
  Function narrowed(const Function& f) const {
    const ArrayTypes all = f.parameter_types();
    ArrayTypes types;
    for (const std::size_t k : kept_operands_) types.push_back(all[k]);
    return trace_closed("cond", types, [&](const Arrays& parameters) {
      Arrays arguments;
      for (std::size_t i = 0; i < all.size(); ++i)
        arguments.push_back(place_[i] == kUnread ? zeros(all[i].shape, all[i].dtype)
                                                 : parameters[place_[i]]);
      const Arrays outputs = inline_function(f, arguments);
      Arrays kept;
      for (const std::size_t i : kept_outputs_) kept.push_back(outputs[i]);
      return kept;
    });
  }

  const Function yes_, no_;
  const Arrays operands_;
  std::vector<std::optional<std::size_t>> passed_;  // per output
  std::vector<std::size_t> kept_outputs_, kept_operands_;
  std::vector<std::size_t> place_;  // per operand: where it is among the kept ones
};

}  // namespace

Arrays cond_arrays(const Array& predicate, const ArraysFunction& on_true,
                   const ArraysFunction& on_false, const Arrays& operands, bool is_rare) {
  if (!is_boolean(predicate.dtype()) || predicate.rank() != 0) {
    throw ShapeError(text("cond: the predicate must be a scalar bool, got ", predicate.type(),
                          "; for element-wise choices use where"));
  }
  Traced yes = trace_pure("cond", types_of(operands), on_true);
  Traced no = trace_pure("cond", types_of(operands), on_false);
  unify(yes, no);
  const Arrays captures = share_captures({&yes, &no}, operands.size());
  return BranchPair(simplify(yes.function), simplify(no.function), joined({operands, captures}))
      .apply(predicate, is_rare);
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
  return apply_all(kWhile, joined({carry, captures}), attributes(loop));
}

Arrays map_arrays(const ArraysFunction& f, const Arrays& mapped) {
  const Arrays arrays = made_strong(broadcast_arrays(mapped));
  ArrayTypes types = types_of(arrays);
  for (ArrayType& type : types) type.shape = Shape{}, type.lane_axis = kNoLane;
  const Traced traced = trace_pure("map_elements", types,
                                   [&](const Arrays& numbers) { return made_strong(f(numbers)); });
  const Map map{simplify(traced.function), static_cast<std::int64_t>(mapped.size())};
  return apply_all(kMap, joined({arrays, traced.captures}), attributes(map));
}

namespace {

/// The number of entries, which all sequences share.
std::int64_t scan_length(const Arrays& sequences, std::int64_t length) {
  for (const Array& x : sequences) {
    if (x.rank() == 0)
      throw ShapeError("scan: a sequence needs an axis to run along, got a scalar");
    if (length < 0) length = x.dim(0);
    if (x.dim(0) != length)
      throw ShapeError(text("scan: sequences have ", length, " and ", x.dim(0), " entries"));
  }
  if (length < 0) throw ValueError("scan: give sequences or {.length = n}");
  return length;
}

}  // namespace

std::pair<Arrays, Arrays> scan_arrays(const ScanBody& body, const Arrays& start,
                                      const Arrays& sequences, const ScanOptions& options) {
  LoopParts parts{made_strong(start), {}, made_strong(sequences)};
  const std::int64_t length = scan_length(parts.sequences, options.length);
  const std::size_t n = parts.carry.size();
  const Traced traced = trace_pure("scan", parts.body_types(), [&](const Arrays& p) {
    const Arrays carry = part_of(p, 0, n);
    auto [next, results] = body(carry, rest_of(p, n));
    return joined({check_carry("scan", carry, next), made_strong(results)});
  });
  // A traced function has its captures last, the node its constants before the sequences.
  parts.constants = traced.captures;
  const Function ordered = trace_closed("scan", parts.body_types(), [&](const Arrays& p) {
    const LoopParts step = LoopParts::cut(p, n, parts.constants.size());
    return inline_function(traced.function, joined({step.carry, step.sequences, step.constants}));
  });
  const Scan loop{simplify(ordered), static_cast<std::int64_t>(n),
                  static_cast<std::int64_t>(parts.constants.size()), length, options.is_reverse};
  const Arrays outputs = apply_all(kScan, parts.joined(), attributes(loop));
  return {part_of(outputs, 0, n), rest_of(outputs, n)};
}

}  // namespace aleator
