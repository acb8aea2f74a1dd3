// SPDX-License-Identifier: Apache-2.0
// Defines the attributes of dot_general, and declares which of them libraries compute.
#pragma once

#include "aleator/base/shape.h"
#include "aleator/kernels/products.h"

#include <optional>

namespace aleator {

/// Axes that are batched over and summed over, in pairs. The output has the batch axes, the other
/// axes of the left operand, then those of the right.
struct DotGeneral {
  Dims left_batch, right_batch, left_contracting, right_contracting;
  friend bool operator==(const DotGeneral&, const DotGeneral&) = default;
  template <class V>
  void visit(V&& v) const {
    v("lhs_batching_dimensions", left_batch);
    v("rhs_batching_dimensions", right_batch);
    v("lhs_contracting_dimensions", left_contracting);
    v("rhs_contracting_dimensions", right_contracting);
  }
};

class Node;
struct EvaluateContext;
/// Products in host memory.
void evaluate_dot(const EvaluateContext& context);
/// Whether the node is a product of matrices without lanes that is large enough for a library.
bool is_library_product(const Node& node);

/// Products of matrices one after the other in memory, by a library.
struct LibraryProduct {
  std::int64_t num_matrices;
  kernels::ProductSizes sizes;
  bool is_left_transposed, is_right_transposed;
};
/// What such a node is, where its operands without gaps are matrices or transposes as they stand.
std::optional<LibraryProduct> plain_library_product(const Node& node);
/// Its elements from those of dense operands.
void multiply(const LibraryProduct& product, Dtype dtype, const void* left, const void* right,
              void* result);

}  // namespace aleator
