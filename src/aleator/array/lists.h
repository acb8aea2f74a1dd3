// SPDX-License-Identifier: Apache-2.0
// Declares what is done with flat lists of arrays: taking parts, joining, asking for types.
#pragma once

#include "aleator/array/array.h"

#include <initializer_list>

namespace aleator {

/// `count` arrays from position `first`.
Arrays part_of(const Arrays& arrays, std::size_t first, std::size_t count);
/// All arrays from position `first`.
Arrays rest_of(const Arrays& arrays, std::size_t first);
Arrays joined(std::initializer_list<Arrays> lists);

ArrayTypes types_of(const Arrays& arrays);
/// The same without weakness.
ArrayTypes strong_types_of(const Arrays& arrays);

}  // namespace aleator
