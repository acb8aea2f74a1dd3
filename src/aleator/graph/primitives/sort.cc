// SPDX-License-Identifier: Apache-2.0
// Defines sort, which orders several arrays along an axis by the first ones, ascending and stably.
//
// The order is total: NaN come last and are equal, -0 equals 0 (StableHLO's TOTALORDER would tell
// these apart, so keys are made canonical when lowered).
#include "aleator/graph/primitives/sort.h"

#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace aleator {
namespace {

ArrayTypes infer_sort(const InferContext& c) {
  const auto& a = c.attributes_as<Sort>();
  const Shape& shape = c.inputs.front().shape;
  normalize_axis(a.axis, shape.rank(), "sort");
  if (a.num_keys < 1 || a.num_keys > static_cast<std::int64_t>(c.inputs.size())) {
    throw ValueError(text("sort: ", a.num_keys, " keys for ", c.inputs.size(), " arrays"));
  }
  ArrayTypes types;
  for (const ArrayType& input : c.inputs) {
    if (input.shape != shape)
      throw ShapeError(text("sort: operands have shapes ", shape, " and ", input.shape));
    types.push_back({.dtype = input.dtype, .shape = shape});
  }
  return types;
}

/// The arrays sorted by the keys, with `extra` along.
Arrays sorted_with(const RuleContext& c, Arrays inputs, const Arrays& extra) {
  inputs.insert(inputs.end(), extra.begin(), extra.end());
  return apply_all(kSort, inputs, Ref<const Attributes>(c.attributes));
}

/// Sorting the cotangents by the positions that the elements came from puts them back.
Arrays vjp_sort(const VjpContext& c) {
  const auto& a = c.attributes_as<Sort>();
  const Arrays sorted = sorted_with(c, c.inputs, {iota(c.inputs[0].shape(), a.axis)});
  Arrays operands{sorted.back()};
  std::vector<std::size_t> owners;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    if (!c.wanted[i] || !c.cotangents[i].has_value()) continue;
    operands.push_back(c.cotangents[i]);
    owners.push_back(i);
  }
  const Arrays restored = apply_all(kSort, operands, attributes(Sort{a.axis, 1}));
  Arrays result(c.inputs.size());
  for (std::size_t k = 0; k < owners.size(); ++k) result[owners[k]] = restored[k + 1];
  return result;
}

/// The tangents travel with their elements.
Arrays jvp_sort(const JvpContext& c) {
  Arrays extra;
  for (const Array& tangent : c.tangents) {
    if (tangent.has_value()) extra.push_back(tangent);
  }
  const Arrays sorted = sorted_with(c, c.inputs, extra);
  Arrays result(c.outputs.size());
  std::size_t next = c.inputs.size();
  for (std::size_t i = 0; i < c.tangents.size(); ++i) {
    if (c.tangents[i].has_value()) result[i] = sorted[next++];
  }
  return result;
}

Arrays batch_sort(const BatchContext& c) {
  Sort a = c.attributes_as<Sort>();
  ++a.axis;
  Arrays inputs;
  for (std::size_t i = 0; i < c.inputs.size(); ++i) inputs.push_back(c.batched(i));
  return apply_all(kSort, inputs, attributes(a));
}

/// Where a row of the inputs begins, and how its elements are spaced.
struct Row {
  std::int64_t start, stride;
  std::int64_t at(std::int64_t i) const { return start + i * stride; }
};

/// A number whose order is that of x: NaN are the last and equal, -0 is 0.
template <class T>
std::uint64_t rank_of(T x) {
  if constexpr (std::is_floating_point_v<T>) {
    using Bits = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;
    constexpr Bits kSign = Bits{1} << (8 * sizeof(T) - 1);
    if (x != x) return static_cast<Bits>(~Bits{0});
    const auto bits = std::bit_cast<Bits>(x == 0 ? T{0} : x);
    return static_cast<Bits>(bits & kSign ? ~bits : bits | kSign);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<std::uint64_t>(static_cast<std::int64_t>(x)) ^ (std::uint64_t{1} << 63);
  } else {
    return x;
  }
}

struct Ranked {
  std::uint64_t rank;
  std::int64_t place;  ///< in a row
};

