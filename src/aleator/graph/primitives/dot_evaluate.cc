// SPDX-License-Identifier: Apache-2.0
// Defines how products are computed in host memory: large ones by a library, others by loops. Own
// sums of float32 are in float64.
#include "aleator/base/error.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/dot.h"
#include "aleator/graph/primitives/dot_axes.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/strided.h"

namespace aleator {
namespace {

using dot_axes::free_axes;
using dot_axes::is_ascending;
using dot_axes::joined;

/// Whether a dense operand is a block [batch, contracted, free].
bool is_transposed_block(std::int64_t rank, const Dims& batch, const Dims& contracting) {
  return is_ascending(joined(joined(batch, contracting), free_axes(rank, batch, contracting)));
}
/// Whether it is a block [batch, free, contracted].
bool is_plain_block(std::int64_t rank, const Dims& batch, const Dims& contracting) {
  return is_ascending(joined(joined(batch, free_axes(rank, batch, contracting)), contracting));
}

/// The operand as a dense block [batch, free, contracted].
Buffer arranged(const Buffer& x, const Dims& batch, const Dims& contracting) {
  const Dims order =
      joined(joined(batch, free_axes(x.shape().rank(), batch, contracting)), contracting);
  if (is_ascending(order)) return x;
  const Dims own = x.shape().strides();
  Dims dims, strides;
  for (const std::int64_t axis : order) {
    dims.push_back(x.shape()[axis]);
    strides.push_back(own[static_cast<std::size_t>(axis)]);
  }
  Buffer result(x.dtype(), Shape(dims));
  copy_strided(result.shape(), size_of(x.dtype()), x.bytes(), strides, result.mutable_bytes(),
               result.shape().strides());
  return result;
}

/// rows[i] . columns[j] for all i and j.
template <class T>
void multiply_block(const T* rows, const T* columns, T* out, std::int64_t m, std::int64_t n,
                    std::int64_t k) {
  using A = std::conditional_t<std::is_same_v<T, float>, double, T>;
  for (std::int64_t i = 0; i < m; ++i) {
    for (std::int64_t j = 0; j < n; ++j) {
      A total{0};
      for (std::int64_t l = 0; l < k; ++l) {
        const A product =
            wrapping(static_cast<A>(rows[i * k + l]), static_cast<A>(columns[j * k + l]),
                     [](auto x, auto y) { return x * y; });
        total = wrapping(total, product, [](auto x, auto y) { return x + y; });
      }
      out[i * n + j] = static_cast<T>(total);
    }
  }
}

std::int64_t product_of(const Shape& shape, const Dims& axes) {
  std::int64_t product = 1;
  for (const std::int64_t axis : axes) product *= shape[axis];
  return product;
}

kernels::ProductSizes sizes_of(const Shape& left, const Shape& right, const DotGeneral& a) {
  return {product_of(left, free_axes(left.rank(), a.left_batch, a.left_contracting)),
          product_of(right, free_axes(right.rank(), a.right_batch, a.right_contracting)),
          product_of(left, a.left_contracting)};
}

/// Matrices [batch, free, contracted] or their transposes, whichever they are.
LibraryProduct library_product(const Shape& left, const Shape& right, const DotGeneral& a) {
  return {product_of(left, a.left_batch), sizes_of(left, right, a),
          is_transposed_block(left.rank(), a.left_batch, a.left_contracting),
          !is_transposed_block(right.rank(), a.right_batch, a.right_contracting)};
}

template <class T>
void multiply_matrices(const LibraryProduct& p, const T* left, const T* right, T* out) {
  const auto [m, n, k] = p.sizes;
  for (std::int64_t b = 0; b < p.num_matrices; ++b) {
    kernels::multiply(kernels::Product<T>{.sizes = p.sizes,
                                          .is_left_transposed = p.is_left_transposed,
                                          .is_right_transposed = p.is_right_transposed,
                                          .left = left + b * m * k,
                                          .right = right + b * n * k,
                                          .result = out + b * m * n});
  }
}

template <class T>
void multiply_large(const EvaluateContext& c) {
  const auto& a = c.attributes_as<DotGeneral>();
  const LibraryProduct p = library_product(c.inputs[0].shape(), c.inputs[1].shape(), a);
  const Buffer left =
      p.is_left_transposed ? c.inputs[0] : arranged(c.inputs[0], a.left_batch, a.left_contracting);
  const Buffer right = p.is_right_transposed
                           ? arranged(c.inputs[1], a.right_batch, a.right_contracting)
                           : c.inputs[1];
  multiply_matrices(p, left.data<T>(), right.data<T>(), c.output<T>());
}

}  // namespace

void evaluate_dot(const EvaluateContext& c) {
  const auto& a = c.attributes_as<DotGeneral>();
  for (const std::size_t i : {0, 1}) c.input<std::byte>(i);
  const Shape& left_shape = c.inputs[0].shape();
  const std::int64_t batch = product_of(left_shape, a.left_batch);
  const kernels::ProductSizes sizes = sizes_of(left_shape, c.inputs[1].shape(), a);
  if (kernels::serves_product(c.types[0].dtype, sizes))
    return (c.types[0].dtype == float32 ? multiply_large<float> : multiply_large<double>)(c);
  const auto [m, n, k] = sizes;
  const Buffer left = arranged(c.inputs[0], a.left_batch, a.left_contracting);
  const Buffer right = arranged(c.inputs[1], a.right_batch, a.right_contracting);
  visit_dtype(c.types[0].dtype, [&](auto zero) {
    using T = decltype(zero);
    if constexpr (!std::is_same_v<T, bool>) {
      T* out = c.output<T>();
      for (std::int64_t b = 0; b < batch; ++b) {
        multiply_block(left.data<T>() + b * m * k, right.data<T>() + b * n * k, out + b * m * n, m,
                       n, k);
      }
    }
  });
}

bool is_library_product(const Node& node) {
  if (&node.primitive != &kDotGeneral) return false;
  const ArrayType &left = node.inputs[0].type(), &right = node.inputs[1].type();
  return left.lane_axis == kNoLane && right.lane_axis == kNoLane &&
         kernels::serves_product(
             left.dtype, sizes_of(left.shape, right.shape, node.attributes_as<DotGeneral>()));
}

std::optional<LibraryProduct> plain_library_product(const Node& node) {
  if (!is_library_product(node)) return {};
  const auto& a = node.attributes_as<DotGeneral>();
  const Shape &left = node.inputs[0].shape(), &right = node.inputs[1].shape();
  const LibraryProduct p = library_product(left, right, a);
  const bool fits =
      (p.is_left_transposed || is_plain_block(left.rank(), a.left_batch, a.left_contracting)) &&
      (!p.is_right_transposed || is_plain_block(right.rank(), a.right_batch, a.right_contracting));
  return fits ? std::optional(p) : std::nullopt;
}

void multiply(const LibraryProduct& p, Dtype dtype, const void* left, const void* right,
              void* result) {
  if (dtype == float32)
    multiply_matrices(p, static_cast<const float*>(left), static_cast<const float*>(right),
                      static_cast<float*>(result));
  else
    multiply_matrices(p, static_cast<const double*>(left), static_cast<const double*>(right),
                      static_cast<double*>(result));
}

}  // namespace aleator
