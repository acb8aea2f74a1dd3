// SPDX-License-Identifier: Apache-2.0
// Defines BatchMap, a change of the batch axes of a distribution, which acts on its parameters.
#pragma once

#include "aleator/array/array.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/callable.h"

namespace aleator {

/// A map of arrays of shape batch_shape + rest to arrays of another batch shape + the same rest,
/// whatever the rest is: a selection of members, an order of them.
struct BatchMap {
  Shape batch_shape;                     ///< of what is given to it
  Callable<Array(const Array&)> change;  ///< of the leading axes

  /// Of a parameter whose last num_rest axes are no batch; its batch axes may be fewer, or 1.
  Array operator()(const Array& x, std::int64_t num_rest) const {
    return change(broadcast_to(x, batch_shape + x.shape().slice(x.rank() - num_rest, x.rank())));
  }
  /// The same where `more` batch axes follow, which stay.
  BatchMap before(const Shape& more) const { return {batch_shape + more, change}; }
};

}  // namespace aleator
