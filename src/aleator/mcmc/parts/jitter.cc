// SPDX-License-Identifier: Apache-2.0
#include "aleator/mcmc/parts/jitter.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::mcmc {

Array halton_base2(const Array& n) {
  Array bits = astype(n, uint32);
  const auto mirror = [&](std::int64_t width, std::int64_t mask) {
    const Array m = astype(mask, uint32), distance = astype(width, uint32);
    bits = bitwise_or(bitwise_and(shift_right_logical(bits, distance), m),
                      shift_left(bitwise_and(bits, m), distance));
  };
  mirror(1, 0x55555555);
  mirror(2, 0x33333333);
  mirror(4, 0x0F0F0F0F);
  mirror(8, 0x00FF00FF);
  mirror(16, 0x0000FFFF);
  return astype(bits, float64) * 0x1p-32;
}

Array num_leapfrog_steps(const Parameters& parameters, const Array& fraction, int most) {
  const Array wanted =
      ceil(fraction * parameters.trajectory_length / max(astype(parameters.step_size, float64)));
  return astype(where(wanted >= 1., minimum(wanted, static_cast<double>(most)), 1.), int64);
}

void check_jitter(const char* who, int max_leapfrog_steps, const Array& trajectory_length) {
  if (max_leapfrog_steps < 1) {
    throw ValueError(
        text(who, ": max_leapfrog_steps must be at least 1, got ", max_leapfrog_steps));
  }
  if (trajectory_length.rank() != 0) {
    throw ShapeError(
        text(who, ": trajectory_length must be a scalar, got shape ", trajectory_length.shape()));
  }
  if (trajectory_length.is_known() && !(trajectory_length.item() > 0)) {
    throw ValueError(
        text(who, ": trajectory_length must be positive, got ", trajectory_length.item()));
  }
}

}  // namespace aleator::mcmc
