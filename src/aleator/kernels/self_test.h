// SPDX-License-Identifier: Apache-2.0
// Declares the tests that a library must pass before it is used: some versions compute wrong
// results with the kernels of some processors.
#pragma once

#include "aleator/kernels/onednn.h"
#include "aleator/kernels/openblas.h"

#include <string>

namespace aleator::kernels {

/// What is wrong, or "". Takes a few milliseconds.
std::string self_test(const OpenBlas& library);
std::string self_test(const OneDnn& library);

}  // namespace aleator::kernels
