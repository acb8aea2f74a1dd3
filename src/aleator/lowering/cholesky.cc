// SPDX-License-Identifier: Apache-2.0
// Defines factorization in the lanes of many chains, by tiles that stay in registers.
#include "aleator/lowering/control.h"
#include "aleator/lowering/matrix.h"
#include "aleator/lowering/tiles.h"

#include <limits>

namespace aleator::lowering {
namespace {

/// One factorization of the lower triangle of `from` into `to`, column block by column block.
class Cholesky {
 public:
  Cholesky(Unit& unit, const Storage& from, const Storage& to, std::int64_t n, Indices prefix)
      : unit_(unit),
        from_(from),
        to_(to),
        n_(n),
        prefix_(std::move(prefix)),
        tiles_(unit, to),
        width_(tiles_.width()),
        tile_(tiles_.size()) {}

  void emit() {
    ok_ = unit_.emitter().allocate(Dtype::boolean, width_, 1);
    unit_.emitter().store(ir::widened(ir::constant_value(Dtype::boolean, 1), width_), ok_);
    const std::int64_t blocks = n_ / tile_, rest = n_ % tile_;
    if (blocks > 0) {
      unit_.loop(index(blocks), [&](const ir::Value& block) {
        column(block * index(tile_), index(blocks - 1) - block, rest);
      });
    }
    if (rest > 0) diagonal(index(blocks * tile_), static_cast<int>(rest));
    spoil();
  }

 private:
  Indices at(const ir::Value& i, const ir::Value& j) const {
    Indices all = prefix_;
    all.push_back(i);
    all.push_back(j);
    return all;
  }
  ir::Value ok() { return unit_.emitter().load_now(ok_, {Dtype::boolean, width_, 0, 0}); }

  /// from - to to', over a tile, with the first j0 columns of `to`.
  Tile updated(const ir::Value& i0, const ir::Value& j0, const TileSize& size) {
    const auto column_of = [this](const ir::Value& row) {
      return [this, row](std::size_t r, const ir::Value& k) {
        return unit_.load_now(to_, at(plus(row, r), k));
      };
    };
    TileProducts products{.left = column_of(i0), .right = {}, .depth = j0};
    if (!size.is_diagonal) products.right = column_of(j0);
    return tiles_.subtracted(size,
                             [&](std::size_t r, std::size_t c) {
                               return unit_.load(from_, at(plus(i0, r), plus(j0, c)));
                             },
                             {products});
  }

  /// Factors the tile at (i0, i0) in registers; the inverses of its diagonal stand in column
  /// `size`.
  Tile diagonal(const ir::Value& i0, int size) {
    const auto n = static_cast<std::size_t>(size);
    Tile t = updated(i0, i0, {n, n, true});
    for (std::size_t c = 0; c < n; ++c) {
      for (std::size_t r = c; r < n; ++r) {
        for (std::size_t k = 0; k < c; ++k) t[r][c] = t[r][c] - t[r][k] * t[c][k];
      }
      const ir::Value is_good =
          binary(ir::Binary::bit_and,
                 compare(ir::Compare::greater, t[c][c], ir::constant_value(to_.dtype, 0)),
                 compare(ir::Compare::less, t[c][c],
                         ir::constant_value(to_.dtype, std::numeric_limits<double>::infinity())));
      unit_.emitter().store(splat(binary(ir::Binary::bit_and, ok(), is_good), width_), ok_);
      t[c][c] = unary(ir::Unary::sqrt, t[c][c]);
      const ir::Value inverse =
          binary(ir::Binary::divide, ir::constant_value(to_.dtype, 1), t[c][c]);
      for (std::size_t r = c + 1; r < n; ++r) t[r][c] = t[r][c] * inverse;
      t[c].push_back(inverse);
    }
    for (std::size_t r = 0; r < n; ++r) {
      for (std::size_t c = 0; c <= r; ++c) unit_.store(t[r][c], to_, at(plus(i0, r), plus(i0, c)));
    }
    return t;
  }

  /// The block column whose diagonal tile is at j0: `below` more tiles, then `rest` rows.
  void column(const ir::Value& j0, const ir::Value& below, std::int64_t rest) {
    const Tile d = diagonal(j0, tile_);
    tiles_.loop(below, [&](const ir::Value& i) {
      solved(j0 + (i + index(1)) * index(tile_), j0, tile_, d);
    });
    if (rest > 0) solved(index(n_ - rest), j0, static_cast<int>(rest), d);
  }

  /// A tile below the diagonal tile `d`.
  void solved(const ir::Value& i0, const ir::Value& j0, int rows, const Tile& d) {
    const auto n = static_cast<std::size_t>(tile_);
    Tile t = updated(i0, j0, {static_cast<std::size_t>(rows), n, false});
    for (std::size_t r = 0; r < t.size(); ++r) {
      for (std::size_t c = 0; c < n; ++c) {
        for (std::size_t k = 0; k < c; ++k) t[r][c] = t[r][c] - t[r][k] * d[c][k];
        t[r][c] = t[r][c] * d[c].back();
        unit_.store(t[r][c], to_, at(plus(i0, r), plus(j0, c)));
      }
    }
  }

  /// Lanes whose matrix is not positive definite become NaN, and no others.
  void spoil() {
    const ir::Value good = ok();
    const ir::Value bad = binary(ir::Binary::bit_xor, good, ir::constant_value(Dtype::boolean, 1));
    const ArrayType mask{.dtype = Dtype::boolean, .shape = {}};
    unit_.guarded(any_element(unit_, {.storage = {}, .value = bad}, mask), [&] {
      const ir::Value nan = ir::constant_value(to_.dtype, std::numeric_limits<double>::quiet_NaN());
      unit_.loop(index(n_), [&](const ir::Value& i) {
        unit_.loop(i + index(1), [&](const ir::Value& j) {
          unit_.store(select(good, unit_.load_now(to_, at(i, j)), nan), to_, at(i, j));
        });
      });
    });
  }

  Unit& unit_;
  Storage from_, to_;
  std::int64_t n_;
  Indices prefix_;
  Tiles tiles_;
  int width_, tile_;
  ir::Pointer ok_;
};

}  // namespace

void lower_cholesky(Region& region, const Node& node) {
  if (!is_for_lanes(region, node)) return lower_on_host(region, node);
  Unit& unit = region.unit();
  const ArrayType& type = node.types[0];
  const Storage from = region.stored(node.inputs[0]);
  const Storage to = region.destination(&node, 0);
  const std::int64_t n = type.shape[type.shape.rank() - 1];
  unit.for_each(batch_type(type), [&](const Indices& prefix) {
    if (!region.is_lower_only(&node)) clear_above_diagonal(unit, to, prefix, n);
    Cholesky(unit, from, to, n, prefix).emit();
  });
  region.bind(output_of(node, 0), {.storage = unit.renewed(to), .value = {}});
}

}  // namespace aleator::lowering
