// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/fill_scale_tril.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/fill_triangular.h"
#include "aleator/bijectors/shift.h"
#include "aleator/bijectors/transform_diagonal.h"

namespace aleator::bijectors {
namespace {

Bijector make_chain(const FillScaleTriLOptions& options) {
  const Bijector diagonal = options.diag_shift
                                ? Chain({Shift(*options.diag_shift), options.diag_bijector})
                                : options.diag_bijector;
  return Chain({TransformDiagonal(diagonal), FillTriangular()});
}

}  // namespace

FillScaleTriL::FillScaleTriL(const FillScaleTriLOptions& options) : Bijector(make_chain(options)) {}

}  // namespace aleator::bijectors
