// SPDX-License-Identifier: Apache-2.0
// Defines the Restructure bijector.
#pragma once

#include "aleator/base/error.h"
#include "aleator/bijectors/multipart_bijector.h"

namespace aleator::bijectors {

struct RestructureOptions {
  /// A number for each part of y: that of the part of x it is.
  Dims output_structure = required("output_structure");
  Dims input_structure = {};  ///< the numbers of the parts of x, by default 0, 1, ...
};

/// The same parts in another order. log |det| = 0. Parts of trees get their names by the types:
///
///   struct Polar { Array radius, angle; };
///   Restructure({.output_structure = {1, 0}}).forward<Polar>(Arrays{angle, radius})
class Restructure : public MultipartBijector {
 public:
  explicit Restructure(const RestructureOptions& options);
};

}  // namespace aleator::bijectors
