// SPDX-License-Identifier: Apache-2.0
// Tests layers with posteriors: the law of their results, divergences, messages. Keys are fixed; an
// estimate fails by chance with probability below 1e-8 (six standard errors).
#include "aleator/nn/variational/signs.h"

#include "tests/nn/numbers.h"
#include "tests/support/message.h"
#include "tests/support/statistics.h"

namespace aleator::nn {
namespace {

namespace tfd = aleator::distributions;

constexpr std::int64_t kNumCalls = 4000;

/// Results of many calls with independent noise: [calls, ...].
Array calls_of(const Layer& layer, const Array& x) {
  return vmap([&](const Array& i) -> Array { return layer(x, fold_in(Key(9), i)); })(
      arange(kNumCalls));
}

/// The standard deviation of a normal element is large, so that spread shows beside means.
ParameterDistributionFn wide_posterior() {
  return default_mean_field_normal_fn(
      {.loc_initializer = random_normal({.stddev = 1}),
       .untransformed_scale_initializer = random_normal({.mean = 0, .stddev = 0.5})});
}

/// Elementwise mean and variance of draws [calls, ...] against those expected.
void expect_moments(const Array& draws, const Array& means, const Array& variances) {
  const Array rows = reshape(draws, {kNumCalls, means.size()});
  const Numbers mean = means.values(), variance = variances.values();
  for (std::int64_t i = 0; i < means.size(); ++i) {
    const auto e = statistics::estimate(slice_axis(rows, 1, i, i + 1).values());
    const auto at = static_cast<std::size_t>(i);
    EXPECT_NEAR(e.mean, mean[at], statistics::kMaxDeviation * e.error_of_mean) << i;
    EXPECT_NEAR(e.variance, variance[at], statistics::kMaxDeviation * e.error_of_variance) << i;
  }
}

template <class Bayesian>
void expect_law_of_dense() {
  const Bayesian layer({.units = 2, .kernel_posterior_fn = wide_posterior(), .dtype = float64});
  layer.build({3}, Key(1));
  const Array x = random::normal(Key(2), {2, 3});
  const Arrays v = flatten<Array>(layer);  // loc, untransformed scale, bias
  const Array scale = softplus(v[1]);
  expect_moments(calls_of(layer, x), matmul(x, v[0]) + v[2], matmul(square(x), square(scale)));
}

TEST(Variational, DenseLayersHaveOneLaw) {
  expect_law_of_dense<DenseReparameterization>();
  expect_law_of_dense<DenseFlipout>();
  expect_law_of_dense<DenseLocalReparameterization>();
}

template <class Bayesian>
double correlation_of_equal_rows() {
  const Bayesian layer({.units = 1, .kernel_posterior_fn = wide_posterior(), .dtype = float64});
  layer.build({6}, Key(1));
  const Array draws = squeeze(calls_of(layer, ones({2, 6})), -1);
  const Array first = draws[{Ellipsis, 0}], second = draws[{Ellipsis, 1}];
  const Array a = first - mean(first), b = second - mean(second);
  return (mean(a * b) / sqrt(mean(a * a) * mean(b * b))).item();
}

TEST(Variational, FlipoutDecorrelatesRows) {
  const double bound = statistics::kMaxDeviation / std::sqrt(static_cast<double>(kNumCalls));
  EXPECT_NEAR(correlation_of_equal_rows<DenseReparameterization>(), 1, 1e-12);
  EXPECT_NEAR(correlation_of_equal_rows<DenseFlipout>(), 0, bound);
  EXPECT_NEAR(correlation_of_equal_rows<DenseLocalReparameterization>(), 0, bound);
}

TEST(Variational, SignsAreFairAndIndependent) {
  const Array signs = random_signs(Key(3), {20001}, float32);
  expect_near(square(signs), ones({20001}), 0);
  const double bound = statistics::kMaxDeviation / std::sqrt(20000.);
  EXPECT_NEAR(mean(signs).item(), 0, bound);
  // Neighbours, and those that come from one word.
  for (const std::int64_t lag : {1, 2501})
    EXPECT_NEAR(
        mean(slice_axis(signs, 0, 0, 20001 - lag) * slice_axis(signs, 0, lag, 20001)).item(), 0,
        1.1 * bound);
  EXPECT_EQ(random_signs(Key(3), {0, 2}, float64).shape(), (Shape{0, 2}));
}

template <class Bayesian>
void expect_law_of_convolution() {
  const Bayesian layer({.filters = 2,
                        .kernel_size = {2},
                        .kernel_posterior_fn = wide_posterior(),
                        .dtype = float64});
  layer.build({3, 3, 1}, Key(1));
  const Array x = random::normal(Key(2), {1, 3, 3, 1});
  const Arrays v = flatten<Array>(layer);
  expect_moments(calls_of(layer, x), conv(x, v[0]) + v[2], conv(square(x), square(softplus(v[1]))));
}

TEST(Variational, ConvolutionsHaveOneLaw) {
  expect_law_of_convolution<Convolution2DReparameterization>();
  expect_law_of_convolution<Convolution2DFlipout>();
}

TEST(Variational, SingularPosteriorsAreDenseLayers) {
  const DenseFlipout layer(
      {.units = 2,
       .kernel_posterior_fn = default_mean_field_normal_fn({.is_singular = true}),
       .kernel_prior_fn = {}});
  layer.build({3}, Key(1));
  const Arrays v = flatten<Array>(layer);
  const Array x = random::normal(Key(2), {4, 3}, float32);
  const Output out = layer(x);  // needs no key
  expect_near(out, matmul(x, v[0]) + v[1], 1e-6);
  EXPECT_EQ(out.kl_loss().item(), 0);
}

double exact_divergence(const Layer& layer) {
  const Arrays v = flatten<Array>(layer);
  const Array scale = softplus(v[1]) + std::numeric_limits<double>::epsilon();
  return sum(0.5 * (square(scale) + square(v[0]) - 1.) - log(scale)).item();
}

TEST(Variational, DivergencesHaveTheirClosedForm) {
  const auto divergence = [](const Layer& layer, const Shape& input_shape) {
    layer.build(input_shape, Key(1));
    return layer(ones(Shape{1} + input_shape), Key(2)).kl_loss().item() / exact_divergence(layer);
  };
  EXPECT_NEAR(divergence(DenseReparameterization({.units = 2, .dtype = float64}), {3}), 1, 1e-13);
  EXPECT_NEAR(divergence(DenseFlipout({.units = 2, .dtype = float64}), {3}), 1, 1e-13);
  EXPECT_NEAR(divergence(DenseLocalReparameterization({.units = 2, .dtype = float64}), {3}), 1,
              1e-13);
  EXPECT_NEAR(divergence(Convolution1DFlipout({.filters = 2, .kernel_size = {2}, .dtype = float64}),
                         {4, 3}),
              1, 1e-13);
}

/// A divergence without a closed form is estimated at the draw of the call.
TEST(Variational, EstimatesDivergencesAtTheDraw) {
  Array seen;
  const DenseReparameterization layer(
      {.units = 2,
       .use_bias = false,
       .kernel_divergence_fn =
           [&](const Distribution& q, const Distribution& p, const Array& draw) {
             seen = draw;
             return q.log_prob(draw) - p.log_prob(draw);
           },
       .dtype = float64});
  layer.build({3}, Key(1));
  const Output out = layer(eye(3), Key(2));
  expect_near(out, seen, 1e-14);
  const Arrays v = flatten<Array>(layer);
  const tfd::Normal q(v[0], softplus(v[1]) + std::numeric_limits<double>::epsilon());
  EXPECT_NEAR(out.kl_loss().item(),
              sum(q.log_prob(seen) - tfd::Normal(0., 1.).log_prob(seen)).item(), 1e-12);
}

TEST(Variational, RowsOfZerosHaveFiniteGradients) {
  const DenseLocalReparameterization layer({.units = 2});
  layer.build({3}, Key(1));
  const Array gradient =
      grad([&](const Array& x) { return sum(Array(layer(x, Key(2)))); })(zeros({4, 3}));
  EXPECT_TRUE(all(is_finite(gradient)).item<bool>());
}

Layer weights_layer(std::int64_t kernel_size, std::int64_t bias_size, Dtype dtype) {
  const std::int64_t n = kernel_size + bias_size;
  return Sequential(
      {VariableLayer({.shape = {2 * n}, .dtype = dtype}), DistributionLambda([n](Array t) {
         return tfd::Independent(
             tfd::Normal(slice_axis(t, 0, 0, n), 1e-5 + softplus(slice_axis(t, 0, n, 2 * n))),
             {.reinterpreted_batch_ndims = 1});
       })});
}
Layer fixed_prior(std::int64_t kernel_size, std::int64_t bias_size, Dtype dtype) {
  return DistributionLambda([n = kernel_size + bias_size, dtype](Array) {
    return tfd::Independent(tfd::Normal(zeros({n}, dtype), ones({n}, dtype)),
                            {.reinterpreted_batch_ndims = 1});
  });
}

TEST(DenseVariational, DrawsAllWeightsAtOnce) {
  const DenseVariational layer({.units = 2,
                                .make_posterior_fn = weights_layer,
                                .make_prior_fn = fixed_prior,
                                .kl_weight = 0.5,
                                .kl_use_exact = true,
                                .dtype = float64});
  layer.build({3}, Key(1));
  ASSERT_EQ(layer.variables().size(), 1U);
  EXPECT_EQ(layer.variables()[0].name, "posterior.0.kernel");
  layer.variables()[0].variable.assign(random::normal(Key(3), {16}));
  const Array w = layer.variables()[0].variable;
  const Array loc = slice_axis(w, 0, 0, 8), scale = 1e-5 + softplus(slice_axis(w, 0, 8, 16));
  const Array x = random::normal(Key(2), {1, 3});
  expect_moments(calls_of(layer, x),
                 matmul(x, reshape(slice_axis(loc, 0, 0, 6), {3, 2})) + slice_axis(loc, 0, 6, 8),
                 matmul(square(x), reshape(square(slice_axis(scale, 0, 0, 6)), {3, 2})) +
                     square(slice_axis(scale, 0, 6, 8)));
  const double exact = sum(0.5 * (square(scale) + square(loc) - 1.) - log(scale)).item();
  EXPECT_NEAR(layer(x, Key(2)).kl_loss().item(), 0.5 * exact, 1e-12);
  const DenseVariational wrong({.units = 1,
                                .make_posterior_fn = weights_layer,
                                .make_prior_fn = [](std::int64_t n, std::int64_t, Dtype dtype) {
                                  return fixed_prior(n, 5, dtype);
                                }});
  EXPECT_EQ(message_of([&] { wrong.build({3}, Key(1)); }),
            "DenseVariational: the prior must be over [4], kernel and bias, got [8]");
}

TEST(Variational, SaysWhatIsWrong) {
  EXPECT_EQ(
      message_of([] {
        DenseLocalReparameterization(
            {.units = 1, .kernel_posterior_tensor_fn = [](const Distribution& d, const Key& key) {
               return d.sample(key);
             }});
      }),
      "DenseLocalReparameterization: draws no kernel, so that kernel_posterior_tensor_fn and "
      "kernel_divergence_fn cannot be given");
  const DenseFlipout wrong(
      {.units = 1, .kernel_prior_fn = [](const std::string&, const Shape&, Dtype, Builder&) {
         return tfd::Normal(zeros({7}), 1.);
       }});
  EXPECT_EQ(message_of([&] { wrong.build({2}, Key(1)); }),
            "kernel_prior_fn: must make a distribution over [2, 1], made one over [7]");
}

}  // namespace
}  // namespace aleator::nn
