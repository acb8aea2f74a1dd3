// SPDX-License-Identifier: Apache-2.0
// Defines RowSweep, one pass over the rows of one model, block by block.
#pragma once

#include "aleator/glm/row_rules.h"

#include <memory>
#include <vector>

namespace aleator::glm {

/// Reads a dense design once: while the rows of a block are in a cache, their linear responses,
/// what the family says of these, and sums of the two with the design are computed.
class RowSweep {
 public:
  /// Nothing where rows cannot be cut: of several models, of a family with parameters by row, of a
  /// sparse design; nor where there are too few of them.
  static std::unique_ptr<const RowSweep> of(const Problem& problem);

  /// Rows of a block, for problems of a part of the rows: what is compiled serves both.
  static std::int64_t block_rows(const Problem& problem);

  /// Sums over all rows, set and not added to; null: left out. The gradient is X' score, of the
  /// matrix X' diag(weight) X the lower triangle is set.
  struct Sums {
    double* gradient = nullptr;
    double* gram = nullptr;
  };
  /// Sets linear responses x b + offset, and the values there.
  void at_coefficients(const std::vector<double>& b, const Sums& sums, Buffer& linear_response,
                       RowValues& values) const;
  /// Sets the values at given linear responses.
  void at_rows(const Buffer& linear_response, RowValues& values) const;

 private:
  struct Block {
    std::int64_t first, rows;
    Array response, weights;  ///< [1, block_rows_], beyond `rows` of weight 0
  };
  explicit RowSweep(const Problem& problem);
  Block block_at(std::int64_t first) const;
  double set_values(const Block& block, const double* linear_response, RowValues& values) const;
  void prepare(RowValues& values) const;

  const Problem& problem_;
  Buffer offset_;
  std::int64_t block_rows_;
  Callable<Arrays(const Arrays&)> evaluate_;
  std::vector<Block> blocks_;
};

}  // namespace aleator::glm
