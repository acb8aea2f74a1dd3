// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/sort.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/sort.h"

namespace aleator {
namespace {

/// A key with the opposite order. Integers have no negative of their least value, but a complement.
Array reversed_key(const Array& x) {
  return is_floating(x.dtype()) ? -x : is_boolean(x.dtype()) ? logical_not(x) : bitwise_not(x);
}

/// x and positions, in the order of x.
Arrays sorted(const char* who, const Array& x, const SortOptions& options) {
  check_holds(who, x);
  const std::int64_t axis = normalize_axis(options.axis, x.rank(), who);
  const Array positions = iota(x.shape(), axis);
  if (!options.is_descending) return apply_all(kSort, {x, positions}, attributes(Sort{axis}));
  const Arrays result =
      apply_all(kSort, {stop_gradient(reversed_key(x)), x, positions}, attributes(Sort{axis}));
  return {result[1], result[2]};
}

}  // namespace

Array sort(const Array& x, const SortOptions& options) { return sorted("sort", x, options)[0]; }
Array argsort(const Array& x, const SortOptions& options) {
  return sorted("argsort", x, options)[1];
}

TopK top_k(const Array& x, std::int64_t k) {
  const Arrays all = sorted("top_k", x, {.is_descending = true});
  if (k < 0 || k > x.dim(-1))
    throw ValueError(
        text("top_k: k must be 0..", x.dim(-1), " for shape ", x.shape(), ", got ", k));
  return {slice_axis(all[0], -1, 0, k), slice_axis(all[1], -1, 0, k)};
}

}  // namespace aleator
