// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/rows.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"

namespace aleator::mcmc {

Array with_row(const Array& rows, const Array& row, const Array& value) {
  Arrays start(static_cast<std::size_t>(rows.rank()), astype(0, int64));
  start[0] = row;
  return dynamic_update_slice(rows, reshape(value, Shape{1} + value.shape()), start);
}

Array row_at(const Array& rows, const Array& k) {
  const std::int64_t size = rows.dim(1);
  return reshape(dynamic_slice(rows, {k, astype(0, int64)}, {1, size}), {size});
}

Array element_at(const Array& x, const Array& k) { return reshape(dynamic_slice(x, {k}, {1}), {}); }

}  // namespace aleator::mcmc
