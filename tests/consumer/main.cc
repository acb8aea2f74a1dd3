// SPDX-License-Identifier: Apache-2.0
// Uses the installed library as another project would; exits with 0 if the answer is right.
#include <aleator/aleator.h>

#include <cstdio>

int main() {
  const aleator::Shape shape = aleator::broadcast_shapes({3, 1}, {4}, "consumer");
  std::puts(shape.to_string().c_str());
  return shape == aleator::Shape{3, 4} ? 0 : 1;
}
