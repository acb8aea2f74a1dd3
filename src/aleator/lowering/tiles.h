// SPDX-License-Identifier: Apache-2.0
// Defines Tiles, blocks of a matrix that stay in registers while products are subtracted from them.
#pragma once

#include "aleator/lowering/region.h"

namespace aleator::lowering {

/// A small block of a matrix.
using Tile = std::vector<std::vector<ir::Value>>;

/// Of a tile; one on the diagonal has its lower triangle only.
struct TileSize {
  std::size_t rows, columns;
  bool is_diagonal;
  /// Calls f(row, column) for the elements there are.
  template <class F>
  void each(F f) const {
    for (std::size_t r = 0; r < rows; ++r) {
      for (std::size_t c = 0; c < (is_diagonal ? r + 1 : columns); ++c) f(r, c);
    }
  }
};

/// The rows and columns of a tile whose products are subtracted: row r has left(r, k), column c
/// right(c, k), for k = 0, ..., depth - 1. Where both are the same, `right` is empty.
struct TileProducts {
  Callable<ir::Value(std::size_t, const ir::Value&)> left, right;
  ir::Value depth;
};

/// Matrices in memory, one for each lane, in tiles.
class Tiles {
 public:
  Tiles(Unit& unit, const Storage& like);

  /// Rows and columns of a tile: as many as keep it and what it needs in registers.
  int size() const { return size_; }
  int width() const { return width_; }
  /// body(i) for i = 0, 1, ..., count - 1, which may be none.
  void loop(const ir::Value& count, const Callable<void(const ir::Value&)>& body) const;
  /// start(r, c) - sum over k of left(r, k) right(c, k), for one list of products after the other.
  Tile subtracted(const TileSize& size, const Callable<ir::Value(std::size_t, std::size_t)>& start,
                  const std::vector<TileProducts>& products) const;

 private:
  using Slots = std::vector<std::vector<ir::Pointer>>;
  void subtract(const TileSize& size, const TileProducts& products, const ir::Value& k,
                const Slots& slots) const;

  Unit& unit_;
  Dtype dtype_;
  int width_, size_;
};

inline ir::Value plus(const ir::Value& base, std::size_t k) {
  return base + index(static_cast<std::int64_t>(k));
}

}  // namespace aleator::lowering
