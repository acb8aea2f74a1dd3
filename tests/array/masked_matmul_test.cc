// SPDX-License-Identifier: Apache-2.0
// Tests products with masked matrices against plain products, of which nothing is left out.
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/kernels/products.h"

#include "tests/array/support.h"

namespace aleator {
namespace {

constexpr std::int64_t kRows = 192, kInputs = 160, kUnits = 128;

/// Numbers between -1 and 1 without order.
Array numbers(const Shape& shape, double start, Dtype dtype) {
  return astype(
      reshape(sin(square(arange(0, static_cast<double>(shape.size())) * 0.37 + start)), shape),
      dtype);
}

/// Input i counts for unit j where its degree is not above the unit's.
Array sorted_degrees() {
  return expand_dims(arange(kInputs) * 20 / kInputs, 1) <= arange(kUnits) * 20 / kUnits;
}

struct MaskCase {
  const char* name;
  Array mask;
  bool has_steps;
};

std::vector<MaskCase> mask_cases() {
  const Array sorted = sorted_degrees();
  const Array column = iota(sorted.shape(), 1), row = iota(sorted.shape(), 0);
  return {
      {"sorted", sorted, true},
      {"strict", logical_and(sorted, row + 3 < column), true},
      {"first units see nothing", logical_and(sorted, column > 70), true},
      {"unsorted, with steps", logical_and(sorted, remainder(row * 7 + column * 5, 3) > 0), true},
      {"reversed", reverse(sorted, {1}), false},
      {"all", full(sorted.shape(), true), false},
      {"none", full(sorted.shape(), false), true}};
}

bool is_library_there(Dtype dtype) {
  return kernels::serves_product(dtype, {kRows, kUnits / 4, kInputs / 4});
}

/// Values and both cotangents, in float64.
Arrays results(const ArraysFunction& product, const Arrays& operands, const Array& cotangent) {
  const Linearized linear = vjp_arrays(product, operands);
  Arrays all = linear.pull({cotangent});
  all.insert(all.begin(), linear.outputs[0]);
  for (Array& result : all) result = astype(result, float64);
  return all;
}

double largest_difference(const Array& x, const Array& y) { return max(abs(x - y)).item(); }

void expect_same_products(const MaskCase& c, Dtype dtype) {
  SCOPED_TRACE(std::string(c.name) + (dtype == float32 ? ", float32" : ", float64"));
  const Array x = numbers({kRows, kInputs}, 1, dtype), w = numbers({kInputs, kUnits}, 2, dtype),
              cotangent = numbers({kRows, kUnits}, 3, dtype);
  const auto masked = [&](const Arrays& a) { return Arrays{masked_matmul(a[0], a[1], c.mask)}; };
  const auto plain = [&](const Arrays& a) {
    return Arrays{matmul(a[0], a[1] * astype(c.mask, float64))};
  };
  const Arrays expected =
      results(plain, {astype(x, float64), astype(w, float64)}, astype(cotangent, float64));
  // Sums of up to 192 terms up to 1.
  const double bound = 192 * (dtype == float32 ? 6e-8 : 1.2e-16) * 4;
  const Arrays found = results(masked, {x, w}, cotangent);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_LT(largest_difference(found[i], expected[i]), bound) << "result " << i;
  const Arrays compiled = jit([&](const Array& a, const Array& b) {
    return results(masked, {a, b}, cotangent);
  })(x, w);
  for (std::size_t i = 0; i < expected.size(); ++i)
    EXPECT_LT(largest_difference(compiled[i], expected[i]), bound) << "compiled result " << i;
}

TEST(MaskedMatmul, IsTheProductWithTheMaskedMatrix) {
  for (const MaskCase& c : mask_cases()) {
    for (const Dtype dtype : {float32, float64}) expect_same_products(c, dtype);
  }
}

TEST(MaskedMatmul, LeavesOutStepsOfZeros) {
  if (!is_library_there(float32)) GTEST_SKIP() << "needs a library for products";
  for (const MaskCase& c : mask_cases()) {
    const Array product = masked_matmul(numbers({2, kRows / 2, kInputs}, 1, float32),
                                        numbers({kInputs, kUnits}, 2, float32), c.mask);
    EXPECT_EQ(product.shape(), Shape({2, kRows / 2, kUnits})) << c.name;
    const Node& inner = *product.node()->inputs[0].node();
    EXPECT_EQ(&inner.primitive == &kStaircaseProduct, c.has_steps) << c.name;
  }
}

TEST(MaskedMatmul, RowsOfABatchAreRows) {
  const Array w = numbers({kInputs, kUnits}, 2, float64), mask = sorted_degrees();
  const Array x = numbers({3, kRows, kInputs}, 1, float64);
  const Array each = vmap([&](const Array& rows) { return masked_matmul(rows, w, mask); })(x);
  const Array many =
      vmap([&](const Array& v) { return masked_matmul(x[0], v, mask); })(stack({w, 2. * w}, 0));
  EXPECT_LT(largest_difference(each, matmul(x, w * astype(mask, float64))), 1e-13);
  EXPECT_LT(largest_difference(many[1], 2. * each[0]), 1e-13);
}

TEST(MaskedMatmul, DoesNotMultiplyWhatIsMasked) {
  const Array mask = sorted_degrees();
  const Array w = where(mask, numbers({kInputs, kUnits}, 2, float64), 7.);
  const auto total = [&](const Array& v) {
    return sum(square(masked_matmul(numbers({kRows, kInputs}, 1, float64), v, mask)));
  };
  EXPECT_EQ(max(abs(where(mask, 0., grad(total)(w)))).item(), 0);
}

TEST(MaskedMatmul, NamesWhatDoesNotFit) {
  const std::string message = testing::message_of<ShapeError>([] {
    masked_matmul(zeros({2, 3}), zeros({3, 4}), zeros({4, 3}));
  });
  EXPECT_NE(message.find("masked_matmul: needs a matrix and a mask of its shape"),
            std::string::npos)
      << message;
}

}  // namespace
}  // namespace aleator
