// SPDX-License-Identifier: Apache-2.0
// Defines the steps of random programs that are linear algebra.
#include "aleator/graph/primitives/dot.h"
#include "aleator/graph/primitives/triangular_solve.h"

#include "tests/runtime/builder.h"

namespace aleator::differential {
namespace {

void products(Builder& b) {
  Value x = b.of(Dtypes::numeric);
  if (x.rank() > 3) x = b.fit(x, {2, 3, 4});
  const Dims order = b.permutation(x.rank());
  DotGeneral d;
  Dims kinds, dims;  // of the right operand's axes: the left one's axis, or -1
  for (const std::int64_t axis : order) {
    const std::int64_t role = b.below(3);
    if (role == 2) continue;
    (role == 0 ? d.left_batch : d.left_contracting).push_back(axis);
    kinds.push_back(role);
    dims.push_back(x.shape()[axis]);
  }
  for (std::int64_t i = 0; i < b.below(3); ++i) {
    kinds.push_back(2);
    dims.push_back(1 + b.below(5));
  }
  const Dims places = b.permutation(static_cast<std::int64_t>(kinds.size()));
  Dims right(kinds.size());
  for (std::size_t i = 0; i < kinds.size(); ++i) {
    right[static_cast<std::size_t>(places[i])] = dims[i];
    if (kinds[i] == 0) d.right_batch.push_back(places[i]);
    if (kinds[i] == 1) d.right_contracting.push_back(places[i]);
  }
  const Value y = b.fit(b.of(x.dtype()), Shape(right));
  b.add_large(apply(kDotGeneral, {x.array, y.array}, attributes(d)), {x, y});
}

/// Of matrices that are not narrow.
void wide_products(Builder& b) {
  const Dtype dtype = b.dtype(Dtypes::floating);
  const auto side = [&] { return 8 + b.below(12); };
  const std::int64_t rows = side(), terms = side(), columns = side();
  const bool is_left = b.is_one_in(2), is_right = b.is_one_in(2), is_batched = b.is_one_in(3);
  const auto matrices = [&](std::int64_t first, std::int64_t second) {
    const Shape batch = is_batched ? Shape{3} : Shape{};
    return b.fit(b.of(dtype), batch + Shape{first, second});
  };
  const Value x = is_left ? matrices(terms, rows) : matrices(rows, terms),
              y = is_right ? matrices(columns, terms) : matrices(terms, columns);
  const std::int64_t first = is_batched ? 1 : 0;
  const Dims batch = is_batched ? Dims{0} : Dims{};
  const DotGeneral d{batch, batch, {first + !is_left}, {first + is_right}};
  b.add_large(apply(kDotGeneral, {x.array, y.array}, attributes(d)), {x, y});
}

/// How far what is no number spreads in a solution is each solver's own.
Value numbers_of(const Value& x) {
  return {where(is_nan(x.array), astype(0.5, x.dtype()), x.array), x.error};
}

/// A matrix, or several, with a strong diagonal.
Value matrices(Builder& b, Dtype dtype, std::int64_t n) {
  const Shape shape = b.is_one_in(3) ? Shape{1 + b.below(4), n, n} : Shape{n, n};
  const Value x = numbers_of(b.between(b.fit(b.of(dtype), shape), -1, 1));
  return {x.array + static_cast<double>(n) * eye(n, n, 0, dtype), x.error};
}

void solve(Builder& b) {
  const Dtype dtype = b.dtype(Dtypes::floating);
  const std::int64_t n = b.is_one_in(6) ? 17 : 1 + b.below(7), columns = 1 + b.below(5);
  Value a = matrices(b, dtype, n);
  if (b.is_one_in(2)) {
    const Array gram = matmul(a.array, swap_axes(a.array, -2, -1));
    a.array = cholesky(gram + static_cast<double>(n) * eye(n, n, 0, dtype));
    b.add_large(a.array, {a});
  }
  const TriangularSolve options{b.is_one_in(2), b.is_one_in(2), b.is_one_in(2), b.is_one_in(2)};
  if (options.is_unit_diagonal) a.array = a.array / static_cast<double>(n);
  const Shape rows = a.shape().slice(0, a.rank() - 2);
  const Value right = numbers_of(
      b.fit(b.of(dtype), rows + (options.is_left_side ? Shape{n, columns} : Shape{columns, n})));
  b.add_large(apply(kTriangularSolve, {a.array, right.array}, attributes(options)), {a, right});
}

}  // namespace

void step_linear(Builder& b) {
  if (b.is_one_in(2)) return solve(b);
  b.is_one_in(8) ? wide_products(b) : products(b);
}

}  // namespace aleator::differential
