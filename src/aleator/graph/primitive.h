// SPDX-License-Identifier: Apache-2.0
// Defines Primitive, the table of rules of one operation, and the contexts its rules are called
// with.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/buffer.h"
#include "aleator/graph/attributes.h"
#include "aleator/graph/ir/value.h"

#include <span>

namespace aleator {

struct Primitive;

/// Which element types a primitive takes.
enum class Dtypes : std::uint8_t {
  floating = 1,
  integer = 2,
  numeric = 3,
  boolean = 4,
  integer_or_boolean = 6,
  any = 7
};
constexpr bool contains(Dtypes set, Dtype d) {
  return (static_cast<int>(set) & (is_floating(d) ? 1 : is_integer(d) ? 2 : 4)) != 0;
}

/// What every rule sees.
struct RuleContext {
  const Primitive& primitive;
  const Attributes* attributes = nullptr;
  template <class T>
  const T& attributes_as() const {
    return static_cast<const AttributesOf<T>*>(attributes)->fields;
  }
};

/// Types of the outputs from types of the inputs; throws ShapeError or DtypeError.
struct InferContext : RuleContext {
  std::span<const ArrayType> inputs;
};
using InferRule = ArrayTypes (*)(const InferContext&);

/// The lane axis of one output, given those of the inputs; kNoLane when it is lost or there is
/// none.
struct LaneContext : RuleContext {
  std::span<const ArrayType> inputs;
  const ArrayType& output;
};
using LaneRule = int (*)(const LaneContext&);

/// Derivative of an elementwise operation's output with respect to input i.
struct PartialContext : RuleContext {
  const Arrays& inputs;
  const Array& output;
};
using PartialRule = Array (*)(const PartialContext&, std::size_t i);

/// Cotangents of the inputs from those of the outputs. An Array without value means zero, on both
/// sides.
struct VjpContext : RuleContext {
  const Arrays& inputs;
  const Arrays& outputs;
  const Arrays& cotangents;
  const std::vector<bool>& wanted;  ///< inputs whose cotangent is needed
  const Arrays& residuals;          ///< what `augment` kept
  /// The cotangent of output i, zeros if it has none.
  Array cotangent(std::size_t i = 0) const;
};
using VjpRule = Arrays (*)(const VjpContext&);

/// Tangents of the outputs from those of the inputs. An Array without value means zero, on both
/// sides.
struct JvpContext : RuleContext {
  const Arrays& inputs;
  const Arrays& outputs;
  const Arrays& tangents;
  /// The tangent of input i, zeros if it has none.
  Array tangent(std::size_t i) const;
};
using JvpRule = Arrays (*)(const JvpContext&);

/// The operation over a new axis, number 0 of every input where is_batched and of every output.
struct BatchContext : RuleContext {
  const Arrays& inputs;
  const std::vector<bool>& is_batched;
  std::int64_t size;
  bool is_lanes;
  /// Input i with the batch axis, broadcast if it has none.
  Array batched(std::size_t i) const;
};
using BatchRule = Arrays (*)(const BatchContext&);

/// Forward pass for reverse mode: outputs and what the vjp rule wants to find again.
struct Augmented {
  Arrays outputs;
  Arrays residuals;
};
struct AugmentContext : RuleContext {
  const Arrays& inputs;
  const std::vector<bool>& wanted;
};
using AugmentRule = Augmented (*)(const AugmentContext&);

/// The inputs of an evaluation; they stand in the evaluator's slots.
class InputBuffers {
 public:
  explicit InputBuffers(std::span<Buffer* const> slots) : slots_(slots) {}
  Buffer& operator[](std::size_t i) const { return *slots_[i]; }
  std::size_t size() const { return slots_.size(); }

 private:
  std::span<Buffer* const> slots_;
};

/// Computes the outputs in host memory.
struct EvaluateContext : RuleContext {
  InputBuffers inputs;
  std::span<Buffer> outputs;
  const ArrayTypes& types;           ///< of the outputs
  const std::vector<bool>& is_last;  ///< inputs that have no later use

