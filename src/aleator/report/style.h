// SPDX-License-Identifier: Apache-2.0
// Defines the style sheet of report pages.
#pragma once

#include <string_view>

namespace aleator::report {

/// CSS for the page and its pictures: light and dark by the reader's preference, light on paper.
extern const std::string_view kStyleSheet;

}  // namespace aleator::report
