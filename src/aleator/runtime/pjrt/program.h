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
/// are brought there and stay; results stay there until they are read, and nobody waits before. The
/// first `num_donated` arguments are those of run_donating() in transforms/donation.h.
std::vector<Buffer> run(const Target& target, const Function& function,
                        const std::vector<Buffer>& arguments, std::size_t num_donated = 0);

/// The same for a program that is at hand.
std::vector<Buffer> run(const Target& target, const Executable& executable,
                        const std::vector<Buffer>& arguments, const ArrayTypes& outputs,
                        std::size_t num_donated = 0);

}  // namespace aleator::pjrt
