// SPDX-License-Identifier: Apache-2.0
// Tests that products of many rows go through blocks of rows, with the same values: those of the
// plain function in the reference backend.
#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/function_transforms.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/trace.h"
#include "aleator/kernels/products.h"
#include "aleator/lowering/rewrite/rewrite.h"

#include <algorithm>
#include <cmath>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

using Body = Callable<Arrays(const Arrays&)>;

constexpr std::int64_t kRows = 5003;  // no multiple of anything

ArrayTypes types_of(const std::vector<Shape>& shapes, Dtype dtype) {
  ArrayTypes types;
  for (const Shape& shape : shapes) types.push_back({.dtype = dtype, .shape = shape});
  return types;
}

std::vector<Buffer> numbers(const ArrayTypes& types) {
  std::vector<Buffer> buffers;
  for (const ArrayType& type : types) {
    const Array x = sin(square(arange(0, static_cast<double>(type.shape.size())) * 0.37 + 1.));
    buffers.push_back(astype(reshape(x, type.shape), type.dtype).buffer());
  }
  return buffers;
}

std::ptrdiff_t num_scans(const Function& f) {
  return std::count_if(f.nodes().begin(), f.nodes().end(),
                       [](const Node* node) { return &node->primitive == &kScan; });
}

/// The largest difference, relative to the largest value.
double difference(const Buffer& x, const Buffer& y) {
  const Array a = astype(constant(x), float64), b = astype(constant(y), float64);
  return max(abs(a - b)).item() / std::max(max(abs(a)).item(), 1e-30);
}

/// Whether the function goes through blocks, after a comparison of its values: of the function in
/// blocks, and of the compiled one.
bool goes_in_blocks(const std::vector<Shape>& shapes, Dtype dtype, const Body& body) {
  const ArrayTypes types = types_of(shapes, dtype);
  const Function f = simplify(trace_closed("f", types, body)), g = simplify(in_row_blocks(f));
  EXPECT_EQ(g.output_types(), f.output_types());
  const std::vector<Buffer> expected = interpret(f, numbers(types)),
                            actual = interpret(g, numbers(types)),
                            compiled = run(f, numbers(types));
  const double tolerance = dtype == float32 ? 2e-5 : 1e-13;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_LT(difference(expected[i], actual[i]), tolerance) << "output " << i;
    EXPECT_LT(difference(expected[i], compiled[i]), tolerance) << "compiled output " << i;
  }
  return num_scans(g) > 0;
}

/// Sizes count only where there is a library.
class RowBlocks : public ::testing::TestWithParam<Dtype> {
 protected:
  void SetUp() override {
    if (!kernels::has_products(GetParam())) GTEST_SKIP() << "needs a library for products";
  }
};

Array layer(const Array& x, const Array& w) { return maximum(matmul(x, w) + 0.1, 0.); }

TEST_P(RowBlocks, LayersOfANetwork) {
  EXPECT_TRUE(goes_in_blocks({{kRows, 3}, {3, 128}, {128, 256}, {256, 128}, {128, 2}}, GetParam(),
                             [](const Arrays& p) {
                               const Array h = layer(layer(layer(p[0], p[1]), p[2]), p[3]);
                               return Arrays{matmul(h, p[4])};
                             }));
}

TEST_P(RowBlocks, FewRowsStayWhole) {
  EXPECT_FALSE(
      goes_in_blocks({{500, 128}, {128, 256}, {256, 128}}, GetParam(),
                     [](const Arrays& p) { return Arrays{layer(layer(p[0], p[1]), p[2])}; }));
}

TEST_P(RowBlocks, GradientsOfManyChains) {
  const auto log_prob = [](const Array& x, const Array& y, const Array& q) {
    const Array logits = matmul(x, q);
    return sum(y * logits - softplus(logits)) - 0.5 * sum(square(q));
  };
  EXPECT_TRUE(goes_in_blocks({{kRows, 300}, {kRows}, {8, 300}}, GetParam(), [&](const Arrays& p) {
    const auto gradient = [&](const Array& q) {
      const auto [value, slope] =
          value_and_grad([&](const Array& v) { return log_prob(p[0], p[1], v); })(q);
      return Arrays{value, slope};
    };
    const Arrays all = vmap(gradient)(p[2]);
    return Arrays{all[0], all[1]};
  }));
}

TEST_P(RowBlocks, WhatReadsAllRowsComesAfter) {
  EXPECT_TRUE(goes_in_blocks({{kRows, 64}, {64, 192}, {192, 192}, {192, 8}}, GetParam(),
                             [](const Arrays& p) {
                               const Array h = layer(layer(p[0], p[1]), p[2]);
                               const Array scores = matmul(h, p[3]);
                               const Array centred = scores - mean(scores, {.axes = {0}});
                               return Arrays{centred, max(scores, {.axes = {0}}), sum(h)};
                             }));
}

TEST_P(RowBlocks, RowsBehindAnotherAxis) {
  EXPECT_TRUE(goes_in_blocks({{kRows, 64}, {64, 256}, {256, 128}}, GetParam(), [](const Arrays& p) {
    const Array h = layer(layer(p[0], p[1]), p[2]);
    const Array totals = sum(h, {.axes = {1}}), first = h[{Ellipsis, 0}];
    return Arrays{cumulative_sum(stack({totals, first}, 0), 1)};
  }));
}

TEST_P(RowBlocks, SquareMatricesAreNoRows) {
  EXPECT_FALSE(goes_in_blocks({{300, 300}, {300, 300}}, GetParam(), [](const Arrays& p) {
    return Arrays{matmul(matmul(p[0], p[1]), p[0])};
  }));
}

INSTANTIATE_TEST_SUITE_P(Dtypes, RowBlocks, ::testing::Values(float32, float64),
                         [](const auto& info) {
                           return info.param == float32 ? "float32" : "float64";
                         });

}  // namespace
}  // namespace aleator::lowering
