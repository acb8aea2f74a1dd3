// SPDX-License-Identifier: Apache-2.0
// Tests the text of every error of arrays, tracing and transforms.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

/// What the error of f says.
template <class Exception = Error, class F>
std::string message(const F& f) {
  try {
    f();
  } catch (const Exception& error) {
    return error.what();
  }
  return "no error";
}

const Array kVector = array({1., 2., 3.});
const Array kMatrix = array({{1., 2.}, {3., 4.}});

TEST(ArrayErrors, Reading) {
  EXPECT_EQ(message<ShapeError>([] { kVector.item(); }),
            "item: needs an array with one element, got shape [3]; use values()");
  EXPECT_EQ(message<DtypeError>([] { kVector.values<float>(); }),
            "values<float32>: the array is float64; ask for that type or convert with astype");
  EXPECT_EQ(message<DtypeError>([] { strong_scalar(1).item<std::int64_t>(); }),
            "item<int64>: the array is int32; ask for that type or convert with astype");
  EXPECT_EQ(message<ValueError>([] { Array().item(); }),
            "an Array that holds no value (default-constructed?) is used");
  EXPECT_EQ(message<ValueError>([] { eval(Array()); }),
            "an Array that holds no value (default-constructed?) is used");
}

TEST(ArrayErrors, Making) {
  EXPECT_EQ(message<ShapeError>([] { array({{1., 2.}, {3.}}); }), "array: rows differ in length");
  EXPECT_EQ(message<ShapeError>([] {
              array(std::vector<double>{1., 2.}, Shape{3});
            }),
            "array: 2 elements do not fill shape [3]");
  EXPECT_EQ(message<ShapeError>([] {
              zeros({2, -1});
            }),
            "full: dimensions must not be negative, got [2, -1]");
  EXPECT_EQ(message<ShapeError>([] {
              zeros({1 << 30, 1 << 30});
            }),
            "full: [1073741824, 1073741824] has too many elements");
  EXPECT_EQ(message<ValueError>([] { arange(0., 1., 0.); }),
            "arange: needs finite bounds and a nonzero step, got 0, 1, 0");
}

TEST(ArrayErrors, Operands) {
  EXPECT_EQ(message<ValueError>([] { kVector + Array(); }),
            "add: an operand is an Array that holds no value (default-constructed?)");
  EXPECT_EQ(message<ValueError>([] { exp(Array()); }),
            "exp: an operand is an Array that holds no value (default-constructed?)");
  EXPECT_EQ(message<ShapeError>([] { kVector + kMatrix; }),
            "add: shapes [3] and [2, 2] do not broadcast (trailing dimensions must be equal or 1)");
  EXPECT_EQ(message<DtypeError>([] { logical_and(kVector, true); }),
            "logical_and: needs bools, got float64 and bool; compare with 0 first");
  EXPECT_EQ(message<DtypeError>([] { all(kVector); }), "all: needs bools, got float64");
  EXPECT_EQ(message<DtypeError>([] { shift_left(kVector, kVector); }),
            "shift_left: needs an integer dtype, got float64");
  EXPECT_EQ(message<DtypeError>([] { where(kVector, 1., 2.); }),
            "where: the condition must be bool, got float64");
}

TEST(ArrayErrors, Shapes) {
  EXPECT_EQ(message<ShapeError>([] {
              reshape(kVector, {2, 2});
            }),
            "reshape: [3] has 3 elements, [2, 2] has 4");
  EXPECT_EQ(message<ShapeError>([] {
              reshape(kVector, {-1, 2});
            }),
            "reshape: [3] has 3 elements, which do not fit [-1, 2]");
  EXPECT_EQ(message<ShapeError>([] {
              transpose(kMatrix, {0, 0});
            }),
            "transpose: [0, 0] is not a permutation of the axes of [2, 2]");
  EXPECT_EQ(message<ShapeError>([] { broadcast_to(kVector, {2}); }),
            "broadcast_to: [3] does not broadcast to [2]");
  EXPECT_EQ(message<ShapeError>([] { squeeze(kVector, 0); }),
            "squeeze: axis 0 of [3] is not of length 1");
  EXPECT_EQ(message<ShapeError>([] {
              concatenate({kVector, kMatrix});
            }),
            "concatenate: shapes [3] and [2, 2] differ outside axis 0");
  EXPECT_EQ(message<ValueError>([] { concatenate({}); }), "concatenate: needs at least one array");
  EXPECT_EQ(message<ShapeError>([] { slice_axis(kVector, 0, 2, 5); }),
            "slice: start [2], limit [5], strides [1] do not lie within shape [3]");
  EXPECT_EQ(message<ShapeError>([] { split(kVector, 2); }),
            "split: axis of length 3 has no 2 equal parts");
  EXPECT_EQ(message<ShapeError>([] { sum(kVector, {.axes = {1}}); }),
            "sum: axis 1 is outside the 1 axes of the array");
  EXPECT_EQ(message<ShapeError>([] { argmax(zeros({0})); }), "argmax: axis 0 of [0] is empty");
}

TEST(TracingErrors, ReadingInsideATrace) {
  EXPECT_EQ(
      message<ValueError>([] { jit([](const Array& x) { return x.item() > 0 ? x : -x; })(1.); }),
      "jit: the value of an argument (float64~[]) is not known while the function is traced; "
      "use where, cond or while_loop instead of reading it");
  EXPECT_EQ(
      message<ValueError>(
          [] { grad([](const Array& x) { return Array(sum(x).item()); })(kVector); }),
      "grad: the value of 'reduce_sum' (float64[]) is not known while the function is traced; "
      "use where, cond or while_loop instead of reading it");
}

