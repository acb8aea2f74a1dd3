// SPDX-License-Identifier: Apache-2.0
// Declares the reference posteriors as programs.
#pragma once

#include "tests/posteriors/models.h"

namespace aleator::posteriors {

/// A model as a statistician would write it, conditioned on its data.
ppl::JointDistribution program(const std::string& name);
/// By how much its log density exceeds that of the reference.
double constant_of(const std::string& name);

}  // namespace aleator::posteriors
