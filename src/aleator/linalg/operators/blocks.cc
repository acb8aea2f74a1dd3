// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/operators/blocks.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/callable.h"
#include "aleator/linalg/operators/parts.h"
#include "aleator/linalg/structure.h"

namespace aleator::linalg {
namespace {

using Apply = Callable<Array(const LinearOperator&, const Array&)>;

Array spread(const Array& x, const Shape& batch, std::int64_t num_own_axes) {
  return broadcast_to(x, batch + x.shape().slice(x.rank() - num_own_axes, x.rank()));
}

struct BlockDiagRules final : LinearOperatorRules {
  explicit BlockDiagRules(const LinearOperators& operators) : operators(operators) {}
  const LinearOperators operators;

  std::string_view name() const override { return "LinearOperatorBlockDiag"; }
  Shape shape() const override {
    std::int64_t rows = 0, columns = 0;
    for (const LinearOperator& a : operators) {
      rows += a.range_dimension();
      columns += a.domain_dimension();
    }
    return common_batch("LinearOperatorBlockDiag", operators) + Shape{rows, columns};
  }
  Dtype dtype() const override { return operators.front().dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    return by_block(x, !is_adjoint, [&](const LinearOperator& a, const Array& part) {
      return a.matmul(part, is_adjoint);
    });
  }
  Array solve(const Array& b, bool is_adjoint) const override {
    if (!all_are_square(operators)) return LinearOperatorRules::solve(b, is_adjoint);
    return by_block(b, true, [&](const LinearOperator& a, const Array& part) {
      return a.solve(part, is_adjoint);
    });
  }
  Array log_abs_determinant() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::log_abs_determinant();
    Array total = zeros(common_batch("LinearOperatorBlockDiag", operators), dtype());
    for (const LinearOperator& a : operators) total = total + a.log_abs_determinant();
    return total;
  }
  Array determinant() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::determinant();
    Array total = ones(common_batch("LinearOperatorBlockDiag", operators), dtype());
    for (const LinearOperator& a : operators) total = total * a.determinant();
    return total;
  }
  Array diag_part() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::diag_part();
    const Shape batch = common_batch("LinearOperatorBlockDiag", operators);
    Arrays parts;
    for (const LinearOperator& a : operators) parts.push_back(spread(a.diag_part(), batch, 1));
    return concatenate(parts, -1);
  }
  Array to_dense() const override {
    Arrays blocks;
    for (const LinearOperator& a : operators) blocks.push_back(a.to_dense());
    return block_diag(blocks);
  }
  LinearOperator cholesky() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::cholesky();
    LinearOperators factors;
    for (const LinearOperator& a : operators) factors.push_back(a.cholesky());
    return LinearOperatorBlockDiag(factors);
  }
  LinearOperatorHints hints() const override { return common_hints(operators); }
  Arrays parameters() const override { return all_parameters(operators); }

 private:
  /// f of each operator and its rows of x.
  Array by_block(const Array& x, bool is_by_columns, const Apply& f) const {
    Arrays parts;
    std::int64_t start = 0;
    Shape batch;
    for (const LinearOperator& a : operators) {
      const std::int64_t stop =
          start + (is_by_columns ? a.domain_dimension() : a.range_dimension());
      parts.push_back(f(a, slice_axis(x, -2, start, stop)));
      batch = broadcast_shapes(batch, parts.back().shape().slice(0, parts.back().rank() - 2),
                               "LinearOperatorBlockDiag");
      start = stop;
    }
    for (Array& part : parts) part = spread(part, batch, 2);
    return concatenate(parts, -2);
  }
};

struct KroneckerRules final : LinearOperatorRules {
  explicit KroneckerRules(const LinearOperators& operators) : operators(operators) {}
  const LinearOperators operators;

  std::string_view name() const override { return "LinearOperatorKronecker"; }
  Shape shape() const override {
    std::int64_t rows = 1, columns = 1;
    for (const LinearOperator& a : operators) {
      rows *= a.range_dimension();
      columns *= a.domain_dimension();
    }
    return common_batch("LinearOperatorKronecker", operators) + Shape{rows, columns};
  }
  Dtype dtype() const override { return operators.front().dtype(); }
  Array matmul(const Array& x, bool is_adjoint) const override {
    return by_factor(x, !is_adjoint, [&](const LinearOperator& a, const Array& part) {
      return a.matmul(part, is_adjoint);
    });
  }
  Array solve(const Array& b, bool is_adjoint) const override {
    if (!all_are_square(operators)) return LinearOperatorRules::solve(b, is_adjoint);
    return by_factor(b, true, [&](const LinearOperator& a, const Array& part) {
      return a.solve(part, is_adjoint);
    });
  }
  /// det of a Kronecker product: each factor to the power of the sizes of the others.
  Array log_abs_determinant() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::log_abs_determinant();
    const Shape own = shape();
    Array total = zeros(own.slice(0, own.rank() - 2), dtype());
    for (const LinearOperator& a : operators) {
      const auto others = static_cast<double>(own[own.rank() - 1] / a.domain_dimension());
      total = total + others * a.log_abs_determinant();
    }
    return total;
  }
  Array trace() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::trace();
    Array total = ones(common_batch("LinearOperatorKronecker", operators), dtype());
    for (const LinearOperator& a : operators) total = total * a.trace();
    return total;
  }
  Array diag_part() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::diag_part();
    Array result = expand_dims(operators.front().diag_part(), -1);
    for (std::size_t i = 1; i < operators.size(); ++i)
      result = kronecker(result, expand_dims(operators[i].diag_part(), -1));
    return squeeze(result, -1);
  }
  Array to_dense() const override {
    Array result = operators.front().to_dense();
    for (std::size_t i = 1; i < operators.size(); ++i)
      result = kronecker(result, operators[i].to_dense());
    return result;
  }
  LinearOperator cholesky() const override {
    if (!all_are_square(operators)) return LinearOperatorRules::cholesky();
    LinearOperators factors;
    for (const LinearOperator& a : operators) factors.push_back(a.cholesky());
    return LinearOperatorKronecker(factors);
  }
  LinearOperatorHints hints() const override { return common_hints(operators); }
  Arrays parameters() const override { return all_parameters(operators); }

 private:
  /// f of each operator along its own axis: rows are numbered by all axes, the last one fastest.
  /// The operator at work takes the slowest axis, which then becomes the fastest.
  Array by_factor(const Array& x, bool is_by_columns, const Apply& f) const {
    Array result = x;
    for (const LinearOperator& a : operators) {
      const std::int64_t n = is_by_columns ? a.domain_dimension() : a.range_dimension();
      const std::int64_t others = result.dim(-2) / n, num_columns = result.dim(-1);
      const Shape batch = result.shape().slice(0, result.rank() - 2);
      const Array y = f(a, reshape(result, batch + Shape{n, others * num_columns}));
      const Shape y_batch = y.shape().slice(0, y.rank() - 2);
      const Array apart = reshape(y, y_batch + Shape{y.dim(-2), others, num_columns});
      result = reshape(swap_axes(apart, -3, -2), y_batch + Shape{others * y.dim(-2), num_columns});
    }
    return result;
  }
};

}  // namespace

LinearOperator LinearOperatorBlockDiag(const LinearOperators& operators) {
  check_parts("LinearOperatorBlockDiag", operators);
  return LinearOperator(make_ref<BlockDiagRules>(operators));
}

LinearOperator LinearOperatorKronecker(const LinearOperators& operators) {
  check_parts("LinearOperatorKronecker", operators);
  return LinearOperator(make_ref<KroneckerRules>(operators));
}

}  // namespace aleator::linalg
