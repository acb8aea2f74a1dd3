// SPDX-License-Identifier: Apache-2.0
// Defines products of small matrices: rows and columns of the result in tiles, whose sums stay in
// registers while the contracted axes are run through. Vectors run along the columns.
#include "aleator/lowering/product.h"

#include "aleator/graph/primitives.h"
#include "aleator/lowering/lanes.h"
#include "aleator/lowering/space.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

constexpr std::int64_t kLeastSide = 8;
constexpr std::int64_t kLeastProducts = 1024;         // below, loops are as fast
constexpr std::int64_t kMostElements = 1 << 15;       // of a matrix that stays in the cache
constexpr std::int64_t kRegistersOfColumns = 2;       // of a tile
constexpr int kManyRegisters = 8, kFewRegisters = 4;  // rows of a tile, with 32 and 16 registers

/// The axes of a product's space: those of a matrix, its batches, and what is summed over.
struct Axes {
  DotAxes all;
  std::int64_t row = -1, column = -1;

  explicit Axes(const Node& node) : all(node) {
    const auto num_batch =
        static_cast<std::int64_t>(node.attributes_as<DotGeneral>().left_batch.size());
    const auto num_free = [&](const Dims& own) {
      return std::count_if(own.begin(), own.end(), [&](std::int64_t axis) {
        return axis >= num_batch && axis < all.num_result;
      });
    };
    const std::int64_t num_rows = num_free(all.left), num_columns = num_free(all.right);
    if (num_rows > 0) row = num_batch + num_rows - 1;
    if (num_columns > 0) column = num_batch + num_rows + num_columns - 1;
  }
  std::int64_t num_terms() const {
    return all.space.slice(all.num_result, all.space.rank()).size();
  }
};

class Product {
 public:
  Product(Region& region, const Node& node)
      : region_(region),
        unit_(region.unit()),
        node_(node),
        axes_(node),
        left_(region.stored(node.inputs[0])),
        right_(columns_together(region.stored(node.inputs[1]))),
        result_(region.destination(&node, 0)),
        space_(static_cast<std::size_t>(axes_.all.space.rank()), index(0)) {}

  void emit() {
    emit_from(0);
    region_.bind(output_of(node_, 0), {.storage = unit_.renewed(result_), .value = {}});
  }

 private:
  ir::Value& at(std::int64_t axis) { return space_[static_cast<std::size_t>(axis)]; }

  /// The right matrices with neighbouring columns side by side in memory.
  Storage columns_together(const Storage& given) {
    const Dims& own = axes_.all.right;
    const auto axis = std::find(own.begin(), own.end(), axes_.column) - own.begin();
    if (given.strides[static_cast<std::size_t>(axis)] == 1) return given;
    Dims sizes;
    for (const std::int64_t a : own) sizes.push_back(axes_.all.space[a]);
    std::swap(sizes[static_cast<std::size_t>(axis)], sizes.back());
    Storage packed = unit_.allocate_scratch({.dtype = given.dtype, .shape = Shape(sizes)});
    std::swap(packed.strides[static_cast<std::size_t>(axis)], packed.strides.back());
    unit_.for_each(node_.inputs[1].type(),
                   [&](const Indices& i) { unit_.store(unit_.load_now(given, i), packed, i); });
    return unit_.renewed(packed);
  }

  /// Loops over the axes of the result that are not those of a matrix, from `axis` on.
  void emit_from(std::int64_t axis) {
    if (axis == axes_.all.num_result) return emit_matrix();
    if (axis == axes_.row || axis == axes_.column) return emit_from(axis + 1);
    unit_.loop(index(axes_.all.space[axis]), [&](const ir::Value& i) {
      at(axis) = i;
      emit_from(axis + 1);
    });
  }

  void emit_matrix() {
    const auto lanes = static_cast<std::int64_t>(unit_.vector_bytes()) /
                       static_cast<std::int64_t>(size_of(result_.dtype));
    const std::int64_t columns = axes_.all.space[axes_.column], rows = axes_.all.space[axes_.row];
    // Vectors longer than a row would read beyond it.
    std::int64_t width = kRegistersOfColumns * lanes;
    while (width > columns) width /= 2;
    const std::int64_t tile = unit_.vector_bytes() >= 64 ? kManyRegisters : kFewRegisters;
    unit_.loop_in_vectors(columns, static_cast<int>(width), [&](const ir::Value& j) {
      at(axes_.column) = j;
      if (rows >= tile) {
        unit_.loop(index(rows / tile),
                   [&](const ir::Value& i) { emit_tile(i * index(tile), tile, j.width); });
      }
      if (rows % tile > 0) emit_tile(index(rows - rows % tile), rows % tile, j.width);
    });
  }

  void emit_tile(const ir::Value& first, std::int64_t num_rows, int width) {
    std::vector<ir::Pointer> sums;
    for (std::int64_t r = 0; r < num_rows; ++r) {
      sums.push_back(unit_.emitter().allocate(result_.dtype, width, 1));
      unit_.emitter().store(ir::widened(ir::constant_value(result_.dtype, 0), width), sums.back());
    }
    add_products(axes_.all.num_result, first, sums, width);
    for (std::int64_t r = 0; r < num_rows; ++r) {
      at(axes_.row) = first + index(r);
      const Indices to(space_.begin(), space_.begin() + axes_.all.num_result);
      unit_.store(
          unit_.emitter().load_now(sums[static_cast<std::size_t>(r)], {result_.dtype, width, 0, 0}),
          result_, to);
    }
  }

  /// Loops over the contracted axes from `axis` on.
  void add_products(std::int64_t axis, const ir::Value& first, const std::vector<ir::Pointer>& sums,
                    int width) {
    if (axis < axes_.all.space.rank()) {
      return unit_.loop(index(axes_.all.space[axis]), [&](const ir::Value& k) {
        at(axis) = k;
        add_products(axis + 1, first, sums, width);
      });
    }
    const ir::Value right = unit_.load_now(right_, chosen(axes_.all.right, space_));
    for (std::size_t r = 0; r < sums.size(); ++r) {
      at(axes_.row) = first + index(static_cast<std::int64_t>(r));
      const ir::Value left = unit_.load_now(left_, chosen(axes_.all.left, space_));
      const ir::Value old = unit_.emitter().load_now(sums[r], {result_.dtype, width, 0, 0});
      unit_.emitter().store(old + splat(left, width) * right, sums[r]);
    }
  }

  Region& region_;
  Unit& unit_;
  const Node& node_;
  const Axes axes_;
  const Storage left_, right_, result_;
  Indices space_;  ///< an index for each axis, of the open loops
};

}  // namespace

bool is_tiled_product(const Node& node) {
  if (&node.primitive != &kDotGeneral || !is_floating(node.types[0].dtype)) return false;
  const ArrayType &left = node.inputs[0].type(), &right = node.inputs[1].type();
  if (left.lane_axis != kNoLane || right.lane_axis != kNoLane) return false;
  const Axes axes(node);
  if (axes.row < 0 || axes.column < 0) return false;
  const std::int64_t rows = axes.all.space[axes.row], columns = axes.all.space[axes.column],
                     terms = axes.num_terms();
  return std::min({rows, columns, terms}) >= kLeastSide &&
         rows * columns * terms >= kLeastProducts &&
         std::max({rows * columns, rows * terms, columns * terms}) <= kMostElements;
}

void lower_product(Region& region, const Node& node) { Product(region, node).emit(); }

}  // namespace aleator::lowering
