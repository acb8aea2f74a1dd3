// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/scale_matvec_linear_operator_block.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/scale_matvec_linear_operator.h"

namespace aleator::bijectors {
namespace {

struct ScaleMatvecLinearOperatorBlockRules final : MultipartBijectorRules {
  explicit ScaleMatvecLinearOperatorBlockRules(const ScaleMatvecLinearOperatorBlockOptions& o)
      : rows(o.scale) {
    if (rows.empty())
      throw ValueError("ScaleMatvecLinearOperatorBlock: scale needs at least one row, got none");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (rows[i].size() != i + 1 && rows[i].size() != 1)
        throw ValueError(text("ScaleMatvecLinearOperatorBlock: row ", i, " of scale must have ",
                              i + 1, " blocks, or 1 on the diagonal, got ", rows[i].size()));
      diagonal.push_back(ScaleMatvecLinearOperator({.scale = rows[i].back()}));
    }
  }
  const std::vector<LinearOperators> rows;
  Bijectors diagonal;

  /// What the parts before part i add to it.
  Array from_before(const Arrays& x, std::size_t i) const {
    Array total = 0.;
    for (std::size_t j = 0; j + 1 < rows[i].size(); ++j) total = total + rows[i][j].matvec(x[j]);
    return total;
  }

  std::string_view name() const override { return "ScaleMatvecLinearOperatorBlock"; }
  Arrays forward(const Arrays& x) const override {
    Arrays y;
    for (std::size_t i = 0; i < rows.size(); ++i)
      y.push_back(diagonal[i].forward(x[i]) + from_before(x, i));
    return y;
  }
  Arrays inverse(const Arrays& y) const override {
    Arrays x;
    for (std::size_t i = 0; i < rows.size(); ++i)
      x.push_back(diagonal[i].inverse(y[i] - from_before(x, i)));
    return x;
  }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    Array total = 0.;
    for (std::size_t i = 0; i < rows.size(); ++i)
      total = total + diagonal[i].forward_log_det_jacobian(x[i], event_ndims[i]);
    return total;
  }
  EventRanks forward_min_event_ndims() const override { return EventRanks(rows.size(), 1); }
  EventRanks inverse_min_event_ndims() const override { return EventRanks(rows.size(), 1); }
  Shapes forward_event_shape(const Shapes& shapes) const override { return shapes; }
  Shapes inverse_event_shape(const Shapes& shapes) const override { return shapes; }
  bool is_constant_jacobian() const override { return true; }
  Arrays parameters() const override {
    Arrays all;
    for (const LinearOperators& row : rows) {
      for (const LinearOperator& block : row) {
        const Arrays own = block.rules().parameters();
        all.insert(all.end(), own.begin(), own.end());
      }
    }
    return all;
  }
};

}  // namespace

ScaleMatvecLinearOperatorBlock::ScaleMatvecLinearOperatorBlock(
    const ScaleMatvecLinearOperatorBlockOptions& options)
    : MultipartBijector(make_ref<ScaleMatvecLinearOperatorBlockRules>(options)) {}

}  // namespace aleator::bijectors
