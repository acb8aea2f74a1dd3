// SPDX-License-Identifier: Apache-2.0
// Tests what every bijector of vectors and matrices promises.
#include "aleator/aleator.h"

#include <cmath>

#include <gtest/gtest.h>

namespace aleator::battery {
namespace {

using namespace bijectors;

struct EventCase {
  std::string name;
  Bijector bijector;
  std::vector<double> coordinates;  ///< of a member of the domain
  Shape event;
  Shape image;
  /// Which elements of x and y, in row-major order, are free: densities are by these. {} is all.
  Dims free_x = {}, free_y = {};
  bool is_surface = false;  ///< y has more coordinates than x, and densities are by the surface
};

std::ostream& operator<<(std::ostream& out, const EventCase& c) { return out << c.name; }

const Dims kLowerOfThree = {0, 3, 4, 6, 7, 8};
const std::vector<double> kSix = {0.7, -0.4, 1.3, 0.2, -1.1, 0.9};

std::vector<EventCase> vector_cases() {
  const Array tril = array({{2., 5., 7.}, {0.5, -1., 9.}, {0.25, 3., 0.5}});
  return {
      {"ScaleMatvecDiag", ScaleMatvecDiag(array({2., -0.5, 3.})), {1., 2., -3.}, {3}, {3}},
      {"ScaleMatvecTriL", ScaleMatvecTriL({.scale_tril = tril}), {1., 2., -3.}, {3}, {3}},
      {"ScaleMatvecTriLAdjoint",
       ScaleMatvecTriL({.scale_tril = tril, .adjoint = true}),
       {1., 2., -3.},
       {3},
       {3}},
      {"Permute", Permute({.permutation = {2, 0, 1}}), {1., 2., -3.}, {3}, {3}},
      {"PermuteRows", Permute({.permutation = {2, 0, 1}, .axis = -2}), kSix, {3, 2}, {3, 2}},
      {"Cumsum", Cumsum(), kSix, {6}, {6}},
      {"CumsumOfColumns", Cumsum(-2), kSix, {3, 2}, {3, 2}},
      {"Ascending", Ascending(), kSix, {6}, {6}},
      {"Blockwise",
       Blockwise({.bijectors = {Exp(), Ascending(), Scale({.log_scale = 0.5})},
                  .block_sizes = {1, 3, 2}}),
       kSix,
       {6},
       {6}},
      {"Householder", Householder(array({1., -2., 0.5})), {1., 2., -3.}, {3}, {3}},
  };
}

/// Of the elements before each.
ShiftAndLogScale by_elements_before(const Array& y) {
  const Array before = cumulative_sum(y, -1) - y;
  return {.shift = tanh(before), .log_scale = 0.5 * sin(tanh(before) + 1.)};
}
ShiftAndLogScale by_masked(const Array& masked, std::int64_t num_rest) {
  const Array total = tanh(sum(masked, {.axes = {-1}, .keep_dims = true}));
  const Array weights = 1. + astype(arange(num_rest), masked.dtype());
  return {.shift = total * weights, .log_scale = 0.5 * total / weights};
}

std::vector<EventCase> flow_cases() {
  const MaskedAutoregressiveFlow flow({.shift_and_log_scale_fn = by_elements_before});
  const auto curved = [](const Array& y) {
    return SinhArcsinh({.skewness = tanh(cumulative_sum(y, -1) - y)});
  };
  return {
      {"MaskedAutoregressiveFlow", flow, kSix, {6}, {6}},
      {"InverseAutoregressiveFlow", Invert(flow), kSix, {6}, {6}},
      {"MaskedAutoregressiveFlowByBijectors",
       MaskedAutoregressiveFlow({.bijector_fn = curved}),
       kSix,
       {6},
       {6}},
      {"MaskedAutoregressiveFlowOfMatrices",
       MaskedAutoregressiveFlow({.shift_and_log_scale_fn = by_elements_before, .event_ndims = 2}),
       kSix,
       {2, 3},
       {2, 3}},
      {"RealNVP", RealNVP({.num_masked = 2, .shift_and_log_scale_fn = by_masked}), kSix, {6}, {6}},
      {"RealNVPAtTheEnd",
       RealNVP({.fraction_masked = -0.6, .shift_and_log_scale_fn = by_masked}),
       kSix,
       {6},
       {6}},
      {"RealNVPOfNone",
       RealNVP(
           {.num_masked = 0, .bijector_fn = [](const Array&, std::int64_t) { return Softplus(); }}),
       kSix,
       {6},
       {6}},
  };
}

std::vector<EventCase> matrix_product_cases() {
  const Array matrix = array({{2., 5., 7.}, {0.5, -1., 9.}, {0.25, 3., 0.5}});
  const LinearOperator scale = linalg::LinearOperatorFullMatrix(matrix);
  return {
      {"ScaleMatvecLinearOperator",
       ScaleMatvecLinearOperator({.scale = scale}),
       {1., 2., -3.},
       {3},
       {3}},
      {"ScaleMatvecLinearOperatorAdjoint",
       ScaleMatvecLinearOperator({.scale = scale, .adjoint = true}),
       {1., 2., -3.},
       {3},
       {3}},
      {"ScaleMatvecLU",
       ScaleMatvecLU({.lower_upper = matrix, .permutation = {2, 0, 1}}),
       {1., 2., -3.},
       {3},
       {3}},
      {"DiscreteCosineTransform", DiscreteCosineTransform(), kSix, {6}, {6}},
      {"DiscreteCosineTransform3", DiscreteCosineTransform({.dct_type = 3}), kSix, {6}, {6}},
      {"CholeskyToInvCholesky",
       CholeskyToInvCholesky(),
       {0.7, -0.4, 1.3, 0.2, -1.1, 0.9},
       {3, 3},
       {3, 3},
       kLowerOfThree,
       kLowerOfThree},
      {"MatrixInverseTriL",
       MatrixInverseTriL(),
       kSix,
       {3, 3},
       {3, 3},
       kLowerOfThree,
       kLowerOfThree},
  };
}

std::vector<EventCase> surface_cases() {
  return {
      {"UnitVector", UnitVector(), {1., 2., -0.3}, {3}, {4}, {}, {}, true},
      {"SoftmaxCentered", SoftmaxCentered(), {1., 2., -0.3}, {3}, {4}, {}, {0, 1, 2}},
      {"IteratedSigmoidCentered",
       IteratedSigmoidCentered(),
       {1., 2., -0.3},
       {3},
       {4},
       {},
       {0, 1, 2}},
      {"BlockwiseOfSimplexes",
       Blockwise(
           {.bijectors = {SoftmaxCentered(), IteratedSigmoidCentered()}, .block_sizes = {2, 4}}),
       kSix,
       {6},
       {8},
       {},
       {0, 1, 3, 4, 5, 6}},
  };
}

std::vector<EventCase> triangle_cases() {
  return {
      {"FillTriangular", FillTriangular(), kSix, {6}, {3, 3}, {}, kLowerOfThree},
      {"FillTriangularUpper",
       FillTriangular({.upper = true}),
       kSix,
       {6},
       {3, 3},
       {},
       {0, 1, 2, 4, 5, 8}},
      {"InvertFillTriangular", Invert(FillTriangular()), kSix, {3, 3}, {6}, kLowerOfThree},
      {"FillScaleTriL", FillScaleTriL(), kSix, {6}, {3, 3}, {}, kLowerOfThree},
      {"FillScaleTriLExp",
       FillScaleTriL({.diag_bijector = Exp(), .diag_shift = std::nullopt}),
       kSix,
       {6},
       {3, 3},
       {},
       kLowerOfThree},
      {"TransformDiagonal", TransformDiagonal(Exp()), {0.5, -1., 2., 0.25}, {2, 2}, {2, 2}},
      {"CholeskyOuterProduct",
       CholeskyOuterProduct(),
       kSix,
       {3, 3},
       {3, 3},
       kLowerOfThree,
       kLowerOfThree},
      {"CovarianceOfVector",
       Chain({CholeskyOuterProduct(), FillScaleTriL()}),
       kSix,
       {6},
       {3, 3},
       {},
       kLowerOfThree},
      {"CorrelationCholesky", CorrelationCholesky(), kSix, {6}, {4, 4}, {}, {4, 8, 9, 12, 13, 14}},
  };
}

std::vector<EventCase> layout_cases() {
  return {
      {"Reshape", Reshape({.event_shape_out = {2, -1}}), kSix, {6}, {2, 3}},
      {"ReshapeMatrix",
       Reshape({.event_shape_out = {3, 2}, .event_shape_in = {2, -1}}),
       kSix,
       {2, 3},
       {3, 2}},
      {"Transpose", Transpose({.rightmost_transposed_ndims = 2}), kSix, {2, 3}, {3, 2}},
      {"TransposePerm", Transpose({.perm = Dims{1, 2, 0}}), kSix, {1, 2, 3}, {2, 3, 1}},
      {"Pad", Pad(), {1., 2., -0.3}, {3}, {4}, {}, {0, 1, 2}},
      {"PadMatrix",
       Pad({.paddings = {{1, 0}, {0, 1}}, .constant_values = 7.}),
       kSix,
       {2, 3},
       {3, 4},
       {},
       {4, 5, 6, 8, 9, 10}},
      {"PadRows", Pad({.paddings = {{1, 1}}, .axis = {-2}}), {1., 2.}, {1, 2}, {3, 2}, {}, {2, 3}},
  };
}

class EventBijectorBattery : public testing::TestWithParam<EventCase> {
 protected:
  const EventCase& c = GetParam();
  const Bijector& b = c.bijector;
  const Array v = array(c.coordinates);
  const int in = b.forward_min_event_ndims(), out = b.inverse_min_event_ndims();

