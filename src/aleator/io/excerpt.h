// SPDX-License-Identifier: Apache-2.0
// Defines how text from a file is quoted in a message.
#pragma once

#include <string>
#include <string_view>

namespace aleator::io {

/// The text in single quotes, cut after 40 characters; bytes that are not printable ASCII or valid
/// UTF-8 appear as \xNN, so that a message is always one printable line.
std::string excerpt(std::string_view content);

/// Without the spaces and tabs at both ends.
std::string trimmed(std::string_view content);

}  // namespace aleator::io
