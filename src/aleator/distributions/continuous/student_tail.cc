// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/continuous/student_tail.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/special.h"
#include "aleator/math/special.h"
#include "aleator/transforms/transforms.h"

#include <limits>

namespace aleator {
namespace {

/// Where z^2 < df, the share z^2 / (df + z^2); elsewhere df / (df + z^2). Both stay away from the
/// other's end.
struct Shares {
  Array is_near, near, far;
  Shares(const Array& df, const Array& z) {
    is_near = square(z) < df;
    const Array inner = where(is_near, square(z), 0.5 * df);
    near = inner / (df + inner);
    far = 1. / (1. + square(where(is_near, sqrt(df), abs(z)) / sqrt(df)));
  }
};

/// log of the density at z.
Array log_density(const Array& df, const Array& z) {
  return -0.5 * (df + 1.) * log1psquare(z / sqrt(df)) - student_log_normalizer(df);
}

/// A function of z with its derivative: through z^2 it would be infinite times zero at 0.
Array with_slope(const Array& value, const Array& df, const Array& z,
                 Array (*slope)(const Array&, const Array&)) {
  return custom_gradient([=](const Array& v, const Array& d, const Array& t) {
    return std::pair(v, [=](const Array& cotangent) {
      return std::tuple(cotangent, zeros_like(d), cotangent * slope(d, t));
    });
  })(value, broadcast_to(df, value.shape()), broadcast_to(z, value.shape()));
}
Array sign_of(const Array& z) { return where(z < 0, -1., 1.); }

}  // namespace

Array student_tails(const Array& df, const Array& z) {
  const Shares s(df, stop_gradient(z));
  const Array value =
      where(s.is_near, betaincc(0.5, 0.5 * df, s.near), betainc(0.5 * df, 0.5, s.far));
  return with_slope(value, df, z, [](const Array& d, const Array& t) {
    return -2. * sign_of(t) * exp(log_density(d, t));
  });
}

Array student_body(const Array& df, const Array& z) {
  const Shares s(df, stop_gradient(z));
  const Array value =
      where(s.is_near, betainc(0.5, 0.5 * df, s.near), betaincc(0.5 * df, 0.5, s.far));
  return with_slope(value, df, z, [](const Array& d, const Array& t) {
    return 2. * sign_of(t) * exp(log_density(d, t));
  });
}

Array log_student_tails(const Array& df, const Array& z) {
  const Shares s(df, stop_gradient(z));
  const Array value =
      where(s.is_near, log_betaincc(0.5, 0.5 * df, s.near), log_betainc(0.5 * df, 0.5, s.far));
  // The tail over its value, which is 1: of a constant value, so that slopes have slopes too.
  const auto share = custom_gradient([](const Array& v, const Array& d, const Array& t) {
    return std::pair(ones_like(v), [=](const Array& cotangent) {
      const Array slope = -2. * sign_of(t) * exp(log_density(d, t) - v);
      return std::tuple(zeros_like(v), zeros_like(d), cotangent * slope);
    });
  });
  return value + log(share(value, broadcast_to(df, value.shape()), broadcast_to(z, value.shape())));
}

Array student_size(const Array& df, const Array& q) {
  const Array is_far = q < 0.5;
  const Array x = betaincinv(0.5 * df, 0.5, where(is_far, q, 0.1));
  const Array y = betainccinv(0.5, 0.5 * df, where(is_far, 0.5, q));
  // Where x is tiny, I_x(df/2, 1/2) is x^(df/2) / (df/2 B(df/2, 1/2)), and x need not be held.
  const Array is_tiny = logical_and(is_far, x < 1e-20);
  const Array log_x =
      (log(where(is_tiny, q, 0.1)) + log(0.5 * df) + lbeta(0.5 * df, 0.5)) / (0.5 * df);
  const Array inner = where(is_tiny, 0.5, x);
  return where(is_tiny, exp(0.5 * (log(df) - log_x)),
               sqrt(df * where(is_far, (1. - inner) / inner, y / (1. - y))));
}

Array student_log_normalizer(const Array& df) { return lbeta(0.5, 0.5 * df) + 0.5 * log(df); }

Array student_entropy(const Array& df) {
  const Array half = 0.5 * (df + 1.);
  return half * (digamma(half) - digamma(0.5 * df)) + student_log_normalizer(df);
}

Array student_variance(const Array& df) {
  const Array is_finite = df > 2.;
  return where(is_finite, df / (where(is_finite, df, 3.) - 2.),
               where(df > 1., std::numeric_limits<double>::infinity(),
                     std::numeric_limits<double>::quiet_NaN()));
}

}  // namespace aleator
