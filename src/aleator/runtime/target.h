// SPDX-License-Identifier: Apache-2.0
// Declares the default device, for the evaluator.
#pragma once

#include "aleator/runtime/pjrt/program.h"

#include <memory>

namespace aleator {

/// Null: programs run on this processor.
std::shared_ptr<const pjrt::Target> default_target();

}  // namespace aleator
