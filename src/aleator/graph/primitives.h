// SPDX-License-Identifier: Apache-2.0
// Declares every primitive: kAdd, kExp, ... from the one list.
#pragma once

#include "aleator/graph/primitive.h"

namespace aleator {

#define ALEATOR_PRIMITIVE(name) extern const Primitive name;
#include "aleator/graph/primitives/list.h"
#undef ALEATOR_PRIMITIVE

}  // namespace aleator
