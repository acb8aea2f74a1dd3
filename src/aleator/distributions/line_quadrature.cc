// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/line_quadrature.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"

namespace aleator {

Array integral_over_line(const LineWindow& window, const Callable<Array(const Array& s)>& f) {
  constexpr std::int64_t kNum = 161;
  const Array center = stop_gradient(window.center), width = stop_gradient(window.width);
  const auto reach = [&](const Array& rate) {
    return asinh(12. + 40. / (stop_gradient(rate) * width));
  };
  const Array low = -reach(window.left_rate), high = reach(window.right_rate);
  const Array step = (high - low) / static_cast<double>(kNum - 1);
  const std::int64_t rank = (center + low + high).rank();
  const Dims ones(static_cast<std::size_t>(rank), 1);
  const Array index = reshape(astype(arange(kNum), center.dtype()), Shape{kNum} + Shape(ones));
  const Array u = low + step * index;
  return sum(width * cosh(u) * step * f(center + width * sinh(u)), {.axes = {0}});
}

Array entropy_over_line(const LineWindow& window,
                        const Callable<LogDensityAt(const Array& s)>& density) {
  return integral_over_line(window, [&](const Array& s) {
    const LogDensityAt at = density(s);
    const Array has_mass = at.log_prob + at.log_slope > -700.;
    const Array log_prob = where(has_mass, at.log_prob, 0.);
    return where(has_mass, -exp(log_prob + at.log_slope) * log_prob, 0.);
  });
}

}  // namespace aleator
