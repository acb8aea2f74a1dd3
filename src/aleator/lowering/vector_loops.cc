// SPDX-License-Identifier: Apache-2.0
// Defines loops whose index is a vector, and what is known of such indices.
#include "aleator/lowering/unit.h"

namespace aleator::lowering {

void Unit::loop_in_vectors(std::int64_t count, int width,
                           const Callable<void(const ir::Value&)>& body) {
  if (count < width) throw CompileError("lowering: vectors longer than their loop");
  const int outside = emitter_.vector_bytes;
  emitter_.vector_bytes = vector_bytes_;
  vector_width_ = width;
  const bool is_whole = count % width == 0;
  loop(
      index((count + width - 1) / width),
      [&](const ir::Value& i) {
        const ir::Value next = i * index(width), last = index(count - width);
        const ir::Value first =
            is_whole ? next : select(compare(ir::Compare::less, next, last), next, last);
        const ir::Value rounds = splat(first, width) + lane_offsets(width);
        lines_[rounds.reg] = {first, 1};
        if (!is_whole) is_fresh_ = compare(ir::Compare::greater_equal, rounds, splat(next, width));
        body(rounds);
        is_fresh_.reset();
      },
      false, static_cast<double>(count));
  lines_.clear();
  vector_width_ = 0;
  emitter_.vector_bytes = outside;
}

std::optional<Unit::Line> Unit::line_of(const ir::Value& i) const {
  if (i.width == 0) return Line{i, 0};
  const auto found = lines_.find(i.reg);
  return found == lines_.end() ? std::nullopt : std::optional<Line>(found->second);
}

ir::Value Unit::plus(const ir::Value& i, const ir::Value& j) {
  const ir::Value sum = i + j;
  if (sum.width > 0 && vector_width_ > 0) {
    const auto a = line_of(i), b = line_of(j);
    if (a && b) lines_[sum.reg] = {a->first + b->first, a->step + b->step};
  }
  return sum;
}

ir::Value Unit::times(const ir::Value& i, std::int64_t n) {
  const ir::Value product = i * index(n);
  if (product.width > 0 && vector_width_ > 0) {
    if (const auto line = line_of(i))
      lines_[product.reg] = {line->first * index(n), line->step * n};
  }
  return product;
}

}  // namespace aleator::lowering
