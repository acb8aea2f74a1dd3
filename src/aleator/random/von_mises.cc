// SPDX-License-Identifier: Apache-2.0
// Defines von Mises draws.
#include "aleator/array/ops/special.h"
#include "aleator/random/random.h"
#include "aleator/random/stream.h"

#include <limits>
#include <numbers>

namespace aleator::random {
namespace {

struct Attempt {
  Array number, half_versine, is_accepted;
};

/// Best and Fisher (1979), "Efficient simulation of the von Mises distribution", in terms of
/// (1 - cos x) / 2 and excess = s - 1, which stay accurate where the distribution is narrow.
Array one_von_mises(const Stream& stream, const Array& concentration) {
  const Array is_valid = logical_and(concentration >= 0., is_finite(concentration));
  // Below this it is uniform to the last bit.
  const Array kappa = where(is_valid, maximum(concentration, 0x1p-500), 1.);
  const Array root =
      where(kappa > 1e100, 2. * kappa, sqrt(1. + 4. * square(minimum(kappa, 1e100))));
  const Array excess = (1. + 1. / (root + 2. * kappa)) / (2. * kappa);
  const auto attempt = [&](const Attempt& s) {
    const Array u = stream.uniform(s.number) * (std::numbers::pi / 2),
                v = stream.uniform(s.number + 1);
    const Array sine = square(sin(u)), cosine = square(cos(u));
    const Array half_versine = excess * sine / (excess + 2. * cosine);
    const Array y = kappa * (excess + 2. * half_versine);
    const Array is_accepted = logical_or(y * (2. - y) > v, log(y / v) + 1. - y >= 0.);
    return Attempt{s.number + 2, half_versine, is_accepted};
  };
  const Array half_versine =
      while_loop([](const Attempt& s) { return logical_not(s.is_accepted); }, attempt,
                 Attempt{strong_scalar(std::int32_t{2}), zeros_like(kappa), astype(false, boolean)})
          .half_versine;
  const Array angle = 2. * asin(sqrt(minimum(half_versine, 1.)));
  const Array signed_angle = where(stream.uniform(0) < 0.5, -angle, angle);
  return where(is_valid, signed_angle, std::numeric_limits<double>::quiet_NaN());
}

}  // namespace

Array von_mises(const Key& key, const Array& concentration, const Shape& shape) {
  const Array x = each_element(key, shape, one_von_mises, concentration);
  return with_gradient(x, concentration, [](const Array& kappa, const Array& angle) {
    return von_mises_implicit_gradient(angle, kappa);
  });
}

}  // namespace aleator::random
