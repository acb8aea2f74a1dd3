// SPDX-License-Identifier: Apache-2.0
// Defines scan: a body over the entries of sequences, with a carry. Its derivatives are in
// scan_derivatives.cc.
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/scan_derivatives.h"

#include <algorithm>
#include <cstring>

namespace aleator {
namespace {

ArrayTypes infer_scan(const InferContext& c) {
  const auto& a = c.attributes_as<Scan>();
  ArrayTypes types = a.body.output_types();
  for (std::size_t i = 0; i < types.size(); ++i) {
    types[i].is_weak = false;
    if (i < static_cast<std::size_t>(a.num_carry)) {
      if (types[i].dtype != c.inputs[i].dtype || types[i].shape != c.inputs[i].shape) {
        throw ShapeError(text("scan: carry ", i, " enters as ", c.inputs[i],
                              " and leaves the body as ", types[i]));
      }
      if (types[i].lane_axis != c.inputs[i].lane_axis) types[i].lane_axis = kNoLane;
    } else {
      types[i].shape = Shape{a.length} + types[i].shape;
      if (types[i].lane_axis != kNoLane) ++types[i].lane_axis;
    }
  }
  return types;
}

// --- batching: entries of batched sequences are [batch, ...], so axis 0 and 1 change places around
// the loop ---

Arrays batch_scan(const BatchContext& c) {
  const auto& a = c.attributes_as<Scan>();
  Arrays inputs;
  std::vector<bool> flags;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    const auto k = static_cast<std::int64_t>(i);
    const bool is_carry = k < a.num_carry, is_sequence = k >= a.num_carry + a.num_constants;
    flags.push_back(is_carry || c.is_batched[i]);
    inputs.push_back(is_carry                         ? c.batched(i)
                     : is_sequence && c.is_batched[i] ? swap_axes(c.inputs[i], 0, 1)
                                                      : c.inputs[i]);
  }
  Scan batched = a;
  batched.body = batch_function(a.body, flags, c.size, c.is_lanes);
  Arrays outputs = apply_all(kScan, inputs, attributes(batched));
  for (std::size_t i = static_cast<std::size_t>(a.num_carry); i < outputs.size(); ++i)
    outputs[i] = swap_axes(outputs[i], 0, 1);
  return outputs;
}

// --- evaluation ---

Buffer entry(const Buffer& sequence, std::int64_t i) {
  Buffer row(sequence.dtype(), sequence.shape().without(0));
  const std::size_t width = row.stored_bytes();
  std::memcpy(row.mutable_bytes(), sequence.bytes() + static_cast<std::size_t>(i) * width, width);
  return row;
}

void store(const Buffer& row, std::int64_t i, Buffer& sequence) {
  const Buffer dense = row.dense();
  const std::size_t width = dense.stored_bytes();
  std::memcpy(sequence.mutable_bytes() + static_cast<std::size_t>(i) * width, dense.bytes(), width);
}

void evaluate_scan(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Scan>();
  const auto n = static_cast<std::size_t>(a.num_carry),
             num_fixed = n + static_cast<std::size_t>(a.num_constants);
  std::vector<Buffer> carry, results;
  for (std::size_t i = 0; i < n; ++i) carry.push_back(c.inputs[i]);
  for (std::size_t i = n; i < c.types.size(); ++i)
    results.emplace_back(c.types[i].dtype, c.types[i].shape);
  for (std::size_t i = num_fixed; i < c.inputs.size(); ++i) c.input<std::byte>(i);
  for (std::int64_t step = 0; step < a.length; ++step) {
    const std::int64_t at = a.is_reverse ? a.length - 1 - step : step;
    std::vector<Buffer> arguments = std::move(carry);
    for (std::size_t i = n; i < num_fixed; ++i) arguments.push_back(c.inputs[i]);
    for (std::size_t i = num_fixed; i < c.inputs.size(); ++i)
      arguments.push_back(entry(c.inputs[i], at));
    carry = interpret(a.body, std::move(arguments));
    for (std::size_t i = n; i < carry.size(); ++i) store(carry[i], at, results[i - n]);
    carry.resize(n);
  }
  std::move(carry.begin(), carry.end(), c.outputs.begin());
  std::move(results.begin(), results.end(), c.outputs.begin() + static_cast<std::ptrdiff_t>(n));
}

}  // namespace

constinit const Primitive kScan{
    .name = "scan",
    .file = "scan.cc",
    .num_inputs = -1,
    .infer = infer_scan,
    .lane = [](const LaneContext& c) { return c.output.lane_axis; },
    .vjp = vjp_scan,
    .jvp = jvp_scan,
    .augment = augment_scan,
    .batch = batch_scan,
    .evaluate = evaluate_scan,
};

}  // namespace aleator
