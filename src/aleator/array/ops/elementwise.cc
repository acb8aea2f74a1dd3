// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/elementwise.h"

#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/node.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/control.h"
#include "aleator/graph/primitives/shape.h"

namespace aleator {
namespace {

Array convert(const Array& x, Dtype dtype, bool keeps_weak) {
  const bool is_weak = x.is_weak() && keeps_weak;
  if (x.dtype() == dtype && x.is_weak() == is_weak) return x;
  return apply(kConvert, {x}, attributes(Convert{dtype, is_weak}));
}

}  // namespace

void check_holds(const char* who, const Array& x) {
  if (!x.has_value())
    throw ValueError(
        text(who, ": an operand is an Array that holds no value (default-constructed?)"));
}

Arrays match_dtypes(const char* who, const Array& x, const Array& y) {
  check_holds(who, x);
  check_holds(who, y);
  const PromotedDtype promoted = promote(x.dtype(), x.is_weak(), y.dtype(), y.is_weak(), who);
  return {convert(x, promoted.dtype, true), convert(y, promoted.dtype, true)};
}

Arrays match(const char* who, const Array& x, const Array& y) {
  const Arrays operands = match_dtypes(who, x, y);
  const Shape shape = broadcast_shapes(x.shape(), y.shape(), who);
  return {broadcast_to(operands[0], shape), broadcast_to(operands[1], shape)};
}

namespace {

Array compare(const Primitive& primitive, const Array& x, const Array& y) {
  return apply(primitive, match(primitive.name, x, y));
}

Array arithmetic(const Primitive& primitive, const Array& x, const Array& y) {
  Arrays operands = match(primitive.name, x, y);
  return apply(primitive, {as_numeric(operands[0]), as_numeric(operands[1])});
}

Array unary_floating(const Primitive& primitive, const Array& x) {
  check_holds(primitive.name, x);
  return apply(primitive, {as_floating(x)});
}

Array logical(const Primitive& primitive, const char* who, const Array& x, const Array& y) {
  check_holds(who, x);
  check_holds(who, y);
  if (!is_boolean(x.dtype()) || !is_boolean(y.dtype())) {
    throw DtypeError(
        text(who, ": needs bools, got ", x.dtype(), " and ", y.dtype(), "; compare with 0 first"));
  }
  return compare(primitive, x, y);
}

}  // namespace

Array operator+(const Array& x, const Array& y) { return arithmetic(kAdd, x, y); }
Array operator-(const Array& x, const Array& y) { return arithmetic(kSubtract, x, y); }
Array operator*(const Array& x, const Array& y) { return arithmetic(kMultiply, x, y); }
Array operator/(const Array& x, const Array& y) {
  const Arrays operands = match("divide", x, y);
  return apply(kDivide, {as_floating(operands[0]), as_floating(operands[1])});
}
Array operator-(const Array& x) {
  check_holds("negate", x);
  return apply(kNegate, {as_numeric(x)});
}

Array operator==(const Array& x, const Array& y) { return compare(kEqual, x, y); }
Array operator!=(const Array& x, const Array& y) { return compare(kNotEqual, x, y); }
Array operator<(const Array& x, const Array& y) { return compare(kLess, x, y); }
Array operator<=(const Array& x, const Array& y) { return compare(kLessEqual, x, y); }
Array operator>(const Array& x, const Array& y) { return compare(kGreater, x, y); }
Array operator>=(const Array& x, const Array& y) { return compare(kGreaterEqual, x, y); }

Array logical_and(const Array& x, const Array& y) { return logical(kAnd, "logical_and", x, y); }
Array logical_or(const Array& x, const Array& y) { return logical(kOr, "logical_or", x, y); }
Array logical_xor(const Array& x, const Array& y) { return logical(kXor, "logical_xor", x, y); }
Array logical_not(const Array& x) { return logical(kEqual, "logical_not", x, false); }

Array bitwise_and(const Array& x, const Array& y) { return compare(kAnd, x, y); }
Array bitwise_or(const Array& x, const Array& y) { return compare(kOr, x, y); }
Array bitwise_xor(const Array& x, const Array& y) { return compare(kXor, x, y); }
Array bitwise_not(const Array& x) { return apply(kNot, {x}); }
Array shift_left(const Array& x, const Array& distance) { return compare(kShiftLeft, x, distance); }
Array shift_right_logical(const Array& x, const Array& distance) {
  return compare(kShiftRightLogical, x, distance);
}
Array shift_right_arithmetic(const Array& x, const Array& distance) {
  return compare(kShiftRightArithmetic, x, distance);
}
Array population_count(const Array& x) { return apply(kPopulationCount, {x}); }

Array remainder(const Array& x, const Array& y) {
  const Array truncated = arithmetic(kRemainder, x, y);
  // The primitive takes the sign of x; move a nonzero result of the other sign to the sign of y.
  return where(logical_and(truncated != 0, (truncated < 0) != (y < 0)), truncated + y, truncated);
}
Array floor_divide(const Array& x, const Array& y) {
  const Array quotient = arithmetic(kDivide, x, y);
  if (is_floating(quotient.dtype())) return floor(quotient);
  const Array truncated = arithmetic(kRemainder, x, y);
  return where(logical_and(truncated != 0, (truncated < 0) != (y < 0)), quotient - 1, quotient);
}
Array power(const Array& x, const Array& y) { return arithmetic(kPower, x, y); }
Array maximum(const Array& x, const Array& y) { return compare(kMaximum, x, y); }
Array minimum(const Array& x, const Array& y) { return compare(kMinimum, x, y); }
Array clip(const Array& x, const Array& low, const Array& high) {
  return minimum(maximum(x, low), high);
}

Array abs(const Array& x) { return apply(kAbs, {as_numeric(x)}); }
Array sign(const Array& x) { return apply(kSign, {as_numeric(x)}); }
Array square(const Array& x) { return x * x; }
Array floor(const Array& x) { return unary_floating(kFloor, x); }
Array ceil(const Array& x) { return unary_floating(kCeil, x); }
Array round(const Array& x) { return unary_floating(kRoundNearestEven, x); }

Array exp(const Array& x) { return unary_floating(kExp, x); }
Array expm1(const Array& x) { return unary_floating(kExpm1, x); }
Array log(const Array& x) { return unary_floating(kLog, x); }
Array log1p(const Array& x) { return unary_floating(kLog1p, x); }
Array sqrt(const Array& x) { return unary_floating(kSqrt, x); }
Array rsqrt(const Array& x) { return unary_floating(kRsqrt, x); }
Array cbrt(const Array& x) { return unary_floating(kCbrt, x); }
Array sigmoid(const Array& x) { return unary_floating(kLogistic, x); }

Array sin(const Array& x) { return unary_floating(kSin, x); }
Array cos(const Array& x) { return unary_floating(kCos, x); }
Array sinpi(const Array& x) { return unary_floating(kSinpi, x); }
Array cospi(const Array& x) { return unary_floating(kCospi, x); }
Array tan(const Array& x) { return unary_floating(kTan, x); }
Array asin(const Array& x) { return unary_floating(kAsin, x); }
Array acos(const Array& x) { return unary_floating(kAcos, x); }
Array atan(const Array& x) { return unary_floating(kAtan, x); }
Array atan2(const Array& y, const Array& x) {
  const Arrays operands = match("atan2", y, x);
  return apply(kAtan2, {as_floating(operands[0]), as_floating(operands[1])});
}
Array sinh(const Array& x) { return unary_floating(kSinh, x); }
Array cosh(const Array& x) { return unary_floating(kCosh, x); }
Array tanh(const Array& x) { return unary_floating(kTanh, x); }
Array asinh(const Array& x) { return unary_floating(kAsinh, x); }
Array acosh(const Array& x) { return unary_floating(kAcosh, x); }
Array atanh(const Array& x) { return unary_floating(kAtanh, x); }

Array is_finite(const Array& x) { return unary_floating(kIsFinite, x); }
Array is_nan(const Array& x) { return x != x; }
Array is_inf(const Array& x) { return logical_and(logical_not(is_finite(x)), x == x); }

Array where(const Array& condition, const Array& x, const Array& y) {
  Arrays choices = match("where", x, y);
  const Shape shape = broadcast_shapes(condition.shape(), choices[0].shape(), "where");
  return apply(kSelect, {broadcast_to(condition, shape), broadcast_to(choices[0], shape),
                         broadcast_to(choices[1], shape)});
}

Array astype(const Array& x, Dtype dtype) { return convert(x, dtype, false); }
Array bitcast(const Array& x, Dtype dtype) {
  return apply(kBitcastConvert, {x}, attributes(Convert{dtype}));
}
Array as_floating(const Array& x) { return is_floating(x.dtype()) ? x : convert(x, float64, true); }
Array as_numeric(const Array& x) { return is_boolean(x.dtype()) ? convert(x, int64, true) : x; }
Array named(const Array& x, const std::string& name) {
  return x.is_known() ? x : apply(kNamed, {x}, attributes(Named{name}));
}
Array stop_gradient(const Array& x) { return apply(kStopGradient, {x}); }

}  // namespace aleator
