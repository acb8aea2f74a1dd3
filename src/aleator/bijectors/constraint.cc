// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/constraint.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/bijectors/exp.h"
#include "aleator/bijectors/identity.h"
#include "aleator/bijectors/sigmoid.h"
#include "aleator/bijectors/softmax_centered.h"
#include "aleator/bijectors/softplus.h"

namespace aleator {

constinit const Constraint kReal{
    .description = "a real number",
    .bijector = []() -> Bijector { return bijectors::Identity(); },
};
constinit const Constraint kExtendedReal{
    .description = "a number",
    .contains = [](const Array& x) { return x == x; },
    .bijector = []() -> Bijector { return bijectors::Identity(); },
};
constinit const Constraint kFinite{
    .description = "a finite number",
    .contains = [](const Array& x) { return is_finite(x); },
    .bijector = []() -> Bijector { return bijectors::Identity(); },
};
constinit const Constraint kNonzero{
    .description = "nonzero",
    .contains = [](const Array& x) { return logical_or(x > 0, x < 0); },
    .inside = 1,
};
constinit const Constraint kPositive{
    .description = "positive",
    .contains = [](const Array& x) { return x > 0; },
    .inside = 1,
    .bijector = []() -> Bijector { return bijectors::Softplus(); },
    .low = 0,
};
constinit const Constraint kNonnegative{
    .description = "non-negative",
    .contains = [](const Array& x) { return x >= 0; },
    .inside = 1,
    .bijector = []() -> Bijector { return bijectors::Softplus(); },
    .low = 0,
};
constinit const Constraint kUnitInterval{
    .description = "between 0 and 1",
    .contains = [](const Array& x) { return logical_and(x >= 0, x <= 1); },
    .inside = 0.5,
    .bijector = []() -> Bijector { return bijectors::Sigmoid(); },
    .low = 0,
    .high = 1,
};
constinit const Constraint kOpenUnitInterval{
    .description = "between 0 and 1, both excluded",
    .contains = [](const Array& x) { return logical_and(x > 0, x < 1); },
    .inside = 0.5,
    .bijector = []() -> Bijector { return bijectors::Sigmoid(); },
    .low = 0,
    .high = 1,
};
constinit const Constraint kHalfOpenUnitInterval{
    .description = "from 0 to below 1",
    .contains = [](const Array& x) { return logical_and(x >= 0, x < 1); },
    .inside = 0.5,
    .bijector = []() -> Bijector { return bijectors::Sigmoid(); },
    .low = 0,
    .high = 1,
};
constinit const Constraint kNonnegativeInteger{
    .description = "a non-negative whole number",
    .contains =
        [](const Array& x) {
          return logical_and(logical_and(x >= 0, floor(x) == x), is_finite(x));
        },
    .is_discrete = true,
    .low = 0,
};
constinit const Constraint kBinary{
    .description = "0 or 1",
    .contains = [](const Array& x) { return logical_or(x == 0, x == 1); },
    .is_discrete = true,
    .low = 0,
    .high = 1,
};

constinit const Constraint kLowerTriangular{
    .description = "lower triangular with a positive diagonal",
    .contains =
        [](const Array& x) {
          const Array row = iota(x.shape(), x.rank() - 2), column = iota(x.shape(), x.rank() - 1);
          return where(row == column, x > 0, where(row < column, x == 0, x == x));
        },
    .inside = 0,
};
constinit const Constraint kPositiveDefinite{
    .description = "a symmetric matrix with a positive diagonal",
    .contains =
        [](const Array& x) {
          const Array mirrored = swap_axes(x, -1, -2),
                      is_equal = abs(x - mirrored) <= 1e-6 * abs(x);
          return where(iota(x.shape(), x.rank() - 2) == iota(x.shape(), x.rank() - 1), x > 0,
                       is_equal);
        },
    .inside = 0,
};
constinit const Constraint kSimplex{
    .description = "non-negative numbers that add up to 1 along the last axis",
    .contains =
        [](const Array& x) {
          const Array total = sum(x, {.axes = {-1}, .keep_dims = true});
          return logical_and(x >= 0, abs(total - 1.) <= 1e-5);
        },
    .inside = 0,
    .bijector = []() -> Bijector { return bijectors::SoftmaxCentered(); },
};

void check_constraint(const char* who, const char* name, const Array& x,
                      const Constraint& constraint) {
  if (!x.is_known()) return;
  const Array is_valid =
      constraint.contains ? constraint.contains(x) : x == x;  // NaN is no real number
  const std::vector<bool> valid = is_valid.values<bool>();
  for (std::size_t i = 0; i < valid.size(); ++i) {
    if (valid[i]) continue;
    std::string place;
    if (x.rank() > 0) {
      Dims index;
      std::int64_t rest = static_cast<std::int64_t>(i);
      for (const std::int64_t stride : x.shape().strides()) {
        index.push_back(rest / stride);
        rest %= stride;
      }
      place = text(" at index ", index);
    }
    throw ValueError(text(who, ": parameter '", name, "' must be ", constraint.description,
                          ", got ", x.values()[i], place));
  }
}

void check_interval(const char* who, const Array& low, const Array& high) {
  check_constraint(who, "low", low, kExtendedReal);
  check_constraint(who, "high", high, kExtendedReal);
  const Array is_valid = low < high;
  if (!is_valid.is_known() || all(is_valid).item<bool>()) return;
  throw ValueError(
      text(who, ": parameter 'high' must be above 'low', got low = ", low, " and high = ", high));
}

void check_between(const char* who, const char* name, const Array& x, const Array& low,
                   const Array& high) {
  const Array is_valid = logical_and(low <= x, x <= high);
  if (!is_valid.is_known() || all(is_valid).item<bool>()) return;
  throw ValueError(text(who, ": parameter '", name, "' must be from 'low' to 'high', got ", name,
                        " = ", x, ", low = ", low, " and high = ", high));
}

}  // namespace aleator
