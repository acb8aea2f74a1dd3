// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/multivariate/operator_scale.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/distributions/batch_map.h"
#include "aleator/linalg/operators/dense.h"

namespace aleator {

Shape scale_batch_shape(const char* who, const Array& loc, const LinearOperator& scale) {
  if (!scale.is_square())
    throw ShapeError(text(who, ": scale must be square, got shape ", scale.shape()));
  const std::int64_t n = scale.domain_dimension();
  if (loc.rank() < 1 || loc.dim(-1) != n)
    throw ShapeError(text(who, ": loc must have a last axis of the ", n,
                          " rows of scale, got shape ", loc.shape()));
  return broadcast_shapes(loc.shape().slice(0, loc.rank() - 1), scale.batch_shape(), who);
}

Array in_dtype_of(const LinearOperator& scale, const char* who, const char* name, const Array& x) {
  const Array value = real_parameter(who, name, x);
  if (!x.is_weak() && x.dtype() == float64 && scale.dtype() != float64)
    throw DtypeError(text(who, ": parameter '", name, "' must have the dtype of the operator, ",
                          scale.dtype(), ", got float64; convert it with astype(", name, ", ",
                          scale.dtype(), ") or make the operator of float64"));
  return astype(value, scale.dtype());
}

LinearOperator scale_of(const NamedArray& given) {
  return linalg::LinearOperatorFullMatrix(given.value);
}

LinearOperator changed_scale(const DistributionRules& of, const BatchMap& map,
                             const LinearOperator& scale) {
  if (scale.batch_shape().rank() == 0 && of.batch_shape().rank() > 0) return scale;
  return linalg::LinearOperatorFullMatrix(map(scale.to_dense(), 2), scale.rules().hints());
}

std::vector<NamedArray> scale_parameters(const Array& loc, const LinearOperator& scale,
                                         std::string_view name) {
  std::vector<NamedArray> all{{"loc", loc}};
  for (const Array& parameter : scale.rules().parameters()) all.push_back({name, parameter});
  return all;
}

}  // namespace aleator
