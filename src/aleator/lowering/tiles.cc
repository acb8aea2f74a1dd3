// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/tiles.h"

namespace aleator::lowering {
namespace {

/// Processors whose registers have 64 bytes have 32 of them, others 16. Rounding depends on the
/// size of a tile: it must be the same for blocks of any number of lanes.
int tile_size(int vector_bytes) { return vector_bytes >= 64 ? 4 : 3; }

}  // namespace

Tiles::Tiles(Unit& unit, const Storage& like)
    : unit_(unit),
      dtype_(like.dtype),
      width_(unit.width_of(like.lane_axis)),
      size_(tile_size(unit.vector_bytes())) {}

void Tiles::loop(const ir::Value& count, const Callable<void(const ir::Value&)>& body) const {
  if (!count.is_constant()) {
    const ir::Value is_any = compare(ir::Compare::greater, count, index(0));
    return unit_.guarded(is_any, [&] { unit_.loop(count, body); });
  }
  if (ir::integer_of(count) > 0) unit_.loop(count, body);
}

Tile Tiles::subtracted(const TileSize& size,
                       const Callable<ir::Value(std::size_t, std::size_t)>& start,
                       const std::vector<TileProducts>& products) const {
  Tile tile(size.rows, std::vector<ir::Value>(size.columns));
  Slots slots(size.rows, std::vector<ir::Pointer>(size.columns));
  size.each([&](std::size_t r, std::size_t c) {
    slots[r][c] = unit_.emitter().allocate(dtype_, width_, 1);
    unit_.emitter().store(splat(start(r, c), width_), slots[r][c]);
  });
  for (const TileProducts& p : products)
    loop(p.depth, [&](const ir::Value& k) { subtract(size, p, k, slots); });
  size.each([&](std::size_t r, std::size_t c) {
    tile[r][c] = unit_.emitter().load_now(slots[r][c], {dtype_, width_, 0, 0});
  });
  return tile;
}

void Tiles::subtract(const TileSize& size, const TileProducts& products, const ir::Value& k,
                     const Slots& slots) const {
  std::vector<ir::Value> left, right;
  for (std::size_t r = 0; r < size.rows; ++r) left.push_back(products.left(r, k));
  for (std::size_t c = 0; c < size.columns; ++c)
    right.push_back(products.right ? products.right(c, k) : left[c]);
  size.each([&](std::size_t r, std::size_t c) {
    const ir::Value product = left[r] * right[c];
    const ir::Value old = unit_.emitter().load_now(slots[r][c], {dtype_, width_, 0, 0});
    unit_.emitter().store(old - product, slots[r][c]);
  });
}

}  // namespace aleator::lowering
