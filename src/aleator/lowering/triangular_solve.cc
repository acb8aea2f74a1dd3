// SPDX-License-Identifier: Apache-2.0
// Defines substitution in the lanes of many chains.
#include "aleator/graph/primitives/triangular_solve.h"

#include "aleator/lowering/control.h"
#include "aleator/lowering/matrix.h"

namespace aleator::lowering {
namespace {

/// Solves triangular systems by substitution.
struct Substitution {
  Unit& unit;
  const TriangularSolve& options;
  const Storage& a;
  const Storage& x;
  std::int64_t n;

  /// Whether rows are solved from the first to the last.
  bool is_forward() const {
    return options.is_lower != (options.is_transposed != !options.is_left_side);
  }

  /// One right side, in place in x; `column` is its index along the other axis.
  void emit(const Indices& prefix, const ir::Value& column) const {
    const auto row_at = [&](const ir::Value& step) {
      return is_forward() ? step : index(n - 1) - step;
    };
    const auto x_at = [&](const ir::Value& i) {
      Indices at = prefix;
      at.push_back(options.is_left_side ? i : column);
      at.push_back(options.is_left_side ? column : i);
      return at;
    };
    const auto a_at = [&](const ir::Value& i, const ir::Value& j) {
      const bool is_swapped = options.is_transposed != !options.is_left_side;
      Indices at = prefix;
      at.push_back(is_swapped ? j : i);
      at.push_back(is_swapped ? i : j);
      return at;
    };
    const int width = unit.width_of(x.lane_axis);
    const auto solve = [&](const ir::Value& step, const ir::Value& total) {
      const ir::Value i = row_at(step);
      unit.store(options.is_unit_diagonal
                     ? total
                     : binary(ir::Binary::divide, total, unit.load(a, a_at(i, i))),
                 x, x_at(i));
    };
    solve(index(0), unit.load_now(x, x_at(row_at(index(0)))));
    if (n == 1) return;
    const ir::Pointer slot = unit.emitter().allocate(x.dtype, width, 1);
    unit.loop(index(n - 1), [&](const ir::Value& before) {
      const ir::Value step = before + index(1), i = row_at(step);
      unit.emitter().store(splat(unit.load_now(x, x_at(i)), width), slot);
      unit.loop(step, [&](const ir::Value& k) {
        const ir::Value j = row_at(k);
        const ir::Value old = unit.emitter().load_now(slot, {x.dtype, width, 0, 0});
        unit.emitter().store(
            splat(old - unit.load(a, a_at(i, j)) * unit.load_now(x, x_at(j)), width), slot);
      });
      solve(step, unit.emitter().load_now(slot, {x.dtype, width, 0, 0}));
    });
  }
};

}  // namespace

void lower_triangular_solve(Region& region, const Node& node) {
  if (!is_for_lanes(region, node)) return lower_on_host(region, node);
  Unit& unit = region.unit();
  const auto& options = node.attributes_as<TriangularSolve>();
  const ArrayType& type = node.types[0];
  const std::int64_t rank = type.shape.rank(), side = options.is_left_side ? rank - 1 : rank - 2;
  const Storage a = region.stored(node.inputs[0]);
  const Storage x = region.destination(&node, 0);
  region.copy(node.inputs[1], x);
  const std::int64_t n = type.shape[options.is_left_side ? rank - 2 : rank - 1];
  const Substitution substitution{unit, options, a, x, n};
  unit.for_each(batch_type(type), [&](const Indices& prefix) {
    if (type.lane_axis == static_cast<int>(side))
      return substitution.emit(prefix, unit.lane_index());
    unit.loop(index(type.shape[side]),
              [&](const ir::Value& column) { substitution.emit(prefix, column); });
  });
  region.bind(output_of(node, 0), {.storage = unit.renewed(x), .value = {}});
}

}  // namespace aleator::lowering
