// SPDX-License-Identifier: Apache-2.0
#include "aleator/stats/leave_one_out.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/stats/sample_axes.h"

#include <cmath>
#include <limits>

namespace aleator::stats {
namespace {

struct Others {
  Array log_sum;  ///< of exp of the others
  Array mean;     ///< of the others
  double num;     ///< samples
};

/// Along the last axis, with those to add up behind it.
Others without_each(const char* who, const Array& logx) {
  const std::int64_t n = logx.dim(-1);
  if (n < 2) throw ShapeError(text(who, ": needs at least 2 samples, got shape ", logx.shape()));
  const Array all = expand_dims(logx, -2);
  const Array is_own = eye(n) == 1.;
  const Array others = where(is_own, -std::numeric_limits<double>::infinity(), all);
  const Array total = sum(where(is_own, 0., all), {.axes = {-1}});
  const auto num = static_cast<double>(n);
  return {logsumexp(others, {.axes = {-1}}), total / (num - 1), num};
}

template <class F>
Array along(const char* who, const Array& logx, std::int64_t axis, F f) {
  const std::int64_t own = resolved_axis(who, logx.shape(), axis);
  return move_axis(f(without_each(who, move_axis(as_floating(logx), own, -1))), -1, own);
}

}  // namespace

Array log_loosum_exp(const Array& logx, std::int64_t axis) {
  return along("log_loosum_exp", logx, axis, [](const Others& o) { return o.log_sum; });
}
Array log_loomean_exp(const Array& logx, std::int64_t axis) {
  return along("log_loomean_exp", logx, axis,
               [](const Others& o) { return o.log_sum - std::log(o.num - 1); });
}
Array log_soosum_exp(const Array& logx, std::int64_t axis) {
  return along("log_soosum_exp", logx, axis,
               [](const Others& o) { return log_add_exp(o.log_sum, o.mean); });
}
Array log_soomean_exp(const Array& logx, std::int64_t axis) {
  return along("log_soomean_exp", logx, axis,
               [](const Others& o) { return log_add_exp(o.log_sum, o.mean) - std::log(o.num); });
}

}  // namespace aleator::stats
