// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/coarse_problem.h"

#include "aleator/array/buffer.h"
#include "aleator/glm/row_sweep.h"

#include <algorithm>

namespace aleator::glm {
namespace {

constexpr std::int64_t kManyRows = 20'000;
/// So many rows in a column's place make a fit that is near that of all rows.
constexpr std::int64_t kRowsPerColumn = 20;
constexpr std::int64_t kLargestStride = 32;

Array every(const Array& rows, std::int64_t stride, std::int64_t num_rows) {
  const Buffer from = rows.buffer().dense();
  Buffer to(float64, Shape{1, num_rows});
  for (std::int64_t i = 0; i < num_rows; ++i)
    to.mutable_data<double>()[i] = from.data<double>()[i * stride];
  return constant(to);
}

}  // namespace

std::optional<CoarseProblem> coarse_problem(const Problem& whole) {
  const double* from = whole.designs[0]->by_rows();
  const bool is_simple = whole.num_members == 1 && from && whole.num_rows >= kManyRows &&
                         whole.model.rules().is_same_for_all_rows();
  if (!is_simple) return std::nullopt;
  const std::int64_t d = whole.num_columns;
  const std::int64_t stride =
      std::min(kLargestStride, whole.num_rows / std::max(kManyRows / 10, kRowsPerColumn * d));
  if (stride < 4) return std::nullopt;
  Problem p = whole;
  p.num_rows = whole.num_rows / stride;
  p.sweep_rows = RowSweep::block_rows(whole);
  p.response = every(whole.response, stride, p.num_rows);
  p.weights = every(whole.weights, stride, p.num_rows);
  p.offset = every(whole.offset, stride, p.num_rows);
  Buffer elements(float64, Shape{p.num_rows, d});
  for (std::int64_t i = 0; i < p.num_rows; ++i)
    std::copy_n(from + i * stride * d, d, elements.mutable_data<double>() + i * d);
  p.designs = {dense_design(elements, 0, p.num_rows, d)};
  return CoarseProblem{p, stride};
}

}  // namespace aleator::glm
