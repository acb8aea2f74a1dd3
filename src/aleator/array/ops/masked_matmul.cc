// SPDX-License-Identifier: Apache-2.0
// Defines products with masked matrices: which of their blocks are zero, and are left out.
#include "aleator/array/buffer.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/staircase_product.h"
#include "aleator/kernels/products.h"

#include <algorithm>

namespace aleator {
namespace {

/// Steps of a staircase. Each leaves out more, but products of few columns are slow: measured with
/// 512 rows, where 4 steps leave out three eighths of a triangular product and take a third less
/// time, 8 steps a twentieth less than 4.
constexpr std::int64_t kSteps = 4;
/// What is left out must be worth the steps.
constexpr double kLeastLeftOut = 0.125;

/// The elements of a mask, row after row.
struct Mask {
  const bool* data;
  std::int64_t rows, columns;
  bool has_any(std::int64_t row, std::int64_t first, std::int64_t end) const {
    const bool* at = data + row * columns;
    return std::any_of(at + first, at + end, [](bool counts) { return counts; });
  }
  bool has_all() const {
    return std::all_of(data, data + rows * columns, [](bool counts) { return counts; });
  }
};

/// The fewest rows that hold all that counts, block by block of columns.
StaircaseProduct staircase_of(const Mask& mask) {
  StaircaseProduct steps;
  steps.num_rows = mask.rows;
  std::int64_t height = 0, column = 0;
  for (std::int64_t b = 1; b <= kSteps; ++b) {
    const std::int64_t end = b * mask.columns / kSteps;
    std::int64_t row = mask.rows;
    while (row > height && !mask.has_any(row - 1, column, end)) --row;
    height = row;
    column = end;
    steps.columns.push_back(end);
    steps.rows.push_back(height);
  }
  return steps;
}

/// Whether a library computes every block of the product and of its derivatives, and enough is left
/// out.
bool is_worth_steps(const StaircaseProduct& steps, std::int64_t num_rows, Dtype dtype) {
  const std::int64_t n = steps.columns.back();
  double counted = 0;
  std::int64_t column = 0, row = 0;
  for (std::size_t b = 0; b < steps.columns.size(); ++b) {
    const std::int64_t width = steps.columns[b] - column, height = steps.rows[b];
    const kernels::ProductSizes forward{num_rows, width, height},
        backward{num_rows, height - row, n - column};
    if (height > 0 && !kernels::serves_product(dtype, forward)) return false;
    if (height > row && !kernels::serves_product(dtype, backward)) return false;
    counted += static_cast<double>(width) * static_cast<double>(height);
    column = steps.columns[b];
    row = height;
  }
  const double all = static_cast<double>(n) * static_cast<double>(steps.num_rows);
  return counted <= (1 - kLeastLeftOut) * all;
}

}  // namespace

Array masked_matmul(const Array& x, const Array& y, const Array& mask) {
  if (y.rank() != 2 || mask.shape() != y.shape())
    throw ShapeError(text("masked_matmul: needs a matrix and a mask of its shape, got ", y.shape(),
                          " and ", mask.shape()));
  const Arrays operands = match_dtypes("masked_matmul", x, y);
  const Array &left = operands[0], &right = operands[1];
  const Array masked = right * astype(mask, right.dtype());
  if (!mask.is_known() || left.rank() < 1 || !is_floating(left.dtype()) || right.size() == 0 ||
      left.dim(-1) != right.dim(0))
    return matmul(left, masked);
  const Buffer buffer = astype(mask, boolean).buffer().dense();
  const Mask counts{buffer.data<bool>(), right.dim(0), right.dim(1)};
  if (counts.has_all()) return matmul(left, right);
  const StaircaseProduct steps = staircase_of(counts);
  const std::int64_t num_rows = left.size() / left.dim(-1);
  if (!is_worth_steps(steps, num_rows, left.dtype())) return matmul(left, masked);
  const Array rows = reshape(left, {num_rows, right.dim(0)});
  return reshape(apply(kStaircaseProduct, {rows, masked}, attributes(steps)),
                 left.shape().slice(0, left.rank() - 1) + Shape{right.dim(1)});
}

}  // namespace aleator
