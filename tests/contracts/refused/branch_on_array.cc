// SPDX-License-Identifier: Apache-2.0
// Refused: deleted function
#include <aleator/aleator.h>

double positive_part(const aleator::Array& x) {
  if (x > 0) return x.item();
  return 0;
}
