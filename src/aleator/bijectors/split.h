// SPDX-License-Identifier: Apache-2.0
// Defines the Split bijector.
#pragma once

#include "aleator/bijectors/multipart_bijector.h"

#include <optional>

namespace aleator::bijectors {

/// Exactly one of num_splits and size_splits is given.
struct SplitOptions {
  std::optional<std::int64_t> num_splits = {};  ///< of equal length
  Dims size_splits = {};                        ///< lengths of the parts; one may be -1: the rest
  std::int64_t axis = -1;                       ///< negative: it belongs to the event
};

/// The parts of an array along an axis, in order: TFP's num_or_size_splits under two names.
/// log |det| = 0. Invert() of it concatenates.
class Split : public MultipartBijector {
 public:
  explicit Split(std::int64_t num_splits) : Split(SplitOptions{.num_splits = num_splits}) {}
  explicit Split(const SplitOptions& options);
};

}  // namespace aleator::bijectors
