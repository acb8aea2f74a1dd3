// SPDX-License-Identifier: Apache-2.0
// Defines sums of padded arrays as concatenations: a loop a piece, and nothing to choose in it.
#include "aleator/array/ops/shape.h"
#include "aleator/graph/cost.h"
#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/shape.h"
#include "aleator/lowering/rewrite/factors.h"
#include "aleator/lowering/rewrite/rewrite.h"

#include <algorithm>

namespace aleator::lowering {
namespace {

constexpr int kDeepest = 512;

/// A term of the sum: `inner` in [low, high) of the axis, zero elsewhere.
struct Part {
  Array inner;
  std::int64_t low, high;
  bool is_padded;
};

/// The one axis along which zeros are put around the input, or -1.
std::int64_t padded_axis(const Array& x) {
  const Node& node = *x.node();
  if (&node.primitive != &kPad || !is_uniform(node.inputs[1], 0)) return -1;
  const auto& pad = node.attributes_as<Pad>();
  std::int64_t found = -1;
  for (std::size_t axis = 0; axis < pad.low.size(); ++axis) {
    if (pad.low[axis] == 0 && pad.high[axis] == 0 && pad.interior[axis] == 0) continue;
    if (found >= 0 || pad.low[axis] < 0 || pad.high[axis] < 0 || pad.interior[axis] != 0) return -1;
    found = static_cast<std::int64_t>(axis);
  }
  return found;
}

void add_terms(const Array& x, int depth, Arrays& terms) {
  if (&x.node()->primitive != &kAdd || depth == 0) {
    terms.push_back(x);
    return;
  }
  for (const Array& input : x.node()->inputs) add_terms(input, depth - 1, terms);
}

std::vector<Part> parts_along(std::int64_t axis, const Arrays& terms) {
  std::vector<Part> parts;
  for (const Array& term : terms) {
    const std::int64_t length = term.shape()[axis];
    if (padded_axis(term) != axis) {
      parts.push_back({term, 0, length, false});
      continue;
    }
    const auto& pad = term.node()->attributes_as<Pad>();
    const auto at = static_cast<std::size_t>(axis);
    parts.push_back({term.node()->inputs[0], pad.low[at], length - pad.high[at], true});
  }
  return parts;
}

Dims edges_of(const std::vector<Part>& parts, std::int64_t length) {
  Dims edges{0, length};
  for (const Part& part : parts) {
    edges.push_back(part.low);
    edges.push_back(part.high);
  }
  std::sort(edges.begin(), edges.end());
  edges.erase(std::unique(edges.begin(), edges.end()), edges.end());
  return edges;
}

bool covers(const Part& part, std::int64_t begin, std::int64_t end) {
  return part.low <= begin && end <= part.high;
}

/// Pieces must not need many more additions than there were.
bool is_worthwhile(const std::vector<Part>& parts, const Dims& edges) {
  std::size_t num_terms = 0;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    num_terms +=
        static_cast<std::size_t>(std::count_if(parts.begin(), parts.end(), [&](const Part& p) {
          return covers(p, edges[i], edges[i + 1]);
        }));
  }
  const auto num_padded =
      std::count_if(parts.begin(), parts.end(), [](const Part& part) { return part.is_padded; });
  return num_padded > 1 && num_terms <= 4 * parts.size() + 16;
}

Array piece(const std::vector<Part>& parts, std::int64_t axis, std::int64_t begin, std::int64_t end,
            ArrayType type) {
  Array sum;
  for (const Part& part : parts) {
    if (!covers(part, begin, end)) continue;
    const Array term = slice_axis(part.inner, axis, begin - part.low, end - part.low);
    sum = sum.has_value() ? apply(kAdd, {sum, term}) : term;
  }
  if (sum.has_value()) return sum;
  type.shape[axis] = end - begin;
  return filled(0, type);
}

/// Whether a scan may stack its results where they are needed, as a piece of a concatenation.
bool is_stack(const Array& piece) {
  const Node* node = piece.node();
  while (is_any(node->primitive, {&kTranspose, &kReshape, &kBroadcastInDim}) &&
         node->inputs[0].size() == piece.size())
    node = node->inputs[0].node();
  return &node->primitive == &kScan;
}

}  // namespace

Array flattened(const Node& node, const Arrays& inputs) {
  if (&node.primitive != &kConcatenate) return {};
  Arrays pieces;
  for (const Array& input : inputs) {
    const Node& inner = *input.node();
    const bool is_along = &inner.primitive == &kConcatenate &&
                          inner.attributes_as<Concatenate>() == node.attributes_as<Concatenate>();
    if (is_along) pieces.insert(pieces.end(), inner.inputs.begin(), inner.inputs.end());
    else pieces.push_back(input);
  }
  return pieces.size() == inputs.size() ? Array() : apply(kConcatenate, pieces, node.attributes);
}

Array concatenated(const Array& sum) {
  Arrays terms;
  add_terms(sum, kDeepest, terms);
  const auto padded =
      std::find_if(terms.begin(), terms.end(), [](const Array& x) { return padded_axis(x) >= 0; });
  if (padded == terms.end()) return {};
  const std::int64_t axis = padded_axis(*padded);
  if (axis == sum.type().lane_axis) return {};
  const std::vector<Part> parts = parts_along(axis, terms);
  const Dims edges = edges_of(parts, sum.shape()[axis]);
  if (!is_worthwhile(parts, edges)) return {};
  Arrays pieces;
  for (std::size_t i = 0; i + 1 < edges.size(); ++i)
    pieces.push_back(piece(parts, axis, edges[i], edges[i + 1], sum.type()));
  return concatenate(pieces, axis);
}

Array by_pieces(const Node& node, const Arrays& inputs, std::size_t operand) {
  constexpr std::size_t kMost = 16;
  const Node& whole = *inputs[operand].node();
  if (&whole.primitive != &kConcatenate || whole.inputs.size() > kMost) return {};
  const std::int64_t axis = whole.attributes_as<Concatenate>().axis;
  if (axis == whole.types[0].lane_axis) return {};
  if (std::any_of(whole.inputs.begin(), whole.inputs.end(), is_stack)) return {};
  Arrays pieces;
  std::int64_t begin = 0;
  for (const Array& piece : whole.inputs) {
    const std::int64_t end = begin + piece.shape()[axis];
    Arrays parts;
    for (std::size_t i = 0; i < inputs.size(); ++i)
      parts.push_back(i == operand ? piece : slice_axis(inputs[i], axis, begin, end));
    pieces.push_back(apply(node.primitive, parts, node.attributes));
    begin = end;
  }
  return concatenate(pieces, axis);
}

}  // namespace aleator::lowering
