// SPDX-License-Identifier: Apache-2.0
#include "aleator/base/error.h"

#include "aleator/base/text.h"

namespace aleator {

void Required::fail() const {
  throw ValueError(text("option '", name_, "' is required: write {.", name_, " = ...}"));
}

}  // namespace aleator
