// SPDX-License-Identifier: Apache-2.0
#include "aleator/base/version.h"

namespace aleator {

std::string_view version() { return ALEATOR_VERSION; }

}  // namespace aleator
