// SPDX-License-Identifier: Apache-2.0
#include "aleator/lowering/above_diagonal.h"

#include "aleator/graph/primitives.h"
#include "aleator/lowering/views.h"

#include <cstdint>
#include <optional>

namespace aleator::lowering {
namespace {

constexpr int kDeepest = 12;  // what masks a matrix is near

/// Follows indices as find_reads does.
struct Symbols {
  using Index = int;
  static Index constant(std::int64_t n) { return n == 0 ? kZero : kOther; }
  static Index add(Index i, std::int64_t n) { return n == 0 ? i : kOther; }
  static Index multiply(Index i, std::int64_t n) { return n == 1 || i == kZero ? i : kOther; }
  static Index divide(Index i, std::int64_t n) { return n == 1 || i == kZero ? i : kOther; }
  static Index remainder(Index i, std::int64_t) { return i == kZero ? i : kOther; }
  static Index sum(Index i, Index j) { return i == kZero ? j : j == kZero ? i : kOther; }
  static Index clamp(Index i, std::int64_t high) {
    return high <= 0 || i == kZero ? kZero : kOther;
  }
  static Index read(const Array&, const std::vector<Index>&) { return kOther; }
};

/// An integer as row_factor * row + column_factor * column + offset.
struct Affine {
  std::int64_t row_factor = 0, column_factor = 0, offset = 0;
};

/// A number's sign where it is the same everywhere: whether it may be negative, zero, positive.
struct Signs {
  bool is_negative, is_zero, is_positive;
};

/// What is known where column > row.
class AboveDiagonal {
 public:
  AboveDiagonal(int row, int column) : row_(row), column_(column) {}

  bool is_zero(const Array& array, const std::vector<int>& at, int depth = 0) const {
    const Node& node = *array.node();
    const Primitive* p = &node.primitive;
    if (depth > kDeepest) return false;
    if (node.constant) return is_uniform(array, 0);
    if (p == &kCholesky || p == &kCholeskyPullback)
      return at[at.size() - 2] == row_ && at.back() == column_;
    const auto zero = [&](std::size_t i) { return is_zero(node.inputs[i], at, depth + 1); };
    if (p == &kMultiply) return zero(0) || zero(1);
    if (p == &kAdd || p == &kSubtract) return zero(0) && zero(1);
    if (p == &kNegate) return zero(0);
    if (p == &kConvert && node.inputs[0].dtype() == Dtype::boolean)
      return truth(node.inputs[0], at, depth + 1) == std::optional(false);
    if (p == &kSelect) {
      const std::optional<bool> chosen = truth(node.inputs[0], at, depth + 1);
      return chosen ? zero(*chosen ? 1 : 2) : zero(1) && zero(2);
    }
    return is_plain_view(*p) && is_zero(node.inputs[0], inner(node, at), depth + 1);
  }

 private:
  static bool is_plain_view(const Primitive& p) {
    return is_any(p, {&kBroadcastInDim, &kTranspose, &kReshape, &kSlice, &kNamed, &kStopGradient});
  }
  static std::vector<int> inner(const Node& node, const std::vector<int>& at) {
    Symbols symbols;
    return view_indices(symbols, node, at);
  }

