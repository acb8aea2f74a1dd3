// SPDX-License-Identifier: Apache-2.0
// Tests tails and entropies of counts, and some of numbers, against sums and integrals with 60
// digits: tests/reference/make_families.py.
#include "aleator/aleator.h"

#include <cmath>
#include <numbers>

#include <gtest/gtest.h>

#include "tests/distributions/vector_checks.h"

namespace aleator {
namespace {

using namespace distributions;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

struct TailRow {
  double k, log_cdf, log_survival;
};
/// The larger tail by the smaller one, whose digits the table has.
void expect_tails(const Distribution& d, const TailRow& row, double tolerance) {
  const bool is_lower = row.log_cdf < row.log_survival;
  const double small = is_lower ? row.log_cdf : row.log_survival;
  const double large = std::log1p(-std::exp(small));
  const double log_cdf = is_lower ? small : large, log_survival = is_lower ? large : small;
  // What rounding does to a logarithm it does to the probability that many times.
  const double bound = tolerance * (1 - small);
  EXPECT_NEAR(d.log_cdf(row.k).item(), log_cdf, bound * std::abs(log_cdf)) << row.k;
  EXPECT_NEAR(d.log_survival_function(row.k).item(), log_survival, bound * std::abs(log_survival))
      << row.k;
  EXPECT_NEAR(d.cdf(row.k + 0.5).item(), std::exp(log_cdf), tolerance) << row.k;
  EXPECT_NEAR(d.survival_function(row.k).item(), std::exp(log_survival), tolerance) << row.k;
  if (small > -30) {
    EXPECT_EQ(
        (is_lower ? d.quantile(std::exp(small)) : d.quantile_complement(std::exp(small))).item(),
        row.k);
  }
}

TEST(Skellam, HasItsTails) {
  const Skellam near({.rate1 = 1.5, .rate2 = 2.5});
  for (const TailRow& row : {TailRow{-7, -5.3162590161174484466, -0.0049231907579294170026},
                             TailRow{0, -0.24895097824369307693, -1.5123937400501800937},
                             TailRow{3, -0.010622088523003185095, -4.5501259661541738982}})
    expect_tails(near, row, 1e-13);
  expect_tails(Skellam({.rate1 = 0.25, .rate2 = 3.}), {40, 0, -174.0984603001693666}, 1e-13);
  expect_tails(Skellam({.rate1 = 20., .rate2 = 30.}), {-60, -24.815466231794538514, 0}, 1e-13);
  EXPECT_EQ(near.log_cdf(-kInfinity).item(), -kInfinity);
  EXPECT_EQ(near.log_survival_function(1e300).item(), -kInfinity);
  EXPECT_EQ(near.quantile(array({0.25, 0.5})).values(), (std::vector<double>{-2, -1}));
}

TEST(BetaBinomial, HasItsTails) {
  const BetaBinomial d(20., 1.25, 2.);
  for (const TailRow& row : {TailRow{0, -2.9350234658669388018, -0.054592913794053570258},
                             TailRow{7, -0.64645083451905044707, -0.74213134409447134113},
                             TailRow{19, -0.0059662092785707846602, -5.1246251364521365358}})
    expect_tails(d, row, 2e-14);
  expect_tails(BetaBinomial(60., 0.5, 0.25), {30, -1.135937430366135393, -0.38731229934143967691},
               2e-14);
  expect_tails(BetaBinomial(400., 30., 10.), {3, -79.151446581967234357, 0}, 2e-14);
  expect_tails(BetaBinomial(400., 3., 90.), {390, 0, -194.55172297316634392}, 2e-14);
  EXPECT_EQ(d.log_cdf(20.).item(), 0);
  EXPECT_EQ(d.log_survival_function(20.).item(), -kInfinity);
  EXPECT_EQ(BetaBinomial(0., 1., 1.).cdf(0.).item(), 1);
}

TEST(BetaBinomial, TailsHaveSlopesAndBatches) {
  const auto log_cdf = [](const Array& a, const Array& b) {
    return BetaBinomial(20., a, b).log_cdf(7.);
  };
  const auto [in_a, in_b] = grad(log_cdf)(strong_scalar(1.25), strong_scalar(2.));
  EXPECT_NEAR(in_a.item(), -0.59141257756384189898, 1e-13);
  EXPECT_NEAR(in_b.item(), 0.34659435811009689035, 1e-13);
  // Compiled, with a number of trials that is not known.
  const auto traced = jit([](const Array& n) { return BetaBinomial(n, 1.25, 2.).cdf(7.); });
  EXPECT_NEAR(traced(strong_scalar(20.)).item(), std::exp(-0.64645083451905044707), 1e-14);
}

TEST(BetaBinomial, ModesAreWhereTheMassIsLargest) {
  const Array a = array({1.5, 8., 0.5, 0.75, 2., 0.5}), b = array({2.5, 3., 2., 0.5, 0.9, 0.9});
  const BetaBinomial d(12., a, b);
  const Array k = reshape(arange(0., 13.), {13, 1});
  EXPECT_EQ(d.mode().values(), astype(argmax(d.log_prob(k), 0), float64).values());
}

TEST(Entropies, OfPoissonNumbers) {
  const Array rate = array({1e-9, 0.5, 9., 64., 99., 101., 1000.});
  expect_near(Poisson({.rate = rate}).entropy(),
              array({2.1723265837292986037e-8, 0.92763746749579737414, 2.5076738960802889833,
                     3.4970676106478850216, 3.7156524005613411349, 3.7256695722095493496,
                     4.8727327976428506462}),
              2e-14);
  EXPECT_EQ(Poisson({.rate = 0.}).entropy().item(), 0);
  // For large rates that of a normal variable, and less by 1 / (12 rate).
  const double large = 1e6;
  EXPECT_NEAR(Poisson({.rate = large}).entropy().item(),
              0.5 * std::log(2 * std::numbers::pi * std::numbers::e * large) - 1 / (12 * large),
              1e-11);
  const auto entropy = [](const Array& r) { return Poisson({.rate = r}).entropy(); };
  for (const double r : {0.5, 30., 5000.}) {
    const double h = 1e-4 * r;
    const double slope = (entropy(r + h).item() - entropy(r - h).item()) / (2 * h);
    EXPECT_NEAR(grad(entropy)(Array(r)).item() / slope, 1, 1e-6) << r;
  }
}

TEST(Entropies, OfBinomialNumbers) {
  const Binomial d({.total_count = array({1., 20., 60., 1000., 1000., 2000.}),
                    .probs = array({0.25, 0.25, 0.96875, 0.001953125, 0.5, 0.125})});
  expect_near(d.entropy(),
              array({0.56233514461880835029, 2.0728743657888844229, 1.6572211790110346011,
                     1.6906885489131959377, 4.1796689086352685778, 4.1126884969989091936}),
              1e-13);
  expect_near(
      Binomial({.total_count = array({0., 7., 7.}), .probs = array({0.5, 0., 1.})}).entropy(),
      zeros({3}), 1e-15);
}

/// Of two categories: binomial numbers. Of three: the sum over all counts.
TEST(Entropies, OfMultinomialVectors) {
  const auto of_two = [](double n, double p) {
    return Multinomial({.total_count = n, .probs = array({p, 1 - p})}).entropy();
  };
  for (const double n : {1., 20., 2000.}) {
    EXPECT_NEAR(of_two(n, 0.125).item(),
                Binomial({.total_count = n, .probs = 0.125}).entropy().item(), 1e-12 * (1 + n));
  }
  EXPECT_NEAR(of_two(7., 0.).item(), 0, 1e-14);
  const Multinomial d({.total_count = 6., .probs = array({0.5, 0.2, 0.3})});
  double expected = 0;
  for (int i = 0; i <= 6; ++i) {
    for (int j = 0; i + j <= 6; ++j) {
      const double log_mass = d.log_prob(array({i, j, 6 - i - j})).item();
      expected -= std::exp(log_mass) * log_mass;
    }
  }
  EXPECT_NEAR(d.entropy().item(), expected, 1e-14);
}

TEST(Entropies, OfNegativeBinomialNumbers) {
  const NegativeBinomial d({.total_count = array({2.25, 0.125, 1., 40., 0.001953125, 3.}),
                            .probs = array({0.25, 0.875, 0.5, 0.75, 0.984375, 0.9375})});
  expect_near(d.entropy(),
              array({1.1830881181132997863, 1.0284907492726274992, 1.3862943611198906188,
                     4.4972630328445614334, 0.074382597045922800644, 4.5875453426323855904}),
              1e-13);
}

TEST(Entropies, OfNumbersByIntegrals) {
  expect_near(InverseGaussian(array({1., 2.5, 0.5, 1.}), array({1., 0.25, 40., 1000.})).entropy(),
              array({0.87694560787233886473, 1.2464986911774912312, -1.4745390899641576982,
                     -2.0356887316608344064}),
              1e-14);
  expect_near(GammaGamma({.concentration = array({1.5, 0.5}),
                          .mixing_concentration = array({2.5, 0.75}),
                          .mixing_rate = array({2., 0.125})})
                  .entropy(),
              array({1.6104657886491267212, -0.57133920100674451122}), 1e-14);
}

TEST(VonMises, HasLogarithmsOfTailsThatAreNotNumbers) {
  const Array x = array({-3., -1., -3.140625, -0.5, -2.}),
              kappa = array({1000., 2000., 400., 1e6, 700.});
  const Array expected =
      array({-1992.3486393116061708, -923.94261761069379137, -804.86409312269584034,
             -122424.5296406961302, -995.40163715430653091});
  expect_near(VonMises(0., kappa).log_cdf(x), expected, 1e-14);
  expect_near(VonMises(1., kappa).log_survival_function(1. - x), expected, 1e-12);
  // The slope is the density over the probability.
  const VonMises d(0., 1000.);
  EXPECT_NEAR(grad([&](const Array& at) { return d.log_cdf(at); })(Array(-2.)).item(),
              std::exp(d.log_prob(-2.).item() - d.log_cdf(-2.).item()), 1e-8);
  EXPECT_EQ(d.log_cdf(-std::numbers::pi).item(), -kInfinity);
}

// Among all counts of so many trials.
TEST(Multinomial, HasItsMode) {
  for (const auto& p :
       {std::vector{0.3, 0.3, 0.4}, {0.1, 0.2, 0.7}, {0., 0.55, 0.45}, {0.25, 0.25, 0.5}}) {
    for (const int n : {0, 1, 4, 7, 12}) {
      const Multinomial d({.total_count = n, .probs = array({p[0], p[1], p[2]})});
      double best = -HUGE_VAL;
      for (int i = 0; i <= n; ++i) {
        for (int j = 0; i + j <= n; ++j)
          best =
              std::max(best, d.log_prob(array({double(i), double(j), double(n - i - j)})).item());
      }
      EXPECT_NEAR(d.log_prob(d.mode()).item(), best, 1e-13) << n << " " << d.mode();
    }
  }
}

TEST(BetaQuotient, HasItsDensity) {
  struct Row {
    double w, a1, b1, a2, b2, log_density;
  };
  // By mpmath's hypergeometric function with 40 digits.
  for (const Row& r : {Row{0.25, 2, 1.5, 6, 2.5, -0.82406731821314517556},
                       Row{1, 2, 1.5, 6, 2.5, -0.087255547421803680624},
                       Row{0.9999, 2, 1.5, 6, 2.5, -0.08715561725661435184},
                       Row{3, 2, 1.5, 6, 2.5, -5.6696000570281438816},
                       Row{1000, 2, 1.5, 6, 2.5, -45.841656451506546366},
                       Row{1e-6, 0.5, 0.75, 0.25, 3, 4.3980823774528649347},
                       Row{0.9375, 0.5, 0.25, 0.25, 0.5, -1.3040468145164757178},
                       Row{1.0625, 300, 200, 400, 100, -33.092344983161863213},
                       Row{0.75, 300, 200, 400, 100, 2.5204575194843239895},
                       Row{0.5, 1, 1, 1, 1, -0.69314718055994530942}}) {
    const BetaQuotient d({.concentration1_numerator = r.a1,
                          .concentration0_numerator = r.b1,
                          .concentration1_denominator = r.a2,
                          .concentration0_denominator = r.b2});
    EXPECT_NEAR(d.log_prob(r.w).item(), r.log_density, 1e-12 * (1 + std::abs(r.log_density)))
        << r.w << " " << r.a1;
  }
  const BetaQuotient d({.concentration1_numerator = 2.,
                        .concentration0_numerator = 1.5,
                        .concentration1_denominator = 6.,
                        .concentration0_denominator = 2.5});
  expect_draws_of_density(d, LogNormal(-0.25, 0.5));
}

/// Of both tails by mpmath's 3F2 with 120 digits.
TEST(BetaQuotient, HasBothTailsWithTheirDigits) {
  struct Row {
    double a1, b1, a2, b2, w, log_cdf, log_survival;
  };
  for (const Row& r :
       {Row{2.5, 1.5, 3, 2, 0.3, -3.4760747259861794, -0.031416961046529768},
        Row{2.5, 1.5, 3, 2, 0.9, -0.97677403302843256, -0.47244467829138931},
        Row{2.5, 1.5, 3, 2, 2.5, -0.066353500550021139, -2.7457520682862216},
        Row{0.3, 0.4, 0.2, 0.7, 0.01, -2.6085568244395959, -0.076493153736753585},
        Row{0.3, 0.4, 0.2, 0.7, 40, -0.36929287959098384, -1.1751357372645105},
        Row{0.05, 30, 0.06, 0.5, 0.02, -0.55257435599733852, -0.8567642335953019},
        Row{127.3, 148.3, 2129, 229.6, 0.53, -0.34496664005592965, -1.2318373741063935},
        Row{127.3, 148.3, 2129, 229.6, 0.25, -40.045533949382695, -4.0592479582994095e-18},
        Row{127.3, 148.3, 2129, 229.6, 0.9, -3.0072739442179478e-36, -81.792029345761212},
        Row{38.4, 4, 1060, 0.06, 0.8, -3.7791500290438704, -0.023107021059101879},
        Row{0.2, 0.2, 2400, 440, 0.03, -1.3735784712760491, -0.29195688999295826},
        Row{0.2, 0.2, 2400, 440, 1.15, -0.29696094290293691, -1.3589634137373128},
        Row{1, 1, 1, 1, 0.5, -1.3862943611198906, -0.28768207245178093},
        Row{1, 1, 1, 1, 1, -0.69314718055994531, -0.69314718055994531},
        Row{2, 8, 50, 0.1, 0.001, -10.240606582089206, -3.5691830381285529e-5},
        Row{900, 3, 4, 700, 300, -0.23280457010608775, -1.5717009877306169},
        Row{3, 2, 0.5, 0.5, 100000.0, -0.0015350218248268279, -6.4799780926494085}}) {
    const BetaQuotient d({.concentration1_numerator = r.a1,
                          .concentration0_numerator = r.b1,
                          .concentration1_denominator = r.a2,
                          .concentration0_denominator = r.b2});
    const auto expect = [&](const Array& got, double expected) {
      EXPECT_NEAR(got.item(), expected, 1e-10 * std::abs(expected)) << d << r.a1 << " " << r.w;
    };
    expect(d.log_cdf(r.w), r.log_cdf);
    expect(d.log_survival_function(r.w), r.log_survival);
    expect(d.cdf(r.w), std::exp(r.log_cdf));
    expect(d.survival_function(r.w), std::exp(r.log_survival));
  }
}

/// Of counts near their mean, far from it, and of tiny and almost certain probabilities: mpmath
/// with 40 digits.
TEST(Counts, HaveLogProbabilitiesWithoutCancellation) {
  const auto expect = [](const Distribution& d, double k, double expected) {
    EXPECT_NEAR(d.log_prob(k).item(), expected, 1e-13 * (1 + std::abs(expected))) << d << " " << k;
  };
  const auto binomial = [](double n, double p) { return Binomial({.total_count = n, .probs = p}); };
  expect(binomial(1e6, 0.25), 250'123, -7.0302094794670828);
  expect(binomial(1e6, 0.25), 300'000, -6408.5033675719184);
  expect(binomial(1e6, 1e-12), 3, -43.238295143120377);
  expect(binomial(30, 0.5), 1, -17.393218035136204);
  const auto negative = [](double r, double p) {
    return NegativeBinomial({.total_count = r, .probs = p});
  };
  expect(negative(1e5, 0.25), 33'000, -7.518898000782234);
  expect(negative(1e-10, 0.25), 3, -28.283346301847007);
  expect(negative(2.5, 1e-300), 2, -1380.0751492766178);
  expect(negative(2.5, 0.999), 100'000, -100.33469747895135);
  expect(negative(1e8, 1e-8), 2, -1.6931471755599454);
}

TEST(Counts, StirlingErrorHasAllDigits) {
  const double k[] = {1, 1.5, 2, 7, 100, 1e6};
  const double expected[] = {0.081061466795327258, 0.054814121051917654,   0.041340695955409294,
                             0.01189670994589177,  0.00083333055563491468, 8.3333333333330556e-8};
  for (std::size_t i = 0; i < std::size(k); ++i)
    EXPECT_NEAR(stirling_error(k[i]).item(), expected[i], 1e-17 + 1e-15 * expected[i]);
}

}  // namespace
}  // namespace aleator
