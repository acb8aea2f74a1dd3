// SPDX-License-Identifier: Apache-2.0
// Declares the library's version.
#pragma once

#include <string_view>

namespace aleator {

/// "0.1.0": major, minor, patch.
std::string_view version();

}  // namespace aleator
