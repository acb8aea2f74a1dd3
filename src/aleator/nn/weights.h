// SPDX-License-Identifier: Apache-2.0
// Declares files of the Variables of a network.
#pragma once

#include "aleator/nn/layer.h"

#include <string>

namespace aleator::nn {

/// Writes all Variables of the layer, those that are not trained included, under their names
/// ("0.kernel") as a safetensors file, which other libraries read too.
void save_weights(const std::string& path, const Layer& layer);

/// Assigns the Variables of a built layer from such a file. Floating values are rounded to the
/// Variables' dtypes. ValueError, with nothing assigned, where the file is of another architecture:
/// it says which names or shapes differ.
void load_weights(const std::string& path, const Layer& layer);

}  // namespace aleator::nn