/// Stably by eight bits of the rank after the other, from the last to the first, but those that
/// all have in common (Knuth, The Art of Computer Programming 3, 5.2.5).
void sort_by_digits(std::vector<Ranked>& items) {
  constexpr int kBits = 8, kDigits = 64 / kBits;
  constexpr std::size_t kBuckets = std::size_t{1} << kBits;
  const auto digit = [](std::uint64_t rank, int d) { return rank >> (d * kBits) & (kBuckets - 1); };
  std::array<std::array<std::size_t, kBuckets>, kDigits> counts{};
  for (const Ranked& item : items) {
    for (int d = 0; d < kDigits; ++d) ++counts[static_cast<std::size_t>(d)][digit(item.rank, d)];
  }
  std::vector<Ranked> sorted(items.size());
  for (int d = 0; d < kDigits; ++d) {
    auto& next = counts[static_cast<std::size_t>(d)];
    if (next[digit(items.front().rank, d)] == items.size()) continue;
    std::exclusive_scan(next.begin(), next.end(), next.begin(), std::size_t{0});
    for (const Ranked& item : items) sorted[next[digit(item.rank, d)]++] = item;
    items.swap(sorted);
  }
}

/// Sorts `order` by one key, stably: keys are applied from the last to the first.
void sort_by(const Buffer& key, const Row& row, std::vector<std::int64_t>& order) {
  constexpr std::size_t kFew = 512;  // elements for which counting digits takes longer
  std::vector<Ranked> items;
  items.reserve(order.size());
  visit_dtype(key.dtype(), [&](auto zero) {
    const auto* x = key.data<decltype(zero)>();
    for (const std::int64_t i : order) items.push_back({rank_of(x[row.at(i)]), i});
  });
  if (items.size() > kFew) {
    sort_by_digits(items);
  } else {
    std::stable_sort(items.begin(), items.end(),
                     [](const Ranked& x, const Ranked& y) { return x.rank < y.rank; });
  }
  std::transform(items.begin(), items.end(), order.begin(),
                 [](const Ranked& item) { return item.place; });
}

void permute(const Buffer& from, const Row& row, const std::vector<std::int64_t>& order,
             Buffer& to) {
  const std::size_t width = size_of(from.dtype());
  for (std::size_t i = 0; i < order.size(); ++i) {
    std::copy_n(from.bytes() + static_cast<std::size_t>(row.at(order[i])) * width, width,
                to.mutable_bytes() +
                    static_cast<std::size_t>(row.at(static_cast<std::int64_t>(i))) * width);
  }
}

void evaluate_sort(const EvaluateContext& c) {
  const auto& a = c.attributes_as<Sort>();
  for (std::size_t i = 0; i < c.inputs.size(); ++i) {
    c.input<std::byte>(i);
    c.output<std::byte>(i);
  }
  const Shape& shape = c.types[0].shape;
  const std::int64_t n = shape[a.axis], inner = shape.strides()[static_cast<std::size_t>(a.axis)];
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  for (std::int64_t row = 0; row * n < shape.size(); ++row) {
    const Row at{row / inner * n * inner + row % inner, inner};
    std::iota(order.begin(), order.end(), 0);
    for (std::int64_t key = a.num_keys - 1; key >= 0; --key)
      sort_by(c.inputs[static_cast<std::size_t>(key)], at, order);
    for (std::size_t i = 0; i < c.inputs.size(); ++i) permute(c.inputs[i], at, order, c.outputs[i]);
  }
}

/// Sorting along the lanes mixes them.
int lane_sort(const LaneContext& c) {
  int lane = kNoLane;
  for (const ArrayType& input : c.inputs) {
    if (input.lane_axis != kNoLane) lane = input.lane_axis;
  }
  return lane == c.attributes_as<Sort>().axis ? kNoLane : lane;
}

}  // namespace

constinit const Primitive kSort{
    .name = "sort",
    .file = "sort.cc",
    .num_inputs = -1,
    .infer = infer_sort,
    .lane = lane_sort,
    .vjp = vjp_sort,
    .jvp = jvp_sort,
    .batch = batch_sort,
    .evaluate = evaluate_sort,
    .stablehlo = "sort",
};

}  // namespace aleator