TEST(TracingErrors, AnArrayThatOutlivedItsTrace) {
  Array leaked;
  jit([&](const Array& x) { return leaked = x * 2.; })(1.);
  const std::string expected =
      "an array that depends on jit argument 0 is used after that call to jit ended; return it "
      "from the function instead of storing it elsewhere";
  EXPECT_EQ(message<ValueError>([&] { leaked.item(); }), expected);
  EXPECT_EQ(message<ValueError>([&] { (leaked + 1.).item(); }), expected);
  EXPECT_EQ(message<ValueError>([&] { grad([&](const Array& x) { return x * leaked; })(1.); }),
            expected);
}

TEST(TransformErrors, Differentiation) {
  EXPECT_EQ(message<ShapeError>([] { grad([](const Array& x) { return x * x; })(kVector); }),
            "grad: needs a function whose value is a floating scalar, got float64[3]; reduce it "
            "with sum, or use jacobian");
  EXPECT_EQ(message<DtypeError>([] { grad([](const Array& x) { return x; })(array({1})); }),
            "grad: differentiates with respect to floating arrays, got int32[1]; convert it with "
            "astype or capture it");
  EXPECT_EQ(message<ShapeError>([] { jvp([](const Array& x) { return x; }, kVector, Array(1.)); }),
            "jvp: argument 0 has shape [3], its tangent []");
  EXPECT_EQ(message<NotImplemented>([] {
              grad([](const Array& x) {
                return while_loop([](const Array& y) { return y < 9.; },
                                  [](const Array& y) { return y * 2.; }, x);
              })(1.);
            }),
            "grad: while_loop has no reverse mode without a bound; give it {.max_steps = n}, use "
            "fori_loop or scan, or wrap it in custom_gradient");
}

TEST(TransformErrors, Batching) {
  const auto add = [](const Array& x, const Array& y) { return x + y; };
  EXPECT_EQ(message<ShapeError>([&] { vmap(add)(kVector, 1.); }),
            "vmap: argument 1 is a scalar, which has no axis to map; mark it kNotMapped");
  EXPECT_EQ(message<ShapeError>([&] { vmap(add)(kVector, kMatrix); }),
            "vmap: mapped axes have lengths 3 and 2");
  EXPECT_EQ(message<ValueError>([&] {
              vmap(add, {.in_axes = {kNotMapped, kNotMapped}})(kVector, kVector);
            }),
            "vmap: no argument is mapped");
  EXPECT_EQ(message<ValueError>([&] {
              vmap(vmap([](const Array& x) { return exp(x); }, {.axis = Axis::Lanes}),
                   {.axis = Axis::Lanes})(kMatrix);
            }),
            "vmap: a program has one lane axis; map inner axes without Axis::Lanes");
}

TEST(ControlErrors, Branches) {
  const auto same = [](const Array& x) { return x; };
  EXPECT_EQ(message<ShapeError>([&] { cond(kVector > 1., same, same, kVector); }),
            "cond: the predicate must be a scalar bool, got bool[3]; for element-wise choices use "
            "where");
  EXPECT_EQ(message<ShapeError>([&] {
              cond(
                  strong_scalar(true), same, [](const Array& x) { return sum(x); }, kVector);
            }),
            "cond: result 0 is float64[3] in one branch and float64[] in the other");
}

TEST(ControlErrors, Loops) {
  const auto entry = [](const Array& c, const Array&) { return std::pair(c, c); };
  EXPECT_EQ(message<ShapeError>([&] { scan(entry, kVector, Array(1.)); }),
            "scan: a sequence needs an axis to run along, got a scalar");
  EXPECT_EQ(message<ShapeError>([&] {
              scan([](const Array& c, const Arrays&) { return std::pair(c, c); }, kVector,
                   Arrays{kVector, kMatrix});
            }),
            "scan: sequences have 3 and 2 entries");
  EXPECT_EQ(message<ShapeError>([&] {
              fori_loop(
                  0, 2, [](const Array&, const Array& s) { return sum(s); }, kVector);
            }),
            "scan: carry leaf 0 enters with shape [3] and leaves the body with []");
  EXPECT_EQ(message<ShapeError>([&] {
              while_loop([](const Array& s) { return s > 0.; }, [](const Array& s) { return s; },
                         kVector);
            }),
            "while_loop: the condition must return a scalar bool, got bool[3]");
}

TEST(VariableErrors, Assignment) {
  Variable v(kVector, "scale");
  EXPECT_EQ(message<ShapeError>([&] { v.assign(1.); }),
            "Variable 'scale': has shape [3], cannot take []");
  EXPECT_EQ(message<DtypeError>([&] { v.assign(zeros({3}, int32)); }),
            "Variable 'scale': is float64, cannot take int32; convert with astype");
  EXPECT_EQ(message<ValueError>([] { Variable().name(); }),
            "a Variable that holds no value (default-constructed?) is used");
  EXPECT_EQ(message<ValueError>([&] {
              vmap([&](const Array& x) {
                v.assign(kVector * x);
                return x;
              })(kVector);
            }),
            "vmap: the function assigns the variable 'scale'; return the new value and assign it "
            "outside");
  EXPECT_EQ(message<ValueError>(
                [] { jit([](const Array& x) { return Array(Variable(x, "inner")); })(1.); }),
            "Variable 'inner': variables are not created while a function is traced; create it "
            "before");
}

}  // namespace
}  // namespace aleator
