// SPDX-License-Identifier: Apache-2.0
#include "aleator/graph/cost.h"

#include "aleator/graph/primitive.h"
#include "aleator/graph/primitives.h"

#include <algorithm>

namespace aleator {

bool is_any(const Primitive& p, std::initializer_list<const Primitive*> list) {
  return std::find(list.begin(), list.end(), &p) != list.end();
}

bool is_view(const Primitive& p) {
  return is_any(p, {&kBroadcastInDim, &kReshape, &kTranspose, &kReverse, &kSlice, &kPad, &kGather,
                    &kDynamicSlice, &kStopGradient, &kNamed});
}

double cost_of_element(const Primitive& p) {
  if (is_view(p)) return 0;
  if (is_any(p, {&kAdd,
                 &kSubtract,
                 &kMultiply,
                 &kNegate,
                 &kAbs,
                 &kMaximum,
                 &kMinimum,
                 &kSelect,
                 &kEqual,
                 &kNotEqual,
                 &kLess,
                 &kLessEqual,
                 &kGreater,
                 &kGreaterEqual,
                 &kIsFinite,
                 &kAnd,
                 &kOr,
                 &kXor,
                 &kNot,
                 &kShiftLeft,
                 &kShiftRightLogical,
                 &kConvert,
                 &kBitcastConvert,
                 &kSign,
                 &kFloor,
                 &kCeil}))
    return 1;
  if (is_any(p, {&kDivide, &kSqrt})) return 12;
  return &p == &kThreefry2x32 ? 100 : 20;
}

}  // namespace aleator
