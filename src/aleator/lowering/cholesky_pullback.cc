// SPDX-License-Identifier: Apache-2.0
// Defines the adjoint of a factorization in the lanes of many chains. The symmetric S is made by
// block columns from the last: its lower triangle, and whole tiles on the diagonal, so that a row
// of tiles is read along the row up to the diagonal, and down the column from there.
#include "aleator/lowering/control.h"
#include "aleator/lowering/matrix.h"
#include "aleator/lowering/tiles.h"

namespace aleator::lowering {
namespace {

class CholeskyPullback {
 public:
  CholeskyPullback(Unit& unit, const Storage& l, const Storage& cotangent, const Storage& s,
                   std::int64_t n)
      : unit_(unit), l_(l), cotangent_(cotangent), s_(s), n_(n), tiles_(unit, s) {}

  /// Fills the lower triangle of S for the matrices at `prefix`.
  void emit(const Indices& prefix) {
    prefix_ = prefix;
    const std::int64_t size = tiles_.size(), blocks = n_ / size, rest = n_ % size;
    const auto whole = static_cast<std::size_t>(size);
    if (rest > 0) column(index(blocks * size), static_cast<std::size_t>(rest), index(0));
    if (blocks == 0) return;
    unit_.loop(index(blocks), [&](const ir::Value& below) {
      column((index(blocks - 1) - below) * index(size), whole, below);
    });
  }
  /// Halves the diagonal; puts zeros above it unless nobody reads there.
  void finish(bool has_zeros) const {
    unit_.loop(index(n_), [&](const ir::Value& i) {
      const ir::Value x = unit_.load_now(s_, at(i, i));
      unit_.store(x * ir::constant_value(s_.dtype, 0.5), s_, at(i, i));
    });
    if (has_zeros) clear_above_diagonal(unit_, s_, prefix_, n_);
  }

 private:
  Indices at(const ir::Value& i, const ir::Value& j) const {
    Indices all = prefix_;
    all.push_back(i);
    all.push_back(j);
    return all;
  }
  /// Columns j0, ..., j0 + size - 1, with `below` whole tiles and the rest below them.
  void column(const ir::Value& j0, std::size_t size, const ir::Value& below) {
    const Tile d = diagonal_of_l(j0, size);
    const ir::Value first = plus(j0, size);
    const auto whole = static_cast<std::size_t>(tiles_.size());
    tiles_.loop(below, [&](const ir::Value& i) {
      tile(first + i * index(tiles_.size()), j0, {whole, size, false}, d);
    });
    const std::int64_t rest = n_ % tiles_.size();
    if (size == whole && rest > 0)
      tile(index(n_ - rest), j0, {static_cast<std::size_t>(rest), size, false}, d);
    tile(j0, j0, {size, size, true}, d);
  }

  /// The tile of L at (j0, j0); the inverses of its diagonal stand in column `size`.
  Tile diagonal_of_l(const ir::Value& j0, std::size_t size) {
    Tile d(size, std::vector<ir::Value>(size));
    for (std::size_t c = 0; c < size; ++c) {
      for (std::size_t r = c; r < size; ++r) d[r][c] = unit_.load(l_, at(plus(j0, r), plus(j0, c)));
    }
    for (std::size_t c = 0; c < size; ++c)
      d[c].push_back(binary(ir::Binary::divide, ir::constant_value(s_.dtype, 1), d[c][c]));
    return d;
  }

  /// S at rows i0, ... of the columns whose tile of L on the diagonal is d.
  void tile(const ir::Value& i0, const ir::Value& j0, const TileSize& size, const Tile& d) {
    const ir::Value known = plus(j0, size.columns), last = plus(i0, size.rows);
    const auto l_from = [&](const ir::Value& first) {
      return [this, first, j0](std::size_t c, const ir::Value& k) {
        return unit_.load(l_, at(first + k, plus(j0, c)));
      };
    };
    std::vector<TileProducts> products;
    if (!size.is_diagonal) {
      products.push_back({.left =
                              [&](std::size_t r, const ir::Value& k) {
                                return unit_.load_now(s_, at(plus(i0, r), known + k));
                              },
                          .right = l_from(known),
                          .depth = last - known});
    }
    products.push_back(
        {.left = [&](std::size_t r,
                     const ir::Value& k) { return unit_.load_now(s_, at(last + k, plus(i0, r))); },
         .right = l_from(last),
         .depth = index(n_) - last});
    Tile t = tiles_.subtracted(
        size,
        [&](std::size_t r, std::size_t c) {
          return unit_.load(cotangent_, at(plus(i0, r), plus(j0, c)));
        },
        products);
    for (std::size_t c = size.columns; c-- > 0;) {
      for (std::size_t r = size.rows; r-- > (size.is_diagonal ? c : 0);) {
        for (std::size_t m = c + 1; m < size.columns; ++m)
          t[r][c] = t[r][c] - (size.is_diagonal && m > r ? t[m][r] : t[r][m]) * d[m][c];
        t[r][c] = t[r][c] * d[c].back();
        unit_.store(t[r][c], s_, at(plus(i0, r), plus(j0, c)));
        if (size.is_diagonal && r > c) unit_.store(t[r][c], s_, at(plus(j0, c), plus(i0, r)));
      }
    }
  }

  Unit& unit_;
  Storage l_, cotangent_, s_;
  std::int64_t n_;
  Tiles tiles_;
  Indices prefix_;
};

}  // namespace

void lower_cholesky_pullback(Region& region, const Node& node) {
  if (!is_for_lanes(region, node)) return lower_on_host(region, node);
  Unit& unit = region.unit();
  const ArrayType& type = node.types[0];
  const Storage l = region.stored(node.inputs[0]), cotangent = region.stored(node.inputs[1]);
  const Storage to = region.destination(&node, 0);
  CholeskyPullback pullback(unit, l, cotangent, to, type.shape[type.shape.rank() - 1]);
  unit.for_each(batch_type(type), [&](const Indices& prefix) {
    pullback.emit(prefix);
    pullback.finish(!region.is_lower_only(&node));
  });
  region.bind(output_of(node, 0), {.storage = unit.renewed(to), .value = {}});
}

}  // namespace aleator::lowering
