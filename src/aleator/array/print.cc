// SPDX-License-Identifier: Apache-2.0
// Defines how arrays and their types print.
#include "aleator/array/array.h"
#include "aleator/array/buffer.h"
#include "aleator/base/text.h"
#include "aleator/graph/node.h"

#include <ostream>

namespace aleator {
namespace {

constexpr std::int64_t kAbridgedSize = 1000;  // NumPy's threshold
constexpr std::int64_t kEdge = 3;

void print_element(std::string& out, const Buffer& buffer, std::int64_t i) {
  visit_dtype(buffer.dtype(),
              [&](auto zero) { append_text(out, buffer.data<decltype(zero)>()[i]); });
}

/// One axis as [a, b, ..., z]; recursion is as deep as the rank.
std::int64_t print_axis(std::string& out, const Buffer& buffer, std::int64_t axis,
                        std::int64_t offset) {
  const Shape& shape = buffer.shape();
  if (axis == shape.rank()) {
    print_element(out, buffer, offset);
    return offset + 1;
  }
  const std::int64_t n = shape[axis], step = shape.slice(axis + 1, shape.rank()).size();
  const bool is_abridged = buffer.size() > kAbridgedSize && n > 2 * kEdge;
  out += '[';
  for (std::int64_t i = 0; i < n; ++i) {
    if (i > 0)
      out += axis + 1 == shape.rank()
                 ? ", "
                 : ",\n" + std::string(static_cast<std::size_t>(axis + 1), ' ');
    if (is_abridged && i == kEdge) {
      out += "..., ";
      i = n - kEdge;
    }
    print_axis(out, buffer, axis + 1, offset + i * step);
  }
  out += ']';
  return offset;
}

}  // namespace

std::string ArrayType::to_string() const {
  std::string out = text(dtype, is_weak ? "~" : "", shape);
  if (lane_axis != kNoLane) out += text("@", lane_axis);
  return out;
}

std::string Array::to_string() const {
  if (!has_value()) return "Array()";
  if (node_->depth > 0) return text("placeholder ", type());
  std::string out;
  print_axis(out, buffer().dense(), 0, 0);
  return out;
}

std::ostream& operator<<(std::ostream& out, const Array& array) { return out << array.to_string(); }

}  // namespace aleator
