// SPDX-License-Identifier: Apache-2.0
// Defines staircase_product, by a library's products of the blocks that count.
#include "aleator/graph/primitives/staircase_product.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/kernels/products.h"

#include <algorithm>

namespace aleator {
namespace {

using Result = StaircaseProduct::Result;

/// The matrix that input i is.
std::int64_t role_of(const StaircaseProduct& a, std::size_t i) {
  const auto role = static_cast<std::int64_t>(i);
  return role < a.result ? role : role + 1;
}

bool is_staircase(const StaircaseProduct& a, std::int64_t n) {
  return a.columns.size() == a.rows.size() && !a.columns.empty() && a.columns.front() >= 0 &&
         a.columns.back() == n && a.rows.front() >= 0 && a.rows.back() <= a.num_rows &&
         std::is_sorted(a.columns.begin(), a.columns.end()) &&
         std::is_sorted(a.rows.begin(), a.rows.end());
}

ArrayTypes infer_staircase(const InferContext& c) {
  const auto& a = c.attributes_as<StaircaseProduct>();
  const ArrayType &first = c.inputs[0], &second = c.inputs[1];
  if (!is_floating(first.dtype) || first.dtype != second.dtype)
    throw DtypeError(text("staircase_product: needs operands of one floating dtype, got ",
                          first.dtype, " and ", second.dtype));
  Dims sides(3, -1);  // m, k, n, as far as operands tell
  bool fits = first.shape.rank() == 2 && second.shape.rank() == 2;
  for (std::size_t i = 0; fits && i < 2; ++i) {
    const std::int64_t role = role_of(a, i);
    const Shape& shape = c.inputs[i].shape;
    std::int64_t& row_side = sides[role == Result::kRight ? 1 : 0];
    std::int64_t& column_side = sides[role == Result::kLeft ? 1 : 2];
    fits = (row_side < 0 || row_side == shape[0]) && (column_side < 0 || column_side == shape[1]);
    row_side = shape[0];
    column_side = shape[1];
  }
  if (!fits || sides[1] != a.num_rows || !is_staircase(a, sides[2]))
    throw ShapeError(text("staircase_product: matrices ", first.shape, " and ", second.shape,
                          " do not fit steps at columns ", Shape(a.columns), " of ", Shape(a.rows),
                          " of ", a.num_rows, " rows"));
  const Shape shapes[] = {{sides[0], sides[1]}, {sides[1], sides[2]}, {sides[0], sides[2]}};
  return {{.dtype = first.dtype, .shape = shapes[a.result]}};
}

/// The operands in their order, with `result` to be computed from the two others.
Array computed(StaircaseProduct a, Result result, const Array& first, const Array& second) {
  a.result = result;
  return apply(kStaircaseProduct, {first, second}, attributes(a));
}

Arrays vjp_staircase(const VjpContext& c) {
  const auto& a = c.attributes_as<StaircaseProduct>();
  Arrays all(3), cotangents(2);
  for (std::size_t i = 0; i < 2; ++i) all[static_cast<std::size_t>(role_of(a, i))] = c.inputs[i];
  all[static_cast<std::size_t>(a.result)] = c.cotangents[0];
  for (std::size_t i = 0; i < 2; ++i) {
    if (!c.wanted[i]) continue;
    const std::int64_t role = role_of(a, i);
    const Array &first = all[role == 0 ? 1 : 0], &second = all[role == 2 ? 1 : 2];
    cotangents[i] = computed(a, static_cast<Result>(role), first, second);
  }
  return cotangents;
}

/// Rows of a batch are rows of one matrix; what cannot be seen so is a product with a mask.
Arrays batch_staircase(const BatchContext& c) {
  const auto& a = c.attributes_as<StaircaseProduct>();
  const bool has_many_weights =
      a.result == Result::kRight || c.is_batched[a.result == Result::kProduct ? 1 : 0];
  if (c.is_lanes || has_many_weights) return {masked_product(a, c.inputs)};
  Arrays inputs = c.inputs;
  Array& rows = inputs[a.result == Result::kProduct ? 0 : 1];
  const std::int64_t num_rows = rows.dim(1);
  rows = reshape(rows, {c.size * num_rows, rows.dim(2)});
  const Array product = apply(kStaircaseProduct, inputs, attributes(a));
  return {reshape(product, {c.size, num_rows, product.dim(1)})};
}

template <class T>
struct Matrix {
  T* data;
  std::int64_t stride;  ///< from row to row
  Matrix at(std::int64_t row, std::int64_t column) const {
    return {data + row * stride + column, stride};
  }
  void clear(std::int64_t num_rows, std::int64_t num_columns) const {
    for (std::int64_t i = 0; i < num_rows; ++i)
      std::fill_n(data + i * stride, num_columns, std::remove_const_t<T>{0});
  }
};

template <class T>
struct Block {
  kernels::ProductSizes sizes;
  Matrix<const T> left, right;
  bool is_left_transposed = false, is_right_transposed = false;
};

/// Sums of float32 are in float64 without a library.
template <class T>
void multiply_plainly(const Block<T>& b, const Matrix<T>& to) {
  for (std::int64_t i = 0; i < b.sizes.m; ++i) {
    for (std::int64_t j = 0; j < b.sizes.n; ++j) {
      double total = 0;
      for (std::int64_t l = 0; l < b.sizes.k; ++l) {
        const T left = b.is_left_transposed ? *b.left.at(l, i).data : *b.left.at(i, l).data,
                right = b.is_right_transposed ? *b.right.at(j, l).data : *b.right.at(l, j).data;
        total += static_cast<double>(left) * static_cast<double>(right);
      }
      *to.at(i, j).data = static_cast<T>(total);
    }
  }
}

template <class T>
void multiply_block(const Block<T>& b, const Matrix<T>& to) {
  constexpr Dtype dtype = std::is_same_v<T, float> ? Dtype::float32 : Dtype::float64;
  if (b.sizes.k == 0) return to.clear(b.sizes.m, b.sizes.n);
  if (!kernels::serves_product(dtype, b.sizes)) return multiply_plainly(b, to);
  kernels::multiply(kernels::Product<T>{.sizes = b.sizes,
                                        .is_left_transposed = b.is_left_transposed,
                                        .is_right_transposed = b.is_right_transposed,
                                        .left = b.left.data,
                                        .right = b.right.data,
                                        .result = to.data,
                                        .left_stride = b.left.stride,
                                        .right_stride = b.right.stride,
                                        .result_stride = to.stride});
}

/// One step after the other.
template <class T>
void multiply_steps(const EvaluateContext& c) {
  const auto& a = c.attributes_as<StaircaseProduct>();
  const Matrix<const T> first{c.input<T>(0), c.inputs[0].shape()[1]},
      second{c.input<T>(1), c.inputs[1].shape()[1]};
  const Shape& shape = c.types[0].shape;
  const Matrix<T> to{c.output<T>(), shape[1]};
  const std::int64_t m = c.inputs[a.result == Result::kLeft ? 1 : 0].shape()[0],
                     n = a.columns.back();
  std::int64_t column = 0, row = 0;
  for (std::size_t b = 0; b < a.columns.size(); ++b) {
    const std::int64_t width = a.columns[b] - column, height = a.rows[b];
    if (a.result == Result::kProduct)
      multiply_block<T>({{m, width, height}, first, second.at(0, column)}, to.at(0, column));
    if (a.result == Result::kLeft)
      multiply_block<T>(
          {{m, height - row, n - column}, second.at(0, column), first.at(row, column), false, true},
          to.at(0, row));
    if (a.result == Result::kRight) {
      multiply_block<T>({{height, width, m}, first, second.at(0, column), true}, to.at(0, column));
      to.at(height, column).clear(a.num_rows - height, width);
    }
    column = a.columns[b];
    row = height;
  }
  if (a.result == Result::kLeft) to.at(0, row).clear(m, a.num_rows - row);
}

void evaluate_staircase(const EvaluateContext& c) {
  if (c.types[0].dtype == float32) multiply_steps<float>(c);
  else multiply_steps<double>(c);
}

Array transposed(const Array& x) { return swap_axes(x, -1, -2); }

}  // namespace

Array masked_product(const StaircaseProduct& a, const Arrays& operands) {
  Dims heights;  // of each column
  for (std::size_t b = 0; b < a.columns.size(); ++b)
    heights.resize(static_cast<std::size_t>(a.columns[b]), a.rows[b]);
  const Array mask =
      astype(expand_dims(arange(a.num_rows), 1) < array(heights), operands[0].dtype());
  if (a.result == Result::kProduct) return matmul(operands[0], operands[1] * mask);
  if (a.result == Result::kLeft) return matmul(operands[1], transposed(operands[0] * mask));
  return matmul(transposed(operands[0]), operands[1]) * mask;
}

constinit const Primitive kStaircaseProduct{
    .name = "staircase_product",
    .file = "staircase_product.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::floating,
    .is_bilinear = true,
    .infer = infer_staircase,
    .lane = [](const LaneContext&) { return kNoLane; },
    .vjp = vjp_staircase,
    .batch = batch_staircase,
    .evaluate = evaluate_staircase,
};

}  // namespace aleator