  /// The event with these free elements, and zeros elsewhere.
  Array event(const Array& free) const {
    if (c.free_x.empty()) return reshape(free, c.event);
    return reshape(matmul(free, one_hot(array(c.free_x), c.event.size(), free.dtype())), c.event);
  }
  Array free_elements(const Array& y) const {
    return c.free_y.empty() ? ravel(y) : take(ravel(y), array(c.free_y));
  }
  double log_det_of_jacobian() const {
    const Array j = jacobian([&](Array free) { return free_elements(b.forward(event(free))); })(v);
    const Array square = c.is_surface ? matmul(transpose(j), j) : j;
    const double log_det = sum(log(abs(diagonal(lu(square).lower_upper)))).item();
    return c.is_surface ? 0.5 * log_det : log_det;
  }
};

void expect_near(const Array& actual, const Array& expected, double tolerance) {
  ASSERT_EQ(actual.shape(), expected.shape());
  const std::vector<double> a = actual.values(), e = expected.values();
  for (std::size_t i = 0; i < a.size(); ++i)
    EXPECT_NEAR(a[i], e[i], tolerance * (1 + std::abs(e[i]))) << i;
}

TEST_P(EventBijectorBattery, InverseUndoesForward) {
  const Array x = event(v), y = b.forward(x);
  EXPECT_EQ(y.shape(), c.image);
  expect_near(b.inverse(y), x, 1e-13);
  expect_near(Invert(b).forward(y), x, 1e-13);
}

TEST_P(EventBijectorBattery, LogDeterminantIsThatOfTheJacobian) {
  const Array x = event(v), y = b.forward(x);
  const double expected = log_det_of_jacobian();
  EXPECT_EQ(b.forward_log_det_jacobian(x).shape(), c.event.slice(0, c.event.rank() - in));
  EXPECT_NEAR(b.forward_log_det_jacobian(x).item(), expected, 1e-12);
  EXPECT_NEAR(b.inverse_log_det_jacobian(y).item(), -expected, 1e-12);
}

TEST_P(EventBijectorBattery, KnowsShapes) {
  EXPECT_EQ(c.event.rank(), in);
  EXPECT_EQ(c.image.rank(), out);
  EXPECT_EQ(b.forward_event_shape(c.event), c.image);
  EXPECT_EQ(b.inverse_event_shape(c.image), c.event);
  EXPECT_EQ(b.forward_event_shape(Shape{5, 4} + c.event), (Shape{5, 4}) + c.image);
  EXPECT_EQ(b.inverse_event_shape(Shape{5, 4} + c.image), (Shape{5, 4}) + c.event);
}

TEST_P(EventBijectorBattery, BatchesAreLoops) {
  Arrays members, images, log_dets, inverse_log_dets;
  for (const double factor : {1., 0.5, 0.25, 1.5, 0.75, 2.}) {
    members.push_back(event(factor * v));
    images.push_back(b.forward(members.back()));
    log_dets.push_back(b.forward_log_det_jacobian(members.back()));
    inverse_log_dets.push_back(b.inverse_log_det_jacobian(images.back()));
  }
  const Array x = reshape(stack(members), Shape{2, 3} + c.event);
  const Array y = reshape(stack(images), Shape{2, 3} + c.image);
  expect_near(b.forward(x), y, 1e-14);
  expect_near(b.inverse(y), x, 1e-13);
  const Array each = reshape(stack(log_dets), {2, 3});
  expect_near(b.forward_log_det_jacobian(x), each, 1e-14);
  expect_near(b.inverse_log_det_jacobian(y), reshape(stack(inverse_log_dets), {2, 3}), 1e-14);
  expect_near(b.forward_log_det_jacobian(x, in + 1), sum(each, {.axes = {-1}}), 1e-13);
  expect_near(vmap(vmap([&](Array one) { return b.forward(one); }))(x), y, 1e-14);
  expect_near(vmap([&](Array one) { return b.forward_log_det_jacobian(one); })(x), each, 1e-14);
}

TEST_P(EventBijectorBattery, KeepsDtypes) {
  for (const Array& parameter : b.rules().parameters())
    if (!parameter.is_weak()) return;  // float64 of its own
  const Array x = event(astype(v, float32)), y = b.forward(x);
  EXPECT_EQ(y.dtype(), float32);
  EXPECT_EQ(b.inverse(y).dtype(), float32);
  EXPECT_EQ(b.forward_log_det_jacobian(x).dtype(), float32);
  EXPECT_EQ(b.inverse_log_det_jacobian(y).dtype(), float32);
}

TEST_P(EventBijectorBattery, HasNoNaNFarOut) {
  const auto log_det = [&](Array free) { return b.forward_log_det_jacobian(event(free)); };
  const bool has_negative = c.free_x.empty();  // factors have a positive diagonal
  for (const double factor : {1e-300, 1e-10, 1e3, 1e100, 1e300, -1e-300, -1e3, -1e300}) {
    if (factor < 0 && !has_negative) continue;
    const Array far = factor * (has_negative ? v : abs(v));
    EXPECT_FALSE(any(is_nan(b.forward(event(far)))).item<bool>()) << factor;
    EXPECT_FALSE(std::isnan(log_det(far).item())) << factor;
    EXPECT_FALSE(any(is_nan(grad(log_det)(far))).item<bool>()) << factor;
  }
}

std::string name_of(const testing::TestParamInfo<EventCase>& info) { return info.param.name; }
INSTANTIATE_TEST_SUITE_P(Vectors, EventBijectorBattery, testing::ValuesIn(vector_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Flows, EventBijectorBattery, testing::ValuesIn(flow_cases()), name_of);
INSTANTIATE_TEST_SUITE_P(Products, EventBijectorBattery, testing::ValuesIn(matrix_product_cases()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Surfaces, EventBijectorBattery, testing::ValuesIn(surface_cases()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Triangles, EventBijectorBattery, testing::ValuesIn(triangle_cases()),
                         name_of);
INSTANTIATE_TEST_SUITE_P(Layouts, EventBijectorBattery, testing::ValuesIn(layout_cases()), name_of);

}  // namespace
}  // namespace aleator::battery
