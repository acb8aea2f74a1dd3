// SPDX-License-Identifier: Apache-2.0
// Defines writing a whole file at once.
#pragma once

#include <string>
#include <string_view>

namespace aleator::io {

/// Writes the file or leaves what was there: the content goes to a temporary file beside it, which
/// then takes its name. IoError says which path and why.
void write_file(const std::string& path, std::string_view content);

}  // namespace aleator::io
