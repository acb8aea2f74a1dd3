// SPDX-License-Identifier: Apache-2.0
// Hello, world: a distribution, a random point, its density and the density's derivative.
#include <aleator/aleator.h>

#include <cmath>
#include <iostream>

using namespace aleator;
namespace tfd = aleator::distributions;

int main() {
  auto d = tfd::Normal({.loc = 0., .scale = 1.});
  Array x = d.sample(Key(42));                                    // a random point
  Array px = d.prob(x);                                           // its density
  Array slope = grad([&](Array t) { return d.log_prob(t); })(x);  // d log density / dx = -x
  std::cout << "x = " << x << ", density " << px << ", slope " << slope << "\n";

  const double z = x.item(), density = std::exp(-z * z / 2) / std::sqrt(2 * std::acos(-1.));
  return std::abs(px.item() - density) < 1e-15 && std::abs(slope.item() + z) < 1e-15 ? 0 : 1;
}
