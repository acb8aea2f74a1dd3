// SPDX-License-Identifier: Apache-2.0
// Tests products of small matrices in tiles, against the reference backend.
#include "aleator/lowering/product.h"

#include "aleator/aleator.h"
#include "aleator/graph/evaluator.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dot.h"
#include "aleator/graph/trace.h"
#include "aleator/lowering/plan.h"
#include "aleator/runtime/llvm/program.h"

#include <algorithm>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace aleator::lowering {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct Case {
  std::string name;
  Shape left, right;
  DotGeneral axes;
};

const std::vector<Case> kCases = {
    {"plain", {32, 50}, {50, 32}, {{}, {}, {1}, {0}}},
    {"whole_tiles", {16, 16}, {16, 16}, {{}, {}, {1}, {0}}},
    {"rests", {13, 9}, {9, 21}, {{}, {}, {1}, {0}}},
    {"few_columns", {40, 11}, {11, 8}, {{}, {}, {1}, {0}}},
    {"left_transposed", {11, 19}, {11, 10}, {{}, {}, {0}, {0}}},
    {"right_transposed", {11, 19}, {10, 19}, {{}, {}, {1}, {1}}},
    {"both_transposed", {19, 11}, {12, 19}, {{}, {}, {0}, {1}}},
    {"batched", {3, 17, 12}, {3, 12, 9}, {{0}, {0}, {2}, {1}}},
    {"batch_behind", {17, 12, 3}, {12, 3, 9}, {{2}, {1}, {1}, {0}}},
    {"two_terms", {10, 4, 5}, {5, 4, 14}, {{}, {}, {1, 2}, {1, 0}}},
    {"two_rows", {2, 9, 10}, {10, 13}, {{}, {}, {2}, {0}}},
    {"two_columns", {9, 10}, {4, 10, 13}, {{}, {}, {1}, {1}}},
    {"columns_apart", {9, 10}, {3, 13, 10}, {{}, {}, {1}, {2}}},
};

/// Integers of both signs: their products and sums are exact.
Array integers(const Shape& shape, int seed, Dtype dtype) {
  const Array numbers = floor(7.9 * sin(1.7 * seed + 2.3 * arange(shape.size(), float64)));
  return astype(reshape(numbers, shape), dtype);
}

class ProductOfMatrices : public testing::TestWithParam<Case> {};

TEST_P(ProductOfMatrices, IsThatOfTheReference) {
  const Case& c = GetParam();
  for (const Dtype dtype : {float64, float32}) {
    const std::vector<Buffer> arguments{integers(c.left, 1, dtype).buffer(),
                                        integers(c.right, 2, dtype).buffer()};
    const Function f = trace_closed(
        "f", {{.dtype = dtype, .shape = c.left}, {.dtype = dtype, .shape = c.right}},
        [&](const Arrays& x) { return Arrays{apply(kDotGeneral, x, attributes(c.axes))}; });
    ASSERT_TRUE(std::any_of(f.nodes().begin(), f.nodes().end(),
                            [](const Node* node) { return is_tiled_product(*node); }));
    EXPECT_EQ(constant(llvm::Program::make(f)->run(arguments)[0]).values(),
              constant(interpret(f, arguments)[0]).values());
  }
}

INSTANTIATE_TEST_SUITE_P(Cases, ProductOfMatrices, testing::ValuesIn(kCases),
                         [](const auto& info) { return info.param.name; });

/// One product for all lanes, between operations of each.
TEST(Product, IsSharedByLanes) {
  const Array a = integers({12, 20}, 3, float64), x = integers({5, 20}, 4, float64);
  const auto f = [](const Array& one, const Array& matrix) {
    const Array gram = matmul(matrix, transpose(matrix));
    return matmul(gram, matmul(matrix, one)) + sum(gram);
  };
  const Array all = jit([&](const Array& m, const Array& rows) {
    return vmap([&](const Array& one) { return f(one, m); })(rows);
  })(a, x);
  for (std::int64_t i = 0; i < 5; ++i)
    EXPECT_EQ(all[i].values(), f(x[i], a).values()) << "row " << i;
}

/// A carry that a product of it replaces, round after round.
TEST(Product, GoesOnInALoop) {
  const Array rotation = reverse(eye(10), {0});
  const Array start = integers({10, 9}, 5, float64);
  const auto turned = jit([&](const Array& x) {
    return scan([&](const Array& c, const Array&) { return std::pair(matmul(rotation, c), c); }, x,
                arange(7));
  })(start);
  EXPECT_EQ(turned.first.values(), reverse(start, {0}).values());
  EXPECT_EQ(turned.second[6].values(), start.values());
}

TEST(Product, TakesWhatIsNotANumberAlong) {
  const Array infinite = where(eye(16) == 1., kInfinity, 0.);
  const Array product = jit([](const Array& x) { return matmul(x, x); })(infinite);
  EXPECT_TRUE(all(where(eye(16) == 1., product == kInfinity, is_nan(product))).item<bool>());
}

}  // namespace
}  // namespace aleator::lowering
