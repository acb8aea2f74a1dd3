// SPDX-License-Identifier: Apache-2.0
#include "aleator/runtime/llvm/host_call.h"

#include "aleator/graph/primitive.h"
#include "aleator/runtime/llvm/layout.h"

#include <cstring>
#include <exception>

namespace aleator::llvm {
namespace {

thread_local std::exception_ptr thrown;

ArrayTypes of_block(ArrayTypes types, int num_lanes) {
  for (ArrayType& type : types) {
    if (type.lane_axis != kNoLane && num_lanes > 0) type.shape[type.lane_axis] = num_lanes;
  }
  return types;
}

/// Arrays without lanes are used where they are.
Buffer read(std::byte* from, const ArrayType& type) {
  if (type.lane_axis == kNoLane) return Buffer::view(type.dtype, type.shape, from);
  Buffer buffer(type.dtype, type.shape);
  const LaneLayout layout(type);
  layout.unpack(from, buffer.mutable_bytes(), 0, static_cast<int>(layout.num_lanes));
  return buffer;
}

void write(const Buffer& buffer, std::byte* to, const ArrayType& type) {
  if (buffer.bytes() == to) return;
  const Buffer dense = buffer.dense();
  if (type.lane_axis == kNoLane) {
    std::memcpy(to, dense.bytes(), dense.stored_bytes());
  } else {
    const LaneLayout layout(type);
    layout.pack(dense.bytes(), to, 0, static_cast<int>(layout.num_lanes));
  }
}

void evaluate(void** arguments, const HostCall& call) {
  const Node& node = *call.node;
  const EvaluateRule rule = node.primitive.evaluate_rule();
  if (!rule) fail_missing_rule(node.primitive, "evaluate");
  std::vector<Buffer> inputs, outputs(call.outputs.size());
  std::vector<Buffer*> slots;
  for (std::size_t i = 0; i < call.inputs.size(); ++i)
    inputs.push_back(read(static_cast<std::byte*>(arguments[i]), call.inputs[i]));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    const ArrayType& type = call.outputs[i];
    if (type.lane_axis == kNoLane)
      outputs[i] = Buffer::view(type.dtype, type.shape,
                                static_cast<std::byte*>(arguments[inputs.size() + i]));
  }
  for (Buffer& input : inputs) slots.push_back(&input);
  const std::vector<bool> is_last(inputs.size(), false);  // they belong to the compiled code
  rule({{node.primitive, node.attributes.get()},
        InputBuffers(slots),
        outputs,
        call.outputs,
        is_last});
  for (std::size_t i = 0; i < outputs.size(); ++i)
    write(outputs[i], static_cast<std::byte*>(arguments[inputs.size() + i]), call.outputs[i]);
}

}  // namespace

HostCall::HostCall(Ref<const Node> called, int num_lanes)
    : node(std::move(called)),
      outputs(of_block(node->types, num_lanes)),
      product(plain_library_product(*node)) {
  for (const Array& input : node->inputs) inputs.push_back(input.type());
  inputs = of_block(inputs, num_lanes);
}

void call_host(void** arguments, std::byte*, const void* call, std::int64_t) {
  const auto& host_call = *static_cast<const HostCall*>(call);
  if (host_call.product)
    return multiply(*host_call.product, host_call.outputs[0].dtype, arguments[0], arguments[1],
                    arguments[2]);
  try {
    evaluate(arguments, host_call);
  } catch (...) {
    thrown = std::current_exception();
  }
}

void rethrow_from_host() {
  if (!thrown) return;
  const std::exception_ptr error = std::exchange(thrown, nullptr);
  std::rethrow_exception(error);
}

}  // namespace aleator::llvm
