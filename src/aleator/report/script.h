// SPDX-License-Identifier: Apache-2.0
// Declares the script that sorts and filters tables of report pages.
#pragma once

#include <string_view>

namespace aleator::report {

/// Gives every table of class "sortable" headings to click and a field to filter by name. Pages are
/// complete without it.
extern const std::string_view kTableScript;
/// SHA-256 of the script in base 64, by which the page's security policy admits it and nothing
/// else.
extern const std::string_view kTableScriptHash;

}  // namespace aleator::report
