// SPDX-License-Identifier: Apache-2.0
// Defines the FillTriangular bijector.
#pragma once

#include "aleator/bijectors/bijector.h"

namespace aleator::bijectors {

struct FillTriangularOptions {
  bool upper = false;  ///< which triangle
};

/// A vector of n (n + 1) / 2 numbers as a triangle of an n by n matrix, zeros elsewhere. The lower
/// triangle is that of the rows of the elements from the n-th on followed by all in reverse: 1 2 3
/// 4 5 6 become
///
///   4 0 0
///   6 5 0
///   3 2 1
///
/// The upper triangle is that of the rows of all followed by those from the n-th on in reverse.
/// log |det| = 0.
class FillTriangular : public Bijector {
 public:
  FillTriangular() : FillTriangular(FillTriangularOptions{}) {}
  explicit FillTriangular(const FillTriangularOptions& options);
};

}  // namespace aleator::bijectors
