// SPDX-License-Identifier: Apache-2.0
// Tests Pathfinder and the inverse Hessians it is made of: dense updates, exact evidence, moments
// of the draws, lanes, funnels and walls, messages.
#include "aleator/optimize/correction_history.h"

#include "tests/array/support.h"

namespace aleator {
namespace {

using namespace testing;
using namespace optimize;

/// Pairs of a positive definite matrix, and one row of zeros in front.
CorrectionPairs some_pairs(std::int64_t m, std::int64_t d) {
  const Array root = wiggle({d, d}, 1);
  const Array s = wiggle({m, d}) * expand_dims(astype(arange(m) > 0, float64), 1);
  return {s, matmul(s, matmul(root, transpose(root)) + eye(d))};
}

/// H by the dense update, from the oldest pair to the newest.
Array dense(const CorrectionPairs& pairs, const Array& diagonal) {
  Array h = diagonal_matrix(diagonal);
  for (std::int64_t i = 0; i < pairs.position_deltas.dim(0); ++i) {
    const Array s = pairs.position_deltas[i], y = pairs.gradient_deltas[i];
    const double product = dot(s, y).item();
    if (product == 0) continue;
    const Array v = eye(s.size()) - outer(s, y) / product;
    h = matmul(v, matmul(h, transpose(v))) + outer(s, s) / product;
  }
  return h;
}

TEST(InverseHessian, FactorAndProductAreTheDenseUpdate) {
  // Fewer pairs than dimensions, and more.
  for (const auto& [m, d] :
       std::vector<std::pair<std::int64_t, std::int64_t>>{{4, 7}, {9, 3}, {1, 2}}) {
    SCOPED_TRACE(m);
    const CorrectionPairs pairs = some_pairs(m, d);
    const Array initial = 1.5 + wiggle({d}, 2);
    const Array h = dense(pairs, initial), x = wiggle({d}, 3);
    const double scale = max(abs(h)).item();
    const auto start = [&](const Array& v) { return initial * v; };
    expect_near(multiply_by_inverse_hessian(history_of(pairs), start, x) / scale,
                matmul(h, x) / scale, 1e-12);
    const auto factor = factor_inverse_hessian(pairs, initial);
    expect_near(factor.multiply(factor.multiply_transposed(x)) / scale, matmul(h, x) / scale,
                1e-11);
    expect_near(factor.diagonal() / scale, diagonal(h) / scale, 1e-11);
    const Array half_log_det = sum(log(diagonal(cholesky(h))));
    expect_near(factor.log_determinant, half_log_det, 1e-10);
  }
}

TEST(InverseHessian, DiagonalUpdate) {
  // The direct update of the Hessian diag(1 / a), with what is off the diagonal left out after the
  // scaling of Gilbert and Lemarechal: in one dimension it is s / y.
  expect_near(next_diagonal(array({3.}), array({2.}), array({5.})), array({0.4}), 1e-14);
  const Array a = array({1., 2., 0.5}), s = array({1., -1., 0.5}), y = array({2., -0.5, 1.});
  const double yay = 4 + 0.5 + 0.5, ys = 2 + 0.5 + 0.5, sas = 1 + 0.5 + 0.5;
  const Array expected = 1. / (yay / (ys * a) + square(y) / ys - yay / (ys * sas) * square(s / a));
  expect_near(next_diagonal(a, s, y), expected, 1e-14);
}

struct Normal {
  Array mean, precision;
  double log_z;  // of exp(-1/2 (x - mean)' precision (x - mean))

