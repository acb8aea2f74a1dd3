// SPDX-License-Identifier: Apache-2.0
// Declares reductions and cumulative operations.
#pragma once

#include "aleator/array/array.h"

namespace aleator {

/// Axes to reduce: {0, -1}, or all of them when left out.
class Axes {
 public:
  Axes() = default;
  Axes(std::initializer_list<Dim> axes) : axes_(Dims(axes.begin(), axes.end())) {}
  Axes(Dims axes) : axes_(std::move(axes)) {}
  /// The axes as 0..rank-1, sorted. `who` names the operation in errors.
  Dims resolve(std::int64_t rank, const char* who) const;

 private:
  std::optional<Dims> axes_;
};

struct ReduceOptions {
  Axes axes = {};
  bool keep_dims = false;  ///< reduced axes stay with length 1
};

Array sum(const Array& x, const ReduceOptions& options = {});  ///< bools are counted as int64
Array mean(const Array& x,
           const ReduceOptions& options = {});  ///< float64 for integers; NaN when empty
Array product(const Array& x, const ReduceOptions& options = {});
Array max(const Array& x, const ReduceOptions& options = {});  ///< NaN if any is; -inf when empty
Array min(const Array& x, const ReduceOptions& options = {});
Array all(const Array& x, const ReduceOptions& options = {});  ///< of bools
Array any(const Array& x, const ReduceOptions& options = {});
/// Mean squared deviation; ddof = 1 divides by n - 1.
Array variance(const Array& x, const ReduceOptions& options = {}, int ddof = 0);
Array stddev(const Array& x, const ReduceOptions& options = {}, int ddof = 0);
/// log(sum(exp(x))) without overflow; -inf when every x is.
Array logsumexp(const Array& x, const ReduceOptions& options = {});

/// Position of the first largest (smallest) element along an axis; NaN counts as extreme.
Array argmax(const Array& x, std::int64_t axis = -1);
Array argmin(const Array& x, std::int64_t axis = -1);

/// Running sums ... along an axis, inclusive; from the end when is_reverse.
Array cumulative_sum(const Array& x, std::int64_t axis = -1, bool is_reverse = false);
Array cumulative_product(const Array& x, std::int64_t axis = -1, bool is_reverse = false);
Array cumulative_max(const Array& x, std::int64_t axis = -1, bool is_reverse = false);
Array cumulative_min(const Array& x, std::int64_t axis = -1, bool is_reverse = false);

}  // namespace aleator