  /// Whether input i may be overwritten.
  bool can_reuse(std::size_t i) const {
    return is_last[i] && !inputs[i].is_splat() && inputs[i].is_unique();
  }

  /// Elements of input i, each stored.
  template <class T>
  const T* input(std::size_t i) const {
    if (inputs[i].is_splat()) inputs[i] = inputs[i].dense();
    return inputs[i].data<T>();
  }
  /// Memory for output i: what the caller has put there, or fresh.
  template <class T>
  T* output(std::size_t i = 0) const {
    if (!outputs[i].is_view()) outputs[i] = Buffer(types[i].dtype, types[i].shape);
    return outputs[i].mutable_data<T>();
  }
};
using EvaluateRule = void (*)(const EvaluateContext&);

/// Builds one element of the outputs from one element of each input, as code of a compiler.
struct EmitContext : RuleContext {
  std::span<const ir::Value> inputs;
  std::span<ir::Value> outputs;
  const ArrayTypes& types;  ///< of the outputs
};
using EmitRule = void (*)(const EmitContext&);

/// A function of numbers over arrays: `count` elements of each input, `count` of the output.
using ScalarLoop = void (*)(const void* const* inputs, void* output, std::int64_t count);

/// An elementwise operation in two forms made from one function of numbers: over arrays in memory,
/// and as code.
struct ScalarRule {
  EvaluateRule evaluate = nullptr;
  EmitRule emit = nullptr;
  ScalarLoop call_float32 = nullptr;  ///< what the code calls, if it is a call
  ScalarLoop call_float64 = nullptr;
};

/// Where generated tests look and how near they must come.
struct TestDomain {
  double low = -2;
  double high = 2;
  double max_ulp = 4;
};

/// One operation: its rules, all in one place. A missing rule is null and named when something
/// needs it.
struct Primitive {
  const char* name;
  const char* file = "";        ///< where its rules are, for errors
  int num_inputs = 1;           ///< -1: any number
  Dtypes dtypes = Dtypes::any;  ///< element types of the inputs
  bool is_elementwise = false;
  bool is_linear = false;              ///< linear in its floating inputs jointly: its jvp is itself
  bool is_bilinear = false;            ///< linear in each of its two inputs
  bool keeps_weak = false;             ///< weak inputs give a weak output
  const Primitive* combine = nullptr;  ///< folds elements with this elementwise operation
  InferRule infer = nullptr;
  LaneRule lane = nullptr;        ///< null: the lane axis stays where it is
  PartialRule partial = nullptr;  ///< elementwise: both derivative rules follow
  VjpRule vjp = nullptr;
  JvpRule jvp = nullptr;  ///< null: from partial, linearity, or the transpose of vjp
  AugmentRule augment = nullptr;
  BatchRule batch = nullptr;
  EvaluateRule evaluate = nullptr;
  ScalarRule scalar = {};           ///< elementwise: in place of evaluate
  const char* stablehlo = nullptr;  ///< null: lowered by decomposition
  TestDomain test = {};

  EvaluateRule evaluate_rule() const { return scalar.evaluate ? scalar.evaluate : evaluate; }
};

/// Types of the outputs, with weakness and lane axes.
ArrayTypes infer_types(const Primitive& primitive, const ArrayTypes& inputs,
                       const Attributes* attributes);

/// Applies a primitive: checks, infers types and makes the node.
Arrays apply_all(const Primitive& primitive, Arrays inputs, Ref<const Attributes> attributes = {});
/// For primitives with one output.
Array apply(const Primitive& primitive, Arrays inputs, Ref<const Attributes> attributes = {});

/// Every primitive, in the order of graph/primitives/list.h.
std::span<const Primitive* const> all_primitives();

[[noreturn]] void fail_missing_rule(const Primitive& primitive, const char* rule);

}  // namespace aleator
