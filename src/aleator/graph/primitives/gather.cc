// SPDX-License-Identifier: Apache-2.0
// Defines gather: windows of an operand at computed positions, which are clamped to lie inside.
#include "aleator/array/ops/shape.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/windows.h"

namespace aleator {
namespace {

ArrayTypes infer_gather(const InferContext& c) {
  const auto& a = c.attributes_as<Gather>();
  check_numbers(c, a.numbers, a.slice_sizes);
  return {{.dtype = c.inputs[0].dtype,
           .shape = windowed_shape(a.numbers, c.inputs[1].shape, a.slice_sizes)}};
}

/// Adds the cotangent at the positions that were read: the clamped ones, since scatter would skip
/// those outside.
Arrays vjp_gather(const VjpContext& c) {
  const auto& a = c.attributes_as<Gather>();
  const Array indices = clamped_indices(a.numbers, c.inputs[1], c.inputs[0].shape(), a.slice_sizes);
  return {apply(kScatterAdd, {zeros_like(c.inputs[0]), indices, c.cotangents[0]},
                attributes(Scatter{a.numbers})),
          Array()};
}

Arrays batch_gather(const BatchContext& c) {
  Gather a = c.attributes_as<Gather>();
  a.numbers = batched_numbers(a.numbers, c.is_batched[0], c.is_batched[1]);
  if (c.is_batched[0]) a.slice_sizes.insert(a.slice_sizes.begin(), c.is_batched[1] ? 1 : c.size);
  return {apply(kGather, c.inputs, attributes(a))};
}

template <class Element>
void copy_windows(const EvaluateContext& c, const Windows& windows) {
  const auto* from = reinterpret_cast<const Element*>(c.inputs[0].bytes());
  auto* to = reinterpret_cast<Element*>(c.outputs[0].mutable_bytes());
  const std::size_t n = windows.operand_offsets.size();
  windows.for_each([&](std::int64_t source, std::int64_t target, bool) {
    for (std::size_t e = 0; e < n; ++e)
      to[target + windows.windowed_offsets[e]] = from[source + windows.operand_offsets[e]];
  });
}

void evaluate_gather(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Gather>();
  c.input<std::byte>(0);
  c.input<std::byte>(1);
  c.output<std::byte>();
  const Windows windows(a.numbers, c.inputs[0].shape(), c.inputs[1], c.types[0].shape,
                        a.slice_sizes);
  switch (size_of(c.types[0].dtype)) {
    case 1: return copy_windows<std::uint8_t>(c, windows);
    case 4: return copy_windows<std::uint32_t>(c, windows);
    default: return copy_windows<std::uint64_t>(c, windows);
  }
}

}  // namespace

constinit const Primitive kGather{
    .name = "gather",
    .file = "gather.cc",
    .num_inputs = 2,
    .is_linear = true,
    .infer = infer_gather,
    .lane =
        [](const LaneContext& c) {
          const auto& a = c.attributes_as<Gather>();
          return lane_of_windows(a.numbers, c.inputs[0], c.inputs[1], a.slice_sizes);
        },
    .vjp = vjp_gather,
    .batch = batch_gather,
    .evaluate = evaluate_gather,
    .stablehlo = "gather",
};

}  // namespace aleator
