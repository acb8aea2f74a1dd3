// SPDX-License-Identifier: Apache-2.0
#include "aleator/glm/row_sweep.h"

#include "aleator/array/array.h"
#include "aleator/kernels/tall_matrices.h"
#include "aleator/transforms/transforms.h"

#include <algorithm>

namespace aleator::glm {
namespace {

/// Elements of the design in a block: with all that belongs to its rows they fit into a second
/// cache.
constexpr std::int64_t kBlockElements = 96 * 1024;
constexpr std::int64_t kMostBlockRows = 4096;
constexpr std::int64_t kLeastBlockRows = 512;

/// Blocks of about the same size, of whole groups of rows: sums then have the order that they have
/// in a pass without blocks.
std::int64_t block_rows_of(std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t kGroup = 8;
  const std::int64_t most = std::clamp(kBlockElements / std::max<std::int64_t>(columns, 1),
                                       kLeastBlockRows, kMostBlockRows);
  const std::int64_t num_blocks = (rows + most - 1) / most;
  const std::int64_t size = (rows + num_blocks - 1) / num_blocks;
  return (size + kGroup - 1) / kGroup * kGroup;
}

/// The row of these elements, with `padding` behind them.
Array padded(const double* from, std::int64_t rows, std::int64_t size, double padding) {
  Buffer buffer(float64, Shape{1, size});
  double* to = buffer.mutable_data<double>();
  std::fill(std::copy_n(from, rows, to), to + size, padding);
  return constant(buffer);
}

}  // namespace

std::int64_t RowSweep::block_rows(const Problem& problem) {
  return block_rows_of(problem.num_rows, problem.num_columns);
}

std::unique_ptr<const RowSweep> RowSweep::of(const Problem& problem) {
  const bool is_possible = problem.num_members == 1 && problem.designs[0]->by_rows() &&
                           problem.num_columns > 0 &&
                           (problem.sweep_rows > 0 || is_worth_compiling(problem)) &&
                           problem.model.rules().is_same_for_all_rows();
  return std::unique_ptr<const RowSweep>(is_possible ? new RowSweep(problem) : nullptr);
}

RowSweep::RowSweep(const Problem& problem)
    : problem_(problem),
      offset_(problem.offset.buffer().dense()),
      block_rows_(problem.sweep_rows > 0 ? problem.sweep_rows : block_rows(problem)),
      evaluate_(jit(row_function(problem.model))) {
  for (std::int64_t first = 0; first < problem.num_rows; first += block_rows_)
    blocks_.push_back(block_at(first));
}

RowSweep::Block RowSweep::block_at(std::int64_t first) const {
  const std::int64_t rows = std::min(block_rows_, problem_.num_rows - first);
  const double* response = problem_.response.buffer().data<double>() + first;
  const double* weights = problem_.weights.buffer().data<double>() + first;
  return {first, rows, padded(response, rows, block_rows_, response[0]),
          padded(weights, rows, block_rows_, 0.)};
}

/// What earlier values hold may be shared, and is not written to then.
void RowSweep::prepare(RowValues& values) const {
  for (Buffer* buffer : {&values.score, &values.weight}) {
    if (!buffer->is_unique() || buffer->size() != problem_.num_rows)
      *buffer = Buffer(float64, Shape{1, problem_.num_rows});
  }
}

/// Returns the deviance of the block.
double RowSweep::set_values(const Block& block, const double* linear_response,
                            RowValues& values) const {
  const Arrays found = evaluate_(
      {padded(linear_response, block.rows, block_rows_, 0.), block.response, block.weights});
  eval(found);
  const Buffer score = found[0].buffer().dense(), weight = found[1].buffer().dense();
  std::copy_n(score.data<double>(), block.rows, values.score.mutable_data<double>() + block.first);
  std::copy_n(weight.data<double>(), block.rows,
              values.weight.mutable_data<double>() + block.first);
  return found[2].values()[0];
}

void RowSweep::at_coefficients(const std::vector<double>& b, const Sums& sums,
                               Buffer& linear_response, RowValues& values) const {
  const std::int64_t d = problem_.num_columns;
  prepare(values);
  if (sums.gradient) std::fill_n(sums.gradient, d, 0.);
  if (sums.gram) std::fill_n(sums.gram, d * d, 0.);
  const bool is_zero = std::all_of(b.begin(), b.end(), [](double x) { return x == 0; });
  double deviance = 0;
  for (const Block& block : blocks_) {
    const kernels::TallMatrix x{problem_.designs[0]->by_rows() + block.first * d, block.rows, d};
    double* r = linear_response.mutable_data<double>() + block.first;
    const double* offset = offset_.data<double>() + block.first;
    if (is_zero) std::fill_n(r, block.rows, 0.);
    else kernels::multiply_vector(x, b.data(), r);
    for (std::int64_t i = 0; i < block.rows; ++i) r[i] += offset[i];
    deviance += set_values(block, r, values);
    const double* score = values.score.data<double>() + block.first;
    const double* weight = values.weight.data<double>() + block.first;
    if (sums.gram) kernels::add_weighted_sums(x, {weight, score, sums.gradient, sums.gram});
    else if (sums.gradient) kernels::add_weighted_rows(x, score, sums.gradient);
  }
  values.deviance = {deviance};
}

void RowSweep::at_rows(const Buffer& linear_response, RowValues& values) const {
  prepare(values);
  double deviance = 0;
  for (const Block& block : blocks_)
    deviance += set_values(block, linear_response.data<double>() + block.first, values);
  values.deviance = {deviance};
}

}  // namespace aleator::glm
