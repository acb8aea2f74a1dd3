// SPDX-License-Identifier: Apache-2.0
// Defines how functions run on a device: as StableHLO that its plugin compiles.
#pragma once

#include "aleator/graph/function.h"
#include "aleator/lowering/stablehlo/emit.h"
#include "aleator/runtime/pjrt/client.h"

namespace aleator::pjrt {

/// A device that programs run on.
struct Target {
  Ref<const Client> client;
  std::size_t device = 0;
  stablehlo::Profile profile = stablehlo::Profile::Wide;
  std::string name;         ///< "cuda:0"
  std::string fingerprint;  ///< of the client
};

/// Runs a closed function there. Arguments that the device holds are used where they are, others
/// are brought there and stay; results stay there until they are read.
std::vector<Buffer> run(const Target& target, const Function& function,
                        const std::vector<Buffer>& arguments);

}  // namespace aleator::pjrt
