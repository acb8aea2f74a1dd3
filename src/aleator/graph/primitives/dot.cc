// SPDX-License-Identifier: Apache-2.0
// Defines dot_general, sums of products along pairs of axes. Own sums of float32 are in float64.
#include "aleator/graph/primitives/dot.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/strided.h"
#include "aleator/kernels/products.h"

#include <algorithm>

namespace aleator {
namespace {

Dims joined(Dims a, const Dims& b) {
  a.insert(a.end(), b.begin(), b.end());
  return a;
}
Dims shifted(Dims axes, std::int64_t by = 1) {
  for (std::int64_t& axis : axes) axis += by;
  return axes;
}
bool is_ascending(const Dims& axes) { return std::is_sorted(axes.begin(), axes.end()); }
bool has(const Dims& axes, std::int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) != axes.end();
}
std::int64_t position(const Dims& axes, std::int64_t axis) {
  return std::find(axes.begin(), axes.end(), axis) - axes.begin();
}
/// Axes that are neither batched nor contracted.
Dims free_axes(std::int64_t rank, const Dims& batch, const Dims& contracting) {
  Dims result;
  for (std::int64_t axis = 0; axis < rank; ++axis) {
    if (!has(batch, axis) && !has(contracting, axis)) result.push_back(axis);
  }
  return result;
}
Dims counted(std::int64_t first, std::size_t n) {
  Dims result;
  for (std::size_t i = 0; i < n; ++i) result.push_back(first + static_cast<std::int64_t>(i));
  return result;
}
Dims inverse(const Dims& permutation) {
  Dims result(permutation.size());
  for (std::size_t i = 0; i < permutation.size(); ++i)
    result[static_cast<std::size_t>(permutation[i])] = static_cast<std::int64_t>(i);
  return result;
}

bool are_pairs(const Shape& left, const Shape& right, const Dims& a, const Dims& b) {
  bool fits = a.size() == b.size();
  for (std::size_t i = 0; fits && i < a.size(); ++i) {
    fits = a[i] >= 0 && a[i] < left.rank() && b[i] >= 0 && b[i] < right.rank() &&
           left[a[i]] == right[b[i]];
  }
  return fits;
}
bool are_distinct(Dims axes) {
  std::sort(axes.begin(), axes.end());
  return std::adjacent_find(axes.begin(), axes.end()) == axes.end();
}

ArrayTypes infer_dot(const InferContext& c) {
  const auto& a = c.attributes_as<DotGeneral>();
  const ArrayType& left = c.inputs[0];
  const ArrayType& right = c.inputs[1];
  if (left.dtype != right.dtype || !contains(c.primitive.dtypes, left.dtype))
    throw DtypeError(text("dot_general: needs operands of one numeric dtype, got ", left.dtype,
                          " and ", right.dtype));
  if (!are_pairs(left.shape, right.shape, a.left_batch, a.right_batch) ||
      !are_pairs(left.shape, right.shape, a.left_contracting, a.right_contracting) ||
      !are_distinct(joined(a.left_batch, a.left_contracting)) ||
      !are_distinct(joined(a.right_batch, a.right_contracting))) {
    throw ShapeError(text("dot_general: shapes ", left.shape, " and ", right.shape,
                          " do not fit batch axes ", a.left_batch, " and ", a.right_batch,
                          ", contracted axes ", a.left_contracting, " and ", a.right_contracting));
  }
  Dims dims;
  for (const std::int64_t axis : a.left_batch) dims.push_back(left.shape[axis]);
  for (const auto axis : free_axes(left.shape.rank(), a.left_batch, a.left_contracting))
    dims.push_back(left.shape[axis]);
  for (const auto axis : free_axes(right.shape.rank(), a.right_batch, a.right_contracting))
    dims.push_back(right.shape[axis]);
  return {{.dtype = left.dtype, .shape = Shape(dims)}};
}

/// The cotangent of one operand: contract the output's cotangent with the other operand over the
/// other's free axes, then put the axes in the operand's order. Its free axes are those of the
/// output, its contracted ones those of the other operand: the one whose axes come first is on the
/// left, so that most products need no other order.
Array cotangent_of(const VjpContext& c, bool is_left) {
  const auto& a = c.attributes_as<DotGeneral>();
  const Array &mine = c.inputs[is_left ? 0 : 1], &other = c.inputs[is_left ? 1 : 0];
  const Dims &batch = is_left ? a.left_batch : a.right_batch,
             &other_batch = is_left ? a.right_batch : a.left_batch,
             &contracting = is_left ? a.left_contracting : a.right_contracting,
             &other_contracting = is_left ? a.right_contracting : a.left_contracting;
  const Dims free = free_axes(mine.rank(), batch, contracting),
             other_free = free_axes(other.rank(), other_batch, other_contracting);
  const Dims batched = counted(0, batch.size()),
             summed =
                 counted(std::ssize(batch) + (is_left ? std::ssize(free) : 0), other_free.size());
  Dims contracted;  // in the order of the other's axes
  for (std::int64_t axis = 0; axis < other.rank(); ++axis) {
    if (has(other_contracting, axis))
      contracted.push_back(
          contracting[static_cast<std::size_t>(position(other_contracting, axis))]);
  }
  const Dims free_first = joined(joined(batch, free), contracted),
             contracted_first = joined(joined(batch, contracted), free);
  if (!is_ascending(free_first) && is_ascending(contracted_first)) {
    return apply(kDotGeneral, {other, c.cotangents[0]},
                 attributes(DotGeneral{other_batch, batched, other_free, summed}));
  }
  const Array product = apply(kDotGeneral, {c.cotangents[0], other},
                              attributes(DotGeneral{batched, other_batch, summed, other_free}));
  return transpose(product, inverse(free_first));
}

Arrays vjp_dot(const VjpContext& c) {
  return {c.wanted[0] ? cotangent_of(c, true) : Array(),
          c.wanted[1] ? cotangent_of(c, false) : Array()};
}

/// A batch axis of one operand alone is one of its free axes.
Arrays batch_dot(const BatchContext& c) {
  DotGeneral a = c.attributes_as<DotGeneral>();
  const auto num_batch = static_cast<std::int64_t>(a.left_batch.size());
  const std::int64_t num_left_free =
      c.inputs[0].rank() - num_batch - static_cast<std::int64_t>(a.left_contracting.size());
  if (c.is_batched[0]) {
    a.left_batch = shifted(a.left_batch);
    a.left_contracting = shifted(a.left_contracting);
  }
  if (c.is_batched[1]) {
    a.right_batch = shifted(a.right_batch);
    a.right_contracting = shifted(a.right_contracting);
  }
  if (c.is_batched[0] && c.is_batched[1]) {
    a.left_batch.insert(a.left_batch.begin(), 0);
    a.right_batch.insert(a.right_batch.begin(), 0);
    return {apply(kDotGeneral, c.inputs, attributes(a))};
  }
  const Array product = apply(kDotGeneral, c.inputs, attributes(a));
  return {move_axis(product, c.is_batched[0] ? num_batch : num_batch + num_left_free, 0)};
}

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

/// Where a lane axis of one operand is in the output.
int lane_of(const ArrayType& type, const Dims& batch, const Dims& contracting,
            std::int64_t first_free) {
  const int lane = type.lane_axis;
  if (lane == kNoLane || has(contracting, lane)) return kNoLane;
  if (has(batch, lane)) return static_cast<int>(position(batch, lane));
  return static_cast<int>(first_free +
                          position(free_axes(type.shape.rank(), batch, contracting), lane));
}

int lane_dot(const LaneContext& c) {
  const auto& a = c.attributes_as<DotGeneral>();
  const auto num_batch = static_cast<std::int64_t>(a.left_batch.size());
  const std::int64_t num_left_free =
      c.inputs[0].shape.rank() - num_batch - static_cast<std::int64_t>(a.left_contracting.size());
  const int left = lane_of(c.inputs[0], a.left_batch, a.left_contracting, num_batch);
  const int right =
      lane_of(c.inputs[1], a.right_batch, a.right_contracting, num_batch + num_left_free);
  if (left != kNoLane && right != kNoLane && left != right)
    throw ShapeError(text("dot_general: operands disagree about the lane axis of the result: ",
                          left, " and ", right));
  return left != kNoLane ? left : right;
}

}  // namespace

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

constinit const Primitive kDotGeneral{
    .name = "dot_general",
    .file = "dot.cc",
    .num_inputs = 2,
    .dtypes = Dtypes::numeric,
    .is_bilinear = true,
    .infer = infer_dot,
    .lane = lane_dot,
    .vjp = vjp_dot,
    .batch = batch_dot,
    .evaluate = evaluate_dot,
    .stablehlo = "dot_general",
};

}  // namespace aleator
