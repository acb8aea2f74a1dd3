// SPDX-License-Identifier: Apache-2.0
// Declares checks of linear operators as scales, which families with one share.
#pragma once

#include "aleator/distributions/distribution.h"
#include "aleator/linalg/linear_operator.h"

namespace aleator {

/// The batch shape of a location over vectors and a scale, which must be square and of its size.
Shape scale_batch_shape(const char* who, const Array& loc, const LinearOperator& scale);
/// A parameter beside an operator, in the dtype of the operator. DtypeError where it has more
/// digits than that.
Array in_dtype_of(const LinearOperator& scale, const char* who, const char* name, const Array& x);
/// The operator of a matrix that is given by name.
LinearOperator scale_of(const NamedArray& given);
/// The operator with its batch axes changed, of a distribution; where it has such axes, it is taken
/// as its dense matrix.
LinearOperator changed_scale(const DistributionRules& of, const BatchMap& map,
                             const LinearOperator& scale);
/// loc, and the arrays that the operator holds, each with the operator's name.
std::vector<NamedArray> scale_parameters(const Array& loc, const LinearOperator& scale,
                                         std::string_view name = "scale");

}  // namespace aleator
