// SPDX-License-Identifier: Apache-2.0
#include "aleator/vi/mutual_information.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cmath>

namespace aleator::vi {
namespace {

/// 1 for the pairs that were drawn together, of the dtype of the scores.
Array joint_pairs(const char* who, const Array& scores, const MutualInformationOptions& options) {
  const Shape& shape = scores.shape();
  const std::int64_t n = scores.rank() < 2 ? 0 : shape[scores.rank() - 1];
  if (n < 2 || shape[scores.rank() - 2] != n) {
    throw ShapeError(text(who,
                          ": logu must be scores of all pairs, [..., n, n] with n of 2 or "
                          "more, got shape ",
                          shape));
  }
  if (!options.joint_sample_mask) return eye(n, n, 0, scores.dtype());
  const Array& mask = *options.joint_sample_mask;
  if (mask.rank() < 2 || mask.shape()[mask.rank() - 1] != n || mask.shape()[mask.rank() - 2] != n) {
    throw ShapeError(text(who, ": joint_sample_mask must have the shape [..., n, n] of logu, ",
                          shape, ", got ", mask.shape()));
  }
  return astype(mask, scores.dtype());
}

/// The mean over the last two axes, of pairs that count. What does not count may be infinite.
Array mean_over(const Array& values, const Array& counts) {
  const ReduceOptions pairs{.axes = {-2, -1}};
  return sum(where(counts > 0., values, 0.), pairs) / sum(counts + zeros_like(values), pairs);
}

}  // namespace

Array lower_bound_barber_agakov(const Array& logu, const Array& entropy) {
  if (logu.rank() < 1) {
    throw ShapeError(text("lower_bound_barber_agakov: logu must have an axis of draws, got shape ",
                          logu.shape()));
  }
  return entropy + mean(logu, {.axes = {-1}});
}

Array lower_bound_info_nce(const Array& logu, const MutualInformationOptions& options) {
  const Array scores = as_floating(logu);
  const Array joint = joint_pairs("lower_bound_info_nce", scores, options);
  const double n = static_cast<double>(scores.shape()[scores.rank() - 1]);
  const Array log_mean = logsumexp(scores, {.axes = {-1}, .keep_dims = true}) - std::log(n);
  return mean_over(scores - log_mean, joint);
}

Array lower_bound_jensen_shannon(const Array& logu, const MutualInformationOptions& options) {
  const Array scores = as_floating(logu);
  const Array joint = joint_pairs("lower_bound_jensen_shannon", scores, options);
  return mean_over(-softplus(-scores), joint) - mean_over(softplus(scores), 1. - joint);
}

Array lower_bound_nguyen_wainwright_jordan(const Array& logu,
                                           const MutualInformationOptions& options) {
  const Array scores = as_floating(logu);
  const Array joint = joint_pairs("lower_bound_nguyen_wainwright_jordan", scores, options);
  return mean_over(scores, joint) - mean_over(exp(scores - 1.), 1. - joint);
}

}  // namespace aleator::vi