  /// The value of a condition, if it is known.
  std::optional<bool> truth(const Array& array, const std::vector<int>& at, int depth) const {
    const Node& node = *array.node();
    const Primitive* p = &node.primitive;
    if (depth > kDeepest || node.constant) return {};
    if (is_plain_view(*p)) return truth(node.inputs[0], inner(node, at), depth + 1);
    if (p == &kNot) {
      const std::optional<bool> x = truth(node.inputs[0], at, depth + 1);
      return x ? std::optional(!*x) : x;
    }
    if (node.inputs.size() != 2) return {};
    if (node.inputs[0].dtype() == Dtype::boolean) return truth_of_both(node, at, depth);
    const std::optional<Signs> signs = compared(node, at, depth);
    if (!signs) return {};
    const auto known = [](bool may_hold, bool may_fail) {
      return may_hold != may_fail ? std::optional(may_hold) : std::nullopt;
    };
    const auto [negative, zero, positive] = *signs;
    if (p == &kEqual) return known(zero, negative || positive);
    if (p == &kNotEqual) return known(negative || positive, zero);
    if (p == &kLess) return known(negative, zero || positive);
    if (p == &kLessEqual) return known(negative || zero, positive);
    if (p == &kGreater) return known(positive, negative || zero);
    if (p == &kGreaterEqual) return known(zero || positive, negative);
    return {};
  }
  std::optional<bool> truth_of_both(const Node& node, const std::vector<int>& at, int depth) const {
    const std::optional<bool> x = truth(node.inputs[0], at, depth + 1),
                              y = truth(node.inputs[1], at, depth + 1);
    const Primitive* p = &node.primitive;
    if (!x || !y) return {};
    if (p == &kEqual) return *x == *y;
    if (p == &kNotEqual || p == &kXor) return *x != *y;
    if (p == &kAnd) return *x && *y;
    return p == &kOr ? std::optional(*x || *y) : std::nullopt;
  }

  /// The signs that the difference of two integers may have.
  std::optional<Signs> compared(const Node& node, const std::vector<int>& at, int depth) const {
    const std::optional<Affine> x = affine(node.inputs[0], at, depth + 1),
                                y = affine(node.inputs[1], at, depth + 1);
    if (!x || !y) return {};
    const std::int64_t row = x->row_factor - y->row_factor,
                       column = x->column_factor - y->column_factor;
    if (row + column != 0) return {};
    // column * (a distance of at least 1) + offset
    const std::int64_t nearest = column + x->offset - y->offset;
    if (column == 0) return Signs{nearest<0, nearest == 0, nearest> 0};
    if (column > 0) return Signs{nearest < 0, nearest <= 0, true};
    return Signs{true, nearest >= 0, nearest > 0};
  }

  std::optional<Affine> affine(const Array& array, const std::vector<int>& at, int depth) const {
    const Node& node = *array.node();
    const Primitive* p = &node.primitive;
    const bool is_signed = array.dtype() == Dtype::int64 || array.dtype() == Dtype::int32;
    if (depth > kDeepest || !is_signed) return {};
    if (const Node* number = uniform_value(array)) return constant_of(*number);
    if (p == &kIota) {
      const int along = at[static_cast<std::size_t>(node.attributes_as<Iota>().axis)];
      if (along == row_) return Affine{.row_factor = 1};
      if (along == column_) return Affine{.column_factor = 1};
      return along == kZero ? std::optional(Affine{}) : std::nullopt;
    }
    if (is_plain_view(*p)) return affine(node.inputs[0], inner(node, at), depth + 1);
    if (p == &kConvert) return affine(node.inputs[0], at, depth + 1);
    if (p != &kAdd && p != &kSubtract) return {};
    const std::optional<Affine> x = affine(node.inputs[0], at, depth + 1),
                                y = affine(node.inputs[1], at, depth + 1);
    if (!x || !y) return {};
    const std::int64_t sign = p == &kAdd ? 1 : -1;
    return Affine{x->row_factor + sign * y->row_factor, x->column_factor + sign * y->column_factor,
                  x->offset + sign * y->offset};
  }
  static std::optional<Affine> constant_of(const Node& node) {
    constexpr double kLargest = 1e9;  // far from overflow
    return visit_dtype(node.constant.dtype(), [&](auto zero) -> std::optional<Affine> {
      const auto x = static_cast<double>(*node.constant.data<decltype(zero)>());
      if (!(x > -kLargest && x < kLargest)) return {};
      return Affine{.offset = static_cast<std::int64_t>(x)};
    });
  }

  int row_, column_;
};

}  // namespace

bool is_zero_above(const Statement& s, int row, int column) {
  return AboveDiagonal(row, column).is_zero(s.node->inputs[0], s.space);
}

}  // namespace aleator::lowering
