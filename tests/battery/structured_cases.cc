// SPDX-License-Identifier: Apache-2.0
// Lists programs for primitives with attributes: shapes, slices, reductions, conversions.
#include "aleator/graph/node.h"
#include "aleator/graph/primitives/reduce.h"
#include "aleator/graph/primitives/shape.h"

#include "tests/battery/cases.h"

namespace aleator::battery {
namespace {

using In = const Arrays&;

Arrays iota_times(In x) { return {astype(iota({2, 3}, 1), x[0].dtype()) * x[0]}; }

std::vector<Entry> conversions() {
  std::vector<Entry> entries;
  static const char* const kLabels[] = {"to bool",   "to int32",   "to int64",  "to uint32",
                                        "to uint64", "to float32", "to float64"};
  for (const Dtype to : kAllDtypes) {
    const auto program = [to](In x) { return Arrays{apply(kConvert, x, attributes(Convert{to}))}; };
    entries.push_back({&kConvert, kLabels[static_cast<int>(to)], program, {{{2, 3}, {}, -9, 9}}});
  }
  const std::vector<Dtype> four{int32, uint32, float32}, eight{int64, uint64, float64};
  entries.push_back({&kBitcastConvert,
                     "to uint32",
                     [](In x) { return Arrays{bitcast(x[0], uint32)}; },
                     {{{3}}},
                     four});
  entries.push_back({&kBitcastConvert,
                     "to int64",
                     [](In x) { return Arrays{bitcast(x[0], int64)}; },
                     {{{3}}},
                     eight});
  return entries;
}

/// The same axes for every reduction.
std::vector<Entry> reductions() {
  std::vector<Entry> entries;
  for (const Primitive* primitive :
       {&kReduceSum, &kReduceProduct, &kReduceMax, &kReduceMin, &kReduceAnd, &kReduceOr}) {
    const auto over = [primitive](Dims axes) {
      return [primitive, axes](In x) {
        return Arrays{apply(*primitive, x, attributes(Reduce{axes}))};
      };
    };
    entries.push_back({primitive, "first axis", over({0}), {{{3, 2}, {}, -3, 3}}});
    entries.push_back({primitive, "outer axes", over({0, 2}), {{{2, 3, 2}, {}, -3, 3}}});
    entries.push_back({primitive, "all axes", over({0, 1}), {{{2, 3}, {}, -3, 3}}});
    // The extremum of nothing is infinite, which has no differences.
    const bool is_extremum = primitive == &kReduceMax || primitive == &kReduceMin;
    entries.push_back({primitive,
                       "empty axis",
                       over({1}),
                       {{{2, 0}}},
                       {},
                       is_extremum ? Derivatives::none : Derivatives::all});
  }
  for (const Primitive* primitive : {&kCumulativeSum, &kCumulativeProduct, &kCumulativeMax,
                                     &kCumulativeMin, &kArgmax, &kArgmin}) {
    const auto along = [primitive](std::int64_t axis, bool is_reverse) {
      return [=](In x) {
        return Arrays{apply(*primitive, x, attributes(AlongAxis{axis, is_reverse}))};
      };
    };
    entries.push_back({primitive, "axis 0", along(0, false), {{{4, 2}, {}, -3, 3}}});
    entries.push_back({primitive, "axis 1", along(1, false), {{{2, 4}, {}, -3, 3}}});
    if (primitive != &kArgmax && primitive != &kArgmin)
      entries.push_back({primitive, "reversed", along(0, true), {{{4, 2}, {}, -3, 3}}});
  }
  return entries;
}

Arrays broadcast_between(In x) {
  return {apply(kBroadcastInDim, x, attributes(BroadcastInDim{{2, 4, 3}, {0, 2}}))};
}
Arrays slice_with_steps(In x) {
  return {apply(kSlice, x, attributes(SliceAttributes{{1, 0}, {4, 5}, {2, 3}}))};
}
Arrays pad_inside(In x) { return {apply(kPad, x, attributes(Pad{{1, 0}, {0, 2}, {1, 0}}))}; }
Arrays pad_negative(In x) { return {apply(kPad, x, attributes(Pad{{-1, 1}, {2, -1}, {2, 1}}))}; }

std::vector<Entry> shapes() {
  return {
      {&kBroadcastInDim, "new axis between", broadcast_between, {{{2, 3}}}},
      {&kBroadcastInDim,
       "axis of length 1",
       [](In x) {
         return Arrays{broadcast_to(x[0], {3, 4})};
       },
       {{{3, 1}}}},
      {&kBroadcastInDim,
       "scalar",
       [](In x) {
         return Arrays{broadcast_to(x[0], {2, 2})};
       },
       {{{}}}},
      {&kReshape, "merge", [](In x) { return Arrays{ravel(x[0])}; }, {{{2, 3}}}},
      {&kReshape,
       "split",
       [](In x) {
         return Arrays{reshape(x[0], {2, 1, 3})};
       },
       {{{6}}}},
      {&kTranspose,
       "cycle",
       [](In x) {
         return Arrays{transpose(x[0], {2, 0, 1})};
       },
       {{{2, 3, 4}}}},
      {&kReverse,
       "both axes",
       [](In x) {
         return Arrays{reverse(x[0], {0, 1})};
       },
       {{{2, 3}}}},
      {&kReverse, "last axis", [](In x) { return Arrays{reverse(x[0], {-1})}; }, {{{2, 3}}}},
      {&kConcatenate, "rows", [](In x) { return Arrays{concatenate(x, 0)}; }, {{{2, 3}}, {{1, 3}}}},
  };
}

std::vector<Entry> parts() {
  return {
      {&kConcatenate,
       "columns",
       [](In x) { return Arrays{concatenate(x, 1)}; },
       {{{2, 1}}, {{2, 0}}, {{2, 2}}}},
      {&kIota, "times an argument", iota_times, {{{2, 3}}}, {int32, uint64, float32, float64}},
      {&kSlice, "steps", slice_with_steps, {{{4, 6}}}},
      {&kSlice, "empty", [](In x) { return Arrays{slice_axis(x[0], 0, 1, 1)}; }, {{{3, 2}}}},
      {&kPad, "between elements", pad_inside, {{{2, 3}}, {{}}}},
      {&kPad, "removing", pad_negative, {{{3, 3}}, {{}}}},
      {&kStopGradient,
       "not its own difference",
       [](In x) { return apply_all(kStopGradient, x); },
       {{{2, 3}}},
       {},
       Derivatives::none},
      {&kSelect,
       "elements",
       [](In x) { return apply_all(kSelect, x); },
       {{{2, 3}, boolean}, {{2, 3}}, {{2, 3}}}},
      {&kThreefry2x32,
       "words",
       [](In x) { return apply_all(kThreefry2x32, x); },
       {{{3}, {}, 0, 4e9}, {{3}, {}, 0, 4e9}, {{3}, {}, 0, 4e9}, {{3}, {}, 0, 4e9}},
       {uint32}},
  };
}

}  // namespace

std::vector<Entry> structured_entries() {
  std::vector<Entry> entries = shapes();
  for (const std::vector<Entry>& more : {parts(), reductions(), conversions()})
    entries.insert(entries.end(), more.begin(), more.end());
  return entries;
}

}  // namespace aleator::battery
