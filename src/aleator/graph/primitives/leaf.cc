// SPDX-License-Identifier: Apache-2.0
// Defines the leaves of graphs: constants, placeholders and variables; and the identities
// stop_gradient and named.
#include "aleator/array/ops/elementwise.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/elementwise.h"

namespace aleator {

constinit const Primitive kConstant{
    .name = "constant", .file = "leaf.cc", .num_inputs = 0, .stablehlo = "constant"};
constinit const Primitive kParameter{.name = "parameter", .file = "leaf.cc", .num_inputs = 0};
constinit const Primitive kVariable{.name = "variable", .file = "leaf.cc", .num_inputs = 0};

/// The identity, whose derivative is zero.
constinit const Primitive kStopGradient{
    .name = "stop_gradient",
    .file = "leaf.cc",
    .is_elementwise = true,
    .keeps_weak = true,
    .infer = infer_same,
    .vjp = [](const VjpContext&) { return Arrays{Array()}; },
    .jvp = [](const JvpContext&) { return Arrays{Array()}; },
    .batch = batch_elementwise,
    .evaluate = [](const EvaluateContext& c) { c.outputs[0] = c.inputs[0]; },
};

/// The identity with a name that messages use; simplification drops it.
constinit const Primitive kNamed{
    .name = "named",
    .file = "leaf.cc",
    .is_elementwise = true,
    .is_linear = true,
    .keeps_weak = true,
    .infer = infer_same,
    .vjp = [](const VjpContext& c) { return Arrays{c.cotangents[0]}; },
    .batch = batch_elementwise,
    .evaluate = [](const EvaluateContext& c) { c.outputs[0] = c.inputs[0]; },
};

}  // namespace aleator
