// SPDX-License-Identifier: Apache-2.0
// Declares emit(), which writes a closed function as a StableHLO module for any compiler that reads
// it.
#pragma once

#include "aleator/graph/function.h"

#include <string>
#include <vector>

namespace aleator::stablehlo {

/// What the processors of a device can do.
enum class Profile : std::uint8_t {
  Wide,   ///< float32 and float64: CPUs, CUDA, ROCm
  Narrow  ///< float32 alone: TPUs, Metal
};

struct Options {
  Profile profile = Profile::Wide;
  std::string name = "aleator";  ///< of the module
  /// Parameter donated[k].first may be overwritten by output donated[k].second, of the same type.
  std::vector<std::pair<std::size_t, std::size_t>> donated = {};
};

/// The module as text: MLIR's generic syntax, operations of StableHLO 1.0 only, entry point @main.
/// Equal functions give equal text. Throws NotImplemented for an operation that has no form on the
/// profile, with its name and dtype.
std::string emit(const Function& function, const Options& options = {});

}  // namespace aleator::stablehlo