  static Normal make(std::int64_t d, double correlation) {
    const Array lags = abs(expand_dims(arange(d, float64), 0) - expand_dims(arange(d, float64), 1));
    const Array covariance = power(correlation, lags);
    const double log_det = 2 * sum(log(diagonal(cholesky(covariance)))).item();
    return {3. * wiggle({d}), linalg::solve(covariance, eye(d)),
            0.5 * static_cast<double>(d) * std::log(2 * M_PI) + 0.5 * log_det};
  }
  Array operator()(const Array& x) const {
    return -0.5 * dot(x - mean, matmul(precision, x - mean));
  }
};

TEST(Pathfinder, CorrelatedNormals) {
  for (const std::int64_t d : {1, 2, 4, 10}) {
    SCOPED_TRACE(d);
    const Normal target = Normal::make(d, 0.8);
    const auto r =
        pathfinder(target, zeros({d}), Key(1),
                   {.num_correction_pairs = 20, .num_elbo_draws = 50, .num_draws = 4000});
    ASSERT_TRUE(r.has_succeeded.item<bool>());
    // With more pairs than dimensions the covariance is nearly exact: the bound is log Z less a
    // small divergence.
    EXPECT_NEAR(r.elbo.item(), target.log_z, 0.05);
    // Of points next to the mode, the noise of the bounds decides: none is further off than they
    // can tell.
    EXPECT_LT(-target(r.location).item(), 0.05);
    expect_near(r.inverse_metric, ones({d}), 0.15);
    EXPECT_EQ(r.position.shape(), Shape({4000, d}));
    // Importance weights of the draws average to Z: their logarithms hardly vary.
    const Array weights = r.target_log_prob - r.log_density;
    EXPECT_NEAR((logsumexp(weights) - std::log(4000.)).item(), target.log_z, 0.02);
    // Mean and variance of 4,000 draws by their own approximation: |z| < 5, false alarms below
    // 2e-5 for all dimensions together.
    const Array error =
        (mean(r.position, {.axes = {0}}) - r.location) / sqrt(r.inverse_metric / 4000.);
    EXPECT_LT(max(abs(error)).item(), 5);
    const Array ratio = variance(r.position, {.axes = {0}}) / r.inverse_metric;
    EXPECT_LT(max(abs(ratio - 1.)).item(), 5 * std::sqrt(2. / 4000));
  }
}

TEST(Pathfinder, LogDensityIsThatOfItsDraws) {
  // In one dimension the density follows from location and variance.
  const auto f = [](const Array& x) { return sum(-exp(x) + 3. * x); };
  const auto r = pathfinder(f, array({2.}), Key(5), {.num_draws = 20});
  const Array z = (r.position[{Ellipsis, 0}] - r.location[0]) / sqrt(r.inverse_metric[0]);
  expect_near(r.log_density,
              -0.5 * square(z) - 0.5 * std::log(2 * M_PI) - 0.5 * log(r.inverse_metric[0]), 1e-10);
  // log Gamma: Z = Gamma(3), and the bound is below it by a small divergence, up to the noise of
  // ten draws.
  EXPECT_NEAR(r.elbo.item(), std::log(2.), 0.3);
  const auto one = pathfinder(f, array({2.}), Key(5));
  EXPECT_EQ(one.position.shape(), Shape({1}));
  EXPECT_EQ(one.log_density.shape(), Shape());
}

TEST(Pathfinder, FunnelIsLeftBeforeTheModeAtInfinity) {
  // Neal's funnel has no mode: the density grows without bound as v falls.
  const auto funnel = [](const Array& x) {
    const Array v = x[0], rest = slice_axis(x, 0, 1, 10);
    return -0.5 * square(v / 3.) - 0.5 * exp(-v) * sum(square(rest)) - 4.5 * v;
  };
  const auto runs = vmap([&](const Array& i) {
    const Key key = fold_in(Key(3), i);
    const auto [start_key, run_key] = split<2>(key);
    return pathfinder(funnel, 4. * random::uniform(start_key, {10}) - 2., run_key);
  })(arange(20));
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(runs.has_succeeded[i].item<bool>());
    EXPECT_TRUE(std::isfinite(runs.target_log_prob[i].item()));
    EXPECT_GT(runs.location[i][0].item(), -15);  // five of v's standard deviations
    EXPECT_LT(runs.location[i][0].item(), 9);
  }
}

TEST(Pathfinder, LanesAreLoopsAndJitIsTheReference) {
  const Normal target = Normal::make(10, 0.5);
  const auto run = [&](const Array& start, const Array& chain) {
    return pathfinder(target, start, fold_in(Key(8), chain));
  };
  const Array starts = 2. * wiggle({6, 10});
  for (const Axis axis : {Axis::Ordinary, Axis::Lanes}) {
    const auto lanes = jit(vmap(run, {.axis = axis}))(starts, arange(6));
    for (int i = 0; i < 6; ++i) {
      const auto one = run(starts[i], i);
      EXPECT_EQ(lanes.num_gradients[i].item(), one.num_gradients.item());
      expect_near(lanes.position[i], one.position, 1e-8);
      expect_near(lanes.elbo[i], one.elbo, 1e-8);
      expect_near(lanes.inverse_metric[i], one.inverse_metric, 1e-8);
    }
    EXPECT_NE(lanes.position[0][0].item(), lanes.position[1][0].item());
  }
}

TEST(Pathfinder, BadStartsReturnThemselves) {
  const auto f = [](const Array& x) { return sum(log(x) - x); };
  const auto r = pathfinder(f, array({1., -1.}), Key(2));
  EXPECT_FALSE(r.has_succeeded.item<bool>());
  expect_near(r.position, array({1., -1.}));
  EXPECT_EQ(r.log_density.item(), -INFINITY);
  // Half the line has no density, so every approximation has draws there: no success, no NaN.
  const auto half = pathfinder([](const Array& x) { return sum(where(x > 0., -x, -INFINITY)); },
                               array({0.5}), Key(2), {.num_elbo_draws = 200});
  EXPECT_FALSE(half.has_succeeded.item<bool>());
  expect_near(half.position, array({0.5}));
}

TEST(Pathfinder, SinglePrecision) {
  const Array mean = astype(array({1., -2.}), float32);
  const auto f = [&](const Array& x) { return -0.5 * sum(square((x - mean) / 0.1)); };
  const auto r = pathfinder(f, astype(zeros({2}), float32), Key(2), {.tolerance = 1e-3});
  EXPECT_TRUE(r.has_succeeded.item<bool>());
  EXPECT_EQ(r.position.dtype(), float32);
  expect_near(r.location, mean, 1e-4);
}

TEST(Pathfinder, Messages) {
  const auto f = [](const Array& x) { return sum(x); };
  const auto message = [&](const Array& start, const PathfinderOptions& options) {
    try {
      pathfinder(f, start, Key(1), options);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string("no error");
  };
  EXPECT_EQ(message(zeros({2}), {.num_draws = 0}),
            "pathfinder: num_elbo_draws and num_draws must be at least 1, got 10 and 0");
  EXPECT_EQ(message(zeros({2}), {.num_correction_pairs = 0}),
            "pathfinder: num_correction_pairs must be at least 1, got 0");
  EXPECT_EQ(message(0., {}),
            "pathfinder: initial_position must be one start, a vector of shape [d] with d >= 1, "
            "got shape []; use vmap for many starts");
}

}  // namespace
}  // namespace aleator
