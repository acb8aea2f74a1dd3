// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/real_numbers.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator {

Array real_parameter(const char* who, const char* name, const Array& x) {
  if (is_boolean(x.dtype()))
    throw DtypeError(text(who, ": parameter '", name,
                          "' must be of numbers, got dtype bool; convert it with astype(", name,
                          ", float64)"));
  return as_floating(x);
}

Array real_input(const char* who, const Array& x) {
  if (is_boolean(x.dtype()))
    throw DtypeError(text(who,
                          ": the input must be of numbers, got dtype bool; convert it with "
                          "astype(x, float64)"));
  return as_floating(x);
}

}  // namespace aleator
