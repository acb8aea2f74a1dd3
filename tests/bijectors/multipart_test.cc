// SPDX-License-Identifier: Apache-2.0
// Tests bijectors between lists of arrays: values and determinants against the matrix of
// derivatives, trees, and messages.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/linear.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/bijectors/ascending.h"
#include "aleator/bijectors/chain.h"
#include "aleator/bijectors/composition.h"
#include "aleator/bijectors/exp.h"
#include "aleator/bijectors/identity.h"
#include "aleator/bijectors/invert.h"
#include "aleator/bijectors/joint_map.h"
#include "aleator/bijectors/restructure.h"
#include "aleator/bijectors/scale.h"
#include "aleator/bijectors/scale_matvec_linear_operator_block.h"
#include "aleator/bijectors/sigmoid.h"
#include "aleator/bijectors/softmax_centered.h"
#include "aleator/bijectors/split.h"
#include "aleator/linalg/operators/dense.h"
#include "aleator/linalg/operators/diag.h"
#include "aleator/linalg/solve.h"
#include "aleator/transforms/transforms.h"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/support/message.h"

namespace aleator::bijectors {
namespace {

Array joined(const Arrays& parts) {
  Arrays flat;
  for (const Array& part : parts) flat.push_back(ravel(part));
  return concatenate(flat);
}
Arrays parts_of(const Array& flat, const Arrays& like) {
  Arrays parts;
  std::int64_t start = 0;
  for (const Array& part : like) {
    parts.push_back(reshape(slice_axis(flat, 0, start, start + part.size()), part.shape()));
    start += part.size();
  }
  return parts;
}

void expect_near(const Array& a, const Array& b, double tolerance) {
  ASSERT_EQ(a.shape(), b.shape());
  EXPECT_LE(max(abs(a - b)).item(), tolerance);
}

/// One event without batch axes: the inverse and both determinants.
void expect_consistent(const MultipartBijector& b, const Arrays& x, const EventRanks& event_ndims) {
  SCOPED_TRACE(b.to_string());
  const Arrays y = b.forward(x);
  const Arrays back = b.inverse(y);
  ASSERT_EQ(back.size(), x.size());
  for (std::size_t i = 0; i < x.size(); ++i) expect_near(back[i], x[i], 1e-13);
  const auto flat = [&](const Array& all) { return joined(b.forward(parts_of(all, x))); };
  const Array derivatives = jacobian(flat)(joined(x));
  const double expected = linalg::slogdet(derivatives).log_abs_determinant.item();
  const Array log_det = b.forward_log_det_jacobian(x, event_ndims);
  EXPECT_EQ(log_det.shape(), Shape{});
  EXPECT_NEAR(log_det.item(), expected, 1e-12);
  EXPECT_NEAR(b.inverse_log_det_jacobian(y, b.forward_event_ndims(event_ndims)).item(), -expected,
              1e-12);
  Shapes shapes, images;
  for (const Array& part : x) shapes.push_back(part.shape());
  for (const Array& part : y) images.push_back(part.shape());
  EXPECT_EQ(b.forward_event_shape(shapes), images);
  EXPECT_EQ(b.inverse_event_shape(images), shapes);
}

Array five() { return array({0.7, -0.4, 1.3, 0.2, -1.1}); }
Arrays parts() { return {0.3, array({0.5, -1.}), array({1., 2., -0.5})}; }
MultipartBijector of_parts() { return JointMap({Exp(), Sigmoid(), Ascending()}); }

TEST(JointMap, MapsEachPart) {
  expect_consistent(of_parts(), parts(), {0, 1, 1});
  const Arrays y = of_parts().forward(parts());
  EXPECT_EQ(y[0].item(), std::exp(0.3));
  expect_near(y[2], Ascending().forward(parts()[2]), 0);
  EXPECT_EQ(of_parts().forward_min_event_ndims(), (EventRanks{0, 0, 1}));
}

TEST(JointMap, TakesBijectorsWithParts) {
  const MultipartBijector inner = Invert(Split({.size_splits = {1, 2}}));
  const MultipartBijector b = JointMap({Exp(), inner, Scale({.scale = -3.})});
  expect_consistent(b, {0.3, array({2.}), array({1., -1.}), five()}, {0, 1, 1, 1});
  EXPECT_EQ(b.forward({0.3, array({2.}), array({1., -1.}), five()}).size(), 3u);
}

TEST(JointMap, BatchAxesOfPartsBroadcast) {
  const Array rates = ones({4, 1}), rows = ones({4, 3, 2});
  const Array log_det = of_parts().forward_log_det_jacobian(
      Arrays{rates, rows, broadcast_to(array({0., 1., 2.}), {3, 3})}, {0, 1, 1});
  EXPECT_EQ(log_det.shape(), (Shape{4, 3}));
  const double of_sigmoid = Sigmoid().forward_log_det_jacobian(array({1., 1.}), 1).item();
  expect_near(log_det, full({4, 3}, 1. + of_sigmoid + 3.), 1e-14);
}

TEST(Split, CutsAndConcatenates) {
  expect_consistent(Split({.size_splits = {2, -1, 1}}), {five()}, {1});
  expect_consistent(Split(2), {reshape(arange(0., 12.), {3, 4})}, {2});
  expect_consistent(Split({.num_splits = 3, .axis = -2}), {reshape(arange(0., 12.), {3, 4})}, {2});
  expect_consistent(Invert(Split({.size_splits = {2, -1}})), {array({1., 2.}), five()}, {1, 1});
  const Arrays halves = Split({.size_splits = {2, -1}}).forward(Arrays{five()});
  expect_near(halves[0], array({0.7, -0.4}), 0);
  expect_near(halves[1], array({1.3, 0.2, -1.1}), 0);
  EXPECT_EQ(Split(2).forward_log_det_jacobian(Arrays{ones({3, 4})}).shape(), Shape{3});
}

TEST(Restructure, RenamesParts) {
  const Restructure b({.output_structure = {7, 5, 6}, .input_structure = {5, 6, 7}});
  const Arrays y = b.forward(parts());
  expect_near(y[0], parts()[2], 0);
  expect_near(y[1], parts()[0], 0);
  expect_near(y[2], parts()[1], 0);
  expect_consistent(b, parts(), {0, 1, 1});
}

struct Polar {
  Array radius, angle;
};
struct Coordinates {
  Array angle;
  std::vector<Array> others;
};

TEST(MultipartBijector, MapsTrees) {
  const Polar p = JointMap({Exp(), Identity()}).forward(Polar{.radius = 1., .angle = 0.5});
  EXPECT_EQ(p.radius.item(), std::exp(1.));
  const Polar back = JointMap({Exp(), Identity()}).inverse(p);
  EXPECT_NEAR(back.radius.item(), 1., 1e-15);
  const Restructure swap({.output_structure = {1, 0}});
  const Polar swapped = swap.forward<Polar>(Coordinates{.angle = 0.5, .others = {2.}});
  EXPECT_EQ(swapped.radius.item(), 2.);
  EXPECT_EQ(swapped.angle.item(), 0.5);
  EXPECT_EQ(Exp().forward(1.).item(), MultipartBijector(Exp()).forward(Array(1.)).item());
  EXPECT_EQ(message_of([&] { swap.forward<Coordinates>(p); }),
            "Restructure.forward: its value has 2 parts, the type of the result 1");
}

TEST(Composition, FitsEventsTogether) {
  const MultipartBijector b =
      Composition({JointMap({Exp(), SoftmaxCentered()}), Split({.size_splits = {2, 3}}),
                   Chain({Scale({.scale = 2.}), Ascending()})});
  EXPECT_EQ(b.forward_min_event_ndims(), EventRanks{1});
  EXPECT_EQ(b.inverse_min_event_ndims(), (EventRanks{1, 1}));
  const Arrays x = {five()}, y = b.forward(x);
  EXPECT_EQ(y[1].shape(), Shape{4});
  expect_near(b.inverse(y)[0], five(), 1e-13);
  const Array vector = Ascending().forward(five()) * 2.;
  const double expected =
      Ascending().forward_log_det_jacobian(five()).item() + 5 * std::log(2.) +
      sum(slice_axis(vector, 0, 0, 2)).item() +
      SoftmaxCentered().forward_log_det_jacobian(slice_axis(vector, 0, 2, 5)).item();
  EXPECT_NEAR(b.forward_log_det_jacobian(x).item(), expected, 1e-13);
  EXPECT_NEAR(b.inverse_log_det_jacobian(y).item(), -expected, 1e-13);
}

TEST(Composition, IsBlockwiseWithASplitOnBothSides) {
  const MultipartBijector b =
      Composition({Invert(Split({.size_splits = {2, 3}})), JointMap({Exp(), Ascending()}),
                   Split({.size_splits = {2, 3}})});
  expect_consistent(b, {five()}, {1});
  EXPECT_EQ(b.num_parts_in(), 1u);
  const Bijector ordinary = as_bijector(b);
  expect_near(ordinary.inverse(ordinary.forward(five())), five(), 1e-13);
  EXPECT_EQ(ordinary.forward_log_det_jacobian(five()).item(),
            b.forward_log_det_jacobian(five()).item());
  EXPECT_EQ(message_of([] { as_bijector(Split(2)); }),
            "as_bijector: takes a bijector with one part on either side, Split has 1 and 2");
  const Array rows = stack({five(), 2. * five(), -five()});
  EXPECT_EQ(b.forward_log_det_jacobian(rows).shape(), Shape{3});
  EXPECT_NEAR(b.forward_log_det_jacobian(rows, {2}).item(),
              sum(b.forward_log_det_jacobian(rows)).item(), 1e-13);
}

TEST(ScaleMatvecLinearOperatorBlock, MultipliesByALowerTriangleOfBlocks) {
  const LinearOperator first = linalg::LinearOperatorFullMatrix(array({{2., 1.}, {0.5, -1.}}));
  const LinearOperator below =
      linalg::LinearOperatorFullMatrix(array({{1., 2.}, {3., 4.}, {5., 6.}}));
  const LinearOperator last = linalg::LinearOperatorDiag(array({1., -2., 3.}));
  const ScaleMatvecLinearOperatorBlock b({.scale = {{first}, {below, last}}});
  const Arrays x = {array({1., -2.}), array({0.5, 1., 2.})};
  expect_consistent(b, x, {1, 1});
  expect_near(b.forward(x)[1], array({-2.5, -7., -1.}), 1e-14);
  expect_consistent(ScaleMatvecLinearOperatorBlock({.scale = {{first}, {last}}}), x, {1, 1});
  const Arrays rows = {ones({4, 2}), ones({4, 3})};
  EXPECT_NEAR(b.forward_log_det_jacobian(rows, {2, 2}).item(), 4 * std::log(2.5 * 6), 1e-13);
}

TEST(MultipartBijector, WorksUnderTransforms) {
  const auto f = [](const Array& x) {
    const Arrays halves = Split(2).forward(Arrays{x});
    return sum(Exp().forward(halves[0])) +
           JointMap({Exp(), Sigmoid()}).forward_log_det_jacobian(halves, {1, 1});
  };
  const Array x = array({0.1, 0.2, 0.3, 0.4});
  const Array s = Sigmoid().forward(slice_axis(x, 0, 2, 4));
  const Array expected = concatenate({exp(slice_axis(x, 0, 0, 2)) + 1., 1. - 2. * s});
  expect_near(grad(f)(x), expected, 1e-14);
  const Array batch = stack({x, 2. * x});
  expect_near(vmap(f)(batch), stack({f(x), f(2. * x)}), 1e-14);
}

TEST(MultipartBijector, SaysWhatDoesNotFit) {
  const auto of = [](auto f) { return message_of(f); };
  EXPECT_EQ(of([] { of_parts().forward(Arrays{1.}); }), "JointMap.forward: takes 3 parts, got 1");
  EXPECT_EQ(of([] {
              of_parts().forward(Arrays{1., 2., 3.});
            }),
            "JointMap.forward: part 2 needs at least 1 axes, got shape []");
  EXPECT_EQ(
      of([] {
        Split(2).inverse_log_det_jacobian(Arrays{ones({2, 2}), ones({2, 2})}, {1, 2});
      }),
      "Split.inverse_log_det_jacobian: event_ndims must be ranks of events it can map, [2, 2] "
      "here, at most the ranks of the parts, [2, 2], got [1, 2]");
  EXPECT_EQ(
      of([] { Split(2).forward(Arrays{five()}); }),
      "Split: an axis of length 5 does not have parts of lengths [-1, -1], -1 being the rest");
  EXPECT_EQ(of([] {
              Split({.size_splits = {2, 2}}).inverse(Arrays{ones({1}), ones({3})});
            }),
            "Split.inverse: parts must have lengths [2, 2], got [1, 3]");
  EXPECT_EQ(of([] { Split(SplitOptions{}); }),
            "Split: give exactly one of num_splits and size_splits");
  EXPECT_EQ(of([] { Split({.num_splits = 2, .axis = 0}); }), "Split: axis must be negative, got 0");
  EXPECT_EQ(
      of([] {
        Restructure({.output_structure = {0, 0}});
      }),
      "Restructure: output_structure must hold each number of input_structure once, got [0, 0] "
      "and [0, 1]");
  EXPECT_EQ(of([] {
              Composition({Exp(), Split(2)});
            }),
            "Composition: Exp takes 1 parts, Split before it gives 2");
  EXPECT_EQ(of([] { ScaleMatvecLinearOperatorBlock({}); }),
            "ScaleMatvecLinearOperatorBlock: scale needs at least one row, got none");
}

}  // namespace
}  // namespace aleator::bijectors
