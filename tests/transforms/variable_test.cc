// SPDX-License-Identifier: Apache-2.0
// Tests variables: live leaves, assignment in transformed functions, reachability.
#include "aleator/aleator.h"

#include <gtest/gtest.h>

namespace aleator {
namespace {

TEST(Variables, ArraysBuiltOnThemAreLive) {
  Variable v(2.);
  const Array doubled = v * 2.;
  const Array deep = exp(doubled - doubled) + doubled;
  EXPECT_DOUBLE_EQ(deep.item(), 5.);
  v.assign(10.);
  EXPECT_DOUBLE_EQ(doubled.item(), 20.);
  EXPECT_DOUBLE_EQ(deep.item(), 21.);
  const Array snapshot = v.value() * 2.;
  v.assign(1.);
  EXPECT_DOUBLE_EQ(snapshot.item(), 20.);
}

TEST(Variables, JitReadsThemAtEveryCall) {
  Variable v(2.);
  const Array square_of_v = v * v;
  const auto f = jit([&](const Array& x) { return x * v + square_of_v; });
  EXPECT_DOUBLE_EQ(f(1.).item(), 6.);
  v.assign(3.);
  EXPECT_DOUBLE_EQ(f(1.).item(), 12.);
}

TEST(Variables, AssignmentIsAnOutput) {
  Variable v(1.);
  const auto step = jit([&](const Array& x) {
    const Array loss = x * v;
    v.assign(v + x);
    v.assign(v * 2.);
    return loss;
  });
  const Array loss = step(3.);
  EXPECT_DOUBLE_EQ(v.value().item(), 8.);
  EXPECT_DOUBLE_EQ(loss.item(), 3.) << "results are of the time of the call";
  EXPECT_DOUBLE_EQ(step(1.).item(), 8.);
  EXPECT_DOUBLE_EQ(v.value().item(), 18.);
  const auto outer = jit([&](const Array& x) { return step(x) + step(x); });
  EXPECT_DOUBLE_EQ(outer(1.).item(), 18. + 38.);
  EXPECT_DOUBLE_EQ(v.value().item(), 78.);
}

TEST(Variables, AssignmentUnderGrad) {
  Variable count(0);
  const auto f = [&](const Array& x) {
    count.assign(count + 1);
    return x * x;
  };
  EXPECT_DOUBLE_EQ(grad(f)(3.).item(), 6.);
  EXPECT_DOUBLE_EQ(jvp(f, 3., 1.).second.item(), 6.);
  EXPECT_EQ(count.value().item<std::int64_t>(), 2);
}

TEST(Variables, AnEarlierJitSeesWhatAnEnclosingTraceAssigned) {
  Variable v(1.);
  const auto inner = jit([&](const Array& x) { return x * v; });
  EXPECT_DOUBLE_EQ(inner(2.).item(), 2.);
  const auto outer = jit([&](const Array& x) {
    v.assign(v + 1.);
    return inner(x);
  });
  EXPECT_DOUBLE_EQ(outer(2.).item(), 4.);
  EXPECT_DOUBLE_EQ(outer(2.).item(), 6.);
}

TEST(Variables, NowhereElse) {
  Variable v(1.);
  const auto assigns = [&](const Array& x) {
    v.assign(x);
    return x;
  };
  EXPECT_THROW(vmap(assigns)(array({1., 2.})), ValueError);
  EXPECT_THROW(cond(strong_scalar(true), assigns, assigns, Array(1.)), ValueError);
  EXPECT_THROW(fori_loop(
                   0, 2, [&](const Array&, const Array& s) { return assigns(s); }, Array(1.)),
               ValueError);
  EXPECT_THROW(jit([&](const Array& x) {
                 Variable inner(x);
                 return x;
               })(1.),
               ValueError);
  EXPECT_DOUBLE_EQ(v.value().item(), 1.);
}

TEST(Variables, KeepShapeAndDtype) {
  Variable v(array({1., 2.}));
  EXPECT_THROW(v.assign(1.), ShapeError);
  EXPECT_THROW(v.assign(array({1, 2})), DtypeError);
  Variable n(3);
  EXPECT_EQ(n.dtype(), int64);
  n.assign(true);
  EXPECT_EQ(n.value().item<std::int64_t>(), 1);
  EXPECT_THROW(n.assign(2.5), DtypeError);
}

TEST(Variables, TrainableOnesAreFoundInOrderOfUse) {
  Variable a(1., "a"), b(2., "b"), c(3., "c", false), unused(4., "unused");
  const Array x = (Array(b) + c) * a, y = exp(Array(a));
  std::string names;
  for (const Variable& v : trainable_variables({x, y, Array()})) names += v.name();
  EXPECT_EQ(names, "ba");
  EXPECT_TRUE(trainable_variables({strong_scalar(1.)}).empty());
}

}  // namespace
}  // namespace aleator
