// SPDX-License-Identifier: Apache-2.0
#include "aleator/linalg/operators/parts.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::linalg {

void check_parts(const char* who, const LinearOperators& operators) {
  if (operators.empty()) throw ValueError(text(who, ": needs at least one operator"));
  for (const LinearOperator& a : operators) {
    if (a.dtype() != operators.front().dtype()) {
      throw DtypeError(text(who, ": needs operators of one dtype, got ", operators.front().dtype(),
                            " and ", a.dtype()));
    }
  }
}

bool all_are_square(const LinearOperators& operators) {
  return std::all_of(operators.begin(), operators.end(),
                     [](const LinearOperator& a) { return a.is_square(); });
}

LinearOperatorHints common_hints(const LinearOperators& operators) {
  const auto all_true = [&](auto property) {
    const bool holds = std::all_of(operators.begin(), operators.end(),
                                   [&](const LinearOperator& a) { return property(a) == true; });
    return holds ? std::optional<bool>(true) : std::nullopt;
  };
  return {all_true([](const LinearOperator& a) { return a.is_non_singular(); }),
          all_true([](const LinearOperator& a) { return a.is_self_adjoint(); }),
          all_true([](const LinearOperator& a) { return a.is_positive_definite(); })};
}

Shape common_batch(const char* who, const LinearOperators& operators) {
  Shape batch;
  for (const LinearOperator& a : operators) batch = broadcast_shapes(batch, a.batch_shape(), who);
  return batch;
}

Arrays all_parameters(const LinearOperators& operators) {
  Arrays all;
  for (const LinearOperator& a : operators) {
    for (const Array& parameter : a.rules().parameters()) all.push_back(parameter);
  }
  return all;
}

}  // namespace aleator::linalg
