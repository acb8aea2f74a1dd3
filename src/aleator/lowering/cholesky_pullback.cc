// SPDX-License-Identifier: Apache-2.0
// Defines the adjoint of a factorization in the lanes of many chains. The symmetric S is made by
// block columns from the last, both of its triangles, so that rows of it are columns too.
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

  /// Fills S for the matrices at `prefix`.
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
  /// Half the diagonal, nothing above it.
  void finish(const Storage& to, const Indices& prefix) const {
    Indices at = prefix;
    at.resize(prefix.size() + 2);
    unit_.loop(index(n_), [&](const ir::Value& i) {
      at[prefix.size()] = i;
      unit_.loop(index(n_), [&](const ir::Value& j) {
        at[prefix.size() + 1] = j;
        const ir::Value x = unit_.load_now(s_, at);
        const ir::Value half = x * ir::constant_value(s_.dtype, 0.5);
        const ir::Value inside = select(compare(ir::Compare::equal, i, j), half, x);
        unit_.store(
            select(compare(ir::Compare::less, i, j), ir::constant_value(s_.dtype, 0), inside), to,
            at);
      });
    });
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
    const ir::Value known = plus(j0, size.columns);
    Tile t = tiles_.subtracted(
        size,
        [&](std::size_t r, std::size_t c) {
          return unit_.load(cotangent_, at(plus(i0, r), plus(j0, c)));
        },
        {.left = [&](std::size_t r,
                     const ir::Value& k) { return unit_.load_now(s_, at(plus(i0, r), known + k)); },
         .right = [&](std::size_t c,
                      const ir::Value& k) { return unit_.load(l_, at(known + k, plus(j0, c))); },
         .depth = index(n_) - known});
    for (std::size_t c = size.columns; c-- > 0;) {
      for (std::size_t r = size.rows; r-- > (size.is_diagonal ? c : 0);) {
        for (std::size_t m = c + 1; m < size.columns; ++m)
          t[r][c] = t[r][c] - (size.is_diagonal && m > r ? t[m][r] : t[r][m]) * d[m][c];
        t[r][c] = t[r][c] * d[c].back();
        unit_.store(t[r][c], s_, at(plus(i0, r), plus(j0, c)));
        unit_.store(t[r][c], s_, at(plus(j0, c), plus(i0, r)));
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
  const Storage s = unit.allocate_scratch(type), to = region.destination(&node, 0);
  CholeskyPullback pullback(unit, l, cotangent, s, type.shape[type.shape.rank() - 1]);
  unit.for_each(batch_type(type), [&](const Indices& prefix) {
    pullback.emit(prefix);
    pullback.finish(to, prefix);
  });
  region.bind(output_of(node, 0), {.storage = unit.renewed(to), .value = {}});
}

}  // namespace aleator::lowering
