// SPDX-License-Identifier: Apache-2.0
#include "tests/battery/distribution_cases.h"

#include "aleator/aleator.h"

#include <algorithm>
#include <limits>

namespace aleator::battery {
namespace {

using namespace distributions;

Array scalar(double value) { return strong_scalar(value); }

std::vector<DistributionCase> continuous_cases() {
  const Family& n = Normal::family;
  const Family& u = Uniform::family;
  const Family& e = Exponential::family;
  const Array column = array({{0.5}, {2.}});
  return {
      {"NormalScalar", &n, {{"loc", scalar(0.4)}, {"scale", scalar(1.3)}}},
      {"NormalBatch", &n, {{"loc", array({-1., 0., 3.5})}, {"scale", column}}},
      {"NormalNarrow", &n, {{"loc", scalar(1e6)}, {"scale", scalar(1e-3)}}, true},
      {"NormalHuge", &n, {{"loc", scalar(-1e150)}, {"scale", scalar(1e150)}}, true},
      {"UniformScalar", &u, {{"low", scalar(-0.3)}, {"high", scalar(1.3)}}},
      {"UniformBatch", &u, {{"low", array({-1., 0., 0.25})}, {"high", column}}},
      {"UniformNarrow", &u, {{"low", scalar(1e6)}, {"high", scalar(1e6 + 1e-3)}}, true},
      {"UniformTiny", &u, {{"low", scalar(1e-300)}, {"high", scalar(3e-300)}}, true},
      {"ExponentialScalar", &e, {{"rate", scalar(1.3)}}},
      {"ExponentialBatch", &e, {{"rate", array({0.25, 1., 7.})}}},
      {"ExponentialExtreme", &e, {{"rate", array({1e-150, 1e150})}}, true},
  };
}

/// Families with a location and a scale, and further parameters in front.
std::vector<DistributionCase> location_scale_cases() {
  const Array column = array({{0.5}, {2.}});
  std::vector<DistributionCase> cases;
  const auto add = [&](const Family& f, const std::vector<std::string_view>& more) {
    std::vector<NamedArray> one{{"loc", scalar(0.4)}, {"scale", scalar(1.3)}};
    std::vector<NamedArray> many{{"loc", array({-1., 0., 3.5})}, {"scale", column}};
    for (const std::string_view name : more) {
      one.push_back({name, scalar(name == "skewness" ? 0.3 : name == "df" ? 9. : 2.5)});
      many.push_back({name, name == "df" ? array({{12.}, {30.}}) : array({{2.2}, {6.}})});
    }
    cases.push_back({std::string(f.name) + "Scalar", &f, one});
    cases.push_back({std::string(f.name) + "Batch", &f, many});
  };
  for (const Family* f :
       {&Cauchy::family, &Laplace::family, &Logistic::family, &Gumbel::family, &Moyal::family,
        &HalfCauchy::family, &LogNormal::family, &LogitNormal::family, &DoublesidedMaxwell::family})
    add(*f, {});
  for (const Family* f : {&StudentT::family, &HalfStudentT::family}) add(*f, {"df"});
  add(GeneralizedNormal::family, {"power"});
  add(JohnsonSU::family, {"skewness", "tailweight"});
  const Family& l = LogLogistic::family;
  cases.push_back({"LogLogisticScalar", &l, {{"loc", scalar(0.4)}, {"scale", scalar(0.2)}}});
  cases.push_back(
      {"LogLogisticBatch", &l, {{"loc", array({-1., 2.})}, {"scale", array({0.1, 0.3})}}});
  cases.push_back({"StudentTFewDegrees",
                   &StudentT::family,
                   {{"df", array({0.9, 1., 2.})}, {"loc", scalar(0.)}, {"scale", scalar(1.)}},
                   true});
  return cases;
}

std::vector<DistributionCase> positive_cases() {
  const Array several = array({0.8, 2., 30.}), rates = array({{0.5}, {2.}});
  std::vector<DistributionCase> cases;
  const auto add = [&](const Family& f, std::string_view first, std::string_view second) {
    cases.push_back({std::string(f.name) + text(second, "Scalar"),
                     &f,
                     {{first, scalar(2.3)}, {second, scalar(1.3)}}});
    cases.push_back(
        {std::string(f.name) + text(second, "Batch"), &f, {{first, several}, {second, rates}}});
  };
  for (const Family* f : {&Gamma::family, &ExpGamma::family}) {
    add(*f, "concentration", "rate");
    add(*f, "concentration", "log_rate");
  }
  add(Beta::family, "concentration1", "concentration0");
  add(SigmoidBeta::family, "concentration1", "concentration0");
  for (const std::string_view scale : {"scale", "log_scale"})
    add(ExpInverseGamma::family, "concentration", scale);
  add(Kumaraswamy::family, "concentration1", "concentration0");
  add(Weibull::family, "concentration", "scale");
  add(InverseGaussian::family, "loc", "concentration");
  for (const Family* f : {&InverseGamma::family, &Pareto::family}) {
    cases.push_back({std::string(f->name) + "Scalar",
                     f,
                     {{"concentration", scalar(6.5)}, {"scale", scalar(1.3)}}});
    cases.push_back({std::string(f->name) + "Batch",
                     f,
                     {{"concentration", array({5.5, 30.})}, {"scale", rates}}});
  }
  return cases;
}

/// Families of one parameter, and what needs cases of its own.
std::vector<DistributionCase> other_cases() {
  std::vector<DistributionCase> cases;
  for (const Family* f : {&Chi2::family, &Chi::family}) {
    cases.push_back({std::string(f->name) + "Scalar", f, {{"df", scalar(3.3)}}});
    cases.push_back({std::string(f->name) + "Batch", f, {{"df", array({2.2, 7., 40.})}}});
  }
  const Family& v = VonMises::family;
  cases.push_back({"VonMisesScalar", &v, {{"loc", scalar(0.4)}, {"concentration", scalar(1.3)}}});
  cases.push_back({"VonMisesBatch",
                   &v,
                   {{"loc", array({-1., 0.5})}, {"concentration", array({{0.5}, {20.}})}}});
  const Family& o = Horseshoe::family;
  cases.push_back({"HorseshoeScalar", &o, {{"scale", scalar(1.3)}}});
  cases.push_back({"HorseshoeBatch", &o, {{"scale", array({0.25, 1., 7.})}}});
  const auto quotient = [&](const char* name, const Array& a1, const Array& b1, const Array& a2,
                            const Array& b2) {
    cases.push_back({name,
                     &BetaQuotient::family,
                     {{"concentration1_numerator", a1},
                      {"concentration0_numerator", b1},
                      {"concentration1_denominator", a2},
                      {"concentration0_denominator", b2}}});
  };
  quotient("BetaQuotientScalar", scalar(2.), scalar(1.5), scalar(6.), scalar(2.5));
  quotient("BetaQuotientBatch", array({0.75, 3.}), scalar(5.), array({{7.5}, {20.}}), scalar(0.8));
  const Family& h = HalfNormal::family;
  cases.push_back({"HalfNormalScalar", &h, {{"scale", scalar(1.3)}}});
  cases.push_back({"HalfNormalBatch", &h, {{"scale", array({0.25, 1., 7.})}}});
  cases.push_back({"GammaTiny",
                   &Gamma::family,
                   {{"concentration", array({0.02, 0.05})}, {"rate", scalar(1.)}},
                   true});
  return cases;
}

std::vector<DistributionCase> interval_cases() {
  const Family& t = Triangular::family;
  const Family& n = TruncatedNormal::family;
  const double inf = std::numeric_limits<double>::infinity();
  return {
      {"TriangularScalar",
       &t,
       {{"low", scalar(-0.3)}, {"high", scalar(1.7)}, {"peak", scalar(0.2)}}},
      {"TriangularBatch",
       &t,
       {{"low", array({-1., 0.})}, {"high", array({{2.5}, {4.}})}, {"peak", array({0.5, 1.})}}},
      {"TriangularAtEnd",
       &t,
       {{"low", array({0., 0.})}, {"high", array({1., 1.})}, {"peak", array({0., 1.})}},
       true},
      {"TruncatedNormalScalar",
       &n,
       {{"loc", scalar(0.4)}, {"scale", scalar(1.3)}, {"low", scalar(-1.)}, {"high", scalar(2.)}}},
      {"TruncatedNormalBatch",
       &n,
       {{"loc", array({0., 0.5})},
        {"scale", array({{0.8}, {2.}})},
        {"low", array({-1., 0.})},
        {"high", array({{1.}, {1.25}})}}},
      {"TruncatedNormalOneSide",
       &n,
       {{"loc", scalar(0.)},
        {"scale", scalar(1.)},
        {"low", array({-inf, 1., 8.})},
        {"high", array({1., inf, inf})}},
       true},
  };
}

/// Locations and scales with a parameter for the form of the tails.
std::vector<DistributionCase> tail_cases() {
  const Array locs = array({-1., 0.5}), scales = array({{0.5}, {2.}});
  std::vector<DistributionCase> cases;
  for (const Family* f : {&GeneralizedExtremeValue::family, &GeneralizedPareto::family}) {
    const auto add = [&](const char* name, const Array& concentration, bool is_extreme) {
      cases.push_back(
          {std::string(f->name) + name,
           f,
           {{"loc", scalar(0.4)}, {"scale", scalar(1.3)}, {"concentration", concentration}},
           is_extreme});
    };
    add("Heavy", scalar(0.12), false);
    add("Bounded", scalar(-0.3), false);
    add("Extreme", array({0., 1e-5, 1e-3, 0.6, -0.6}), true);
    cases.push_back(
        {std::string(f->name) + "Batch",
         f,
         {{"loc", locs}, {"scale", scales}, {"concentration", array({{0.11}, {-0.15}})}}});
  }
  const Family& s = SinhArcsinh::family;
  const Family& t = TwoPieceNormal::family;
  const Family& e = ExponentiallyModifiedGaussian::family;
  const std::vector<NamedArray> one{{"loc", scalar(0.4)}, {"scale", scalar(1.3)}},
      many{{"loc", locs}, {"scale", scales}};
  const auto with = [](std::vector<NamedArray> given, const std::vector<NamedArray>& more) {
    given.insert(given.end(), more.begin(), more.end());
    return given;
  };
  cases.push_back({"SinhArcsinhScalar", &s,
                   with(one, {{"skewness", scalar(0.3)}, {"tailweight", scalar(1.2)}})});
  cases.push_back(
      {"SinhArcsinhBatch", &s,
       with(many, {{"skewness", array({-0.4, 0.})}, {"tailweight", array({0.7, 1.})}})});
  cases.push_back({"TwoPieceNormalScalar", &t, with(one, {{"skewness", scalar(1.4)}})});
  cases.push_back({"TwoPieceNormalBatch", &t, with(many, {{"skewness", array({0.6, 1.})}})});
  cases.push_back({"ExponentiallyModifiedGaussianScalar", &e, with(one, {{"rate", scalar(0.8)}})});
  cases.push_back(
      {"ExponentiallyModifiedGaussianBatch", &e, with(many, {{"rate", array({1.5, 3.})}})});
  return cases;
}

std::vector<DistributionCase> heavy_cases() {
  const std::vector<NamedArray> one{{"loc", scalar(0.4)}, {"scale", scalar(1.3)}},
      many{{"loc", array({-1., 0.5})}, {"scale", array({{0.5}, {2.}})}};
  const auto with = [](std::vector<NamedArray> given, const std::vector<NamedArray>& more) {
    given.insert(given.end(), more.begin(), more.end());
    return given;
  };
  std::vector<DistributionCase> cases;
  const Family& w = LambertWNormal::family;
  const Family& p = TwoPieceStudentT::family;
  cases.push_back({"LambertWNormalScalar", &w, with(one, {{"tailweight", scalar(0.12)}})});
  cases.push_back({"LambertWNormalBatch", &w, with(many, {{"tailweight", array({0.05, 0.1})}})});
  cases.push_back(
      {"TwoPieceStudentTScalar", &p, with(one, {{"df", scalar(9.)}, {"skewness", scalar(1.4)}})});
  cases.push_back({"TwoPieceStudentTBatch", &p,
                   with(many, {{"df", array({{12.}, {30.}})}, {"skewness", array({0.6, 1.})}})});
  return cases;
}

std::vector<DistributionCase> skewed_cases() {
  const Family& i = NormalInverseGaussian::family;
  const Family& c = NoncentralChi2::family;
  const Family& g = GammaGamma::family;
  return {
      {"GammaGammaScalar",
       &g,
       {{"concentration", scalar(2.3)},
        {"mixing_concentration", scalar(9.5)},
        {"mixing_rate", scalar(1.3)}}},
      {"GammaGammaBatch",
       &g,
       {{"concentration", array({0.8, 2.})},
        {"mixing_concentration", array({{9.}, {20.}})},
        {"mixing_rate", array({0.5, 3.})}}},
      {"NoncentralChi2Scalar", &c, {{"df", scalar(3.3)}, {"noncentrality", scalar(1.3)}}},
      {"NoncentralChi2Batch",
       &c,
       {{"df", array({0.8, 2., 9.})}, {"noncentrality", array({{0.5}, {20.}})}}},
      {"NoncentralChi2Central",
       &c,
       {{"df", array({1.3, 4.})}, {"noncentrality", array({{0.}, {1e-12}})}},
       true},
      {"NormalInverseGaussianScalar",
       &i,
       {{"loc", scalar(0.4)},
        {"scale", scalar(1.3)},
        {"tailweight", scalar(1.5)},
        {"skewness", scalar(0.5)}}},
      {"NormalInverseGaussianBatch",
       &i,
       {{"loc", array({-1., 0.5})},
        {"scale", array({{0.5}, {2.}})},
        {"tailweight", array({1.5, 4.})},
        {"skewness", array({-0.4, 1.})}}},
  };
}

std::vector<DistributionCase> bounded_cases() {
  const Family& c = TruncatedCauchy::family;
  const Family& p = PERT::family;
  const double inf = std::numeric_limits<double>::infinity();
  return {
      {"TruncatedCauchyScalar",
       &c,
       {{"loc", scalar(0.4)}, {"scale", scalar(1.3)}, {"low", scalar(-1.)}, {"high", scalar(2.)}}},
      {"TruncatedCauchyBatch",
       &c,
       {{"loc", array({0., 0.5})},
        {"scale", array({{0.8}, {2.}})},
        {"low", array({-1., 1.})},
        {"high", array({{9.}, {1.25}})}}},
      {"TruncatedCauchyOneSide",
       &c,
       {{"loc", scalar(0.)},
        {"scale", scalar(1.)},
        {"low", array({-inf, 1., 8., -inf})},
        {"high", array({1., inf, inf, inf})}},
       true},
      {"PERTScalar",
       &p,
       {{"low", scalar(-0.3)},
        {"peak", scalar(0.2)},
        {"high", scalar(1.7)},
        {"temperature", scalar(4.)}}},
      {"PERTBatch",
       &p,
       {{"low", array({-1., 0.})},
        {"peak", array({0.5, 1.})},
        {"high", array({{2.5}, {4.}})},
        {"temperature", array({2.5, 9.})}}},
  };
}

std::vector<DistributionCase> unit_cases() {
  const Family& a = Bates::family;
  const Family& b = ContinuousBernoulli::family;
  const Family& r = RelaxedBernoulli::family;
  return {
      {"BatesScalar", &a, {{"total_count", 3}, {"low", scalar(-0.3)}, {"high", scalar(1.7)}}},
      {"BatesBatch",
       &a,
       {{"total_count", 6}, {"low", array({-1., 0.})}, {"high", array({{2.5}, {4.}})}}},
      {"RelaxedBernoulliProbs", &r, {{"temperature", scalar(0.8)}, {"probs", scalar(0.3)}}},
      {"RelaxedBernoulliProbsBatch",
       &r,
       {{"temperature", array({{0.9}, {2.}})}, {"probs", array({0.1, 0.5, 0.6})}}},
      {"RelaxedBernoulliLogits", &r, {{"temperature", scalar(1.)}, {"logits", scalar(0.7)}}},
      {"RelaxedBernoulliLogitsBatch",
       &r,
       {{"temperature", array({{0.9}, {2.}})}, {"logits", array({-2., 0.4})}}},
      {"ContinuousBernoulliProbs", &b, {{"probs", scalar(0.3)}}},
      {"ContinuousBernoulliProbsBatch", &b, {{"probs", array({0.01, 0.45, 0.9})}}},
      {"ContinuousBernoulliLogits", &b, {{"logits", scalar(0.7)}}},
      {"ContinuousBernoulliLogitsBatch", &b, {{"logits", array({-6., -1.9, 2.1})}}},
      {"ContinuousBernoulliExtreme", &b, {{"logits", array({0., 1e-9, -40., 40.})}}, true},
  };
}

std::vector<DistributionCase> count_cases() {
  const Family& b = Binomial::family;
  const Family& d = BetaBinomial::family;
  const Array trials = array({{4.}, {60.}});
  // total_count is a whole number: it has no differences.
  return {
      {"BinomialProbs", &b, {{"total_count", scalar(20.)}, {"probs", scalar(0.3)}}, true},
      {"BinomialProbsBatch",
       &b,
       {{"total_count", trials}, {"probs", array({0.1, 0.5, 0.97})}},
       true},
      {"BinomialLogits", &b, {{"total_count", scalar(20.)}, {"logits", scalar(-0.7)}}, true},
      {"BinomialLogitsBatch", &b, {{"total_count", trials}, {"logits", array({-3., 2.})}}, true},
      {"BinomialCertain",
       &b,
       {{"total_count", array({0., 7., 7.})}, {"probs", array({0.5, 0., 1.})}},
       true},
      {"BetaBinomialScalar",
       &d,
       {{"total_count", scalar(20.)},
        {"concentration1", scalar(1.3)},
        {"concentration0", scalar(2.)}},
       true},
      {"BetaBinomialBatch",
       &d,
       {{"total_count", trials},
        {"concentration1", array({0.5, 8.})},
        {"concentration0", array({2., 3.})}},
       true},
  };
}

/// Counts without an upper end.
std::vector<DistributionCase> waiting_cases() {
  const Family& n = NegativeBinomial::family;
  const Family& g = Geometric::family;
  const Family& z = Zipf::family;
  return {
      {"NegativeBinomialProbs", &n, {{"total_count", scalar(2.3)}, {"probs", scalar(0.3)}}},
      {"NegativeBinomialProbsBatch",
       &n,
       {{"total_count", array({0.5, 3., 20.})}, {"probs", array({{0.1}, {0.7}})}}},
      {"NegativeBinomialLogits", &n, {{"total_count", scalar(2.3)}, {"logits", scalar(0.4)}}},
      {"NegativeBinomialLogitsBatch",
       &n,
       {{"total_count", array({0.5, 3., 20.})}, {"logits", array({{-2.}, {0.8}})}}},
      {"GeometricProbs", &g, {{"probs", scalar(0.3)}}},
      {"GeometricProbsBatch", &g, {{"probs", array({0.1, 0.5, 0.9})}}},
      {"GeometricLogits", &g, {{"logits", scalar(-0.6)}}},
      {"GeometricLogitsBatch", &g, {{"logits", array({-2., 0., 3.})}}},
      // Of powers whose sums of 400 terms are complete.
      {"ZipfScalar", &z, {{"power", scalar(8.)}}},
      {"ZipfBatch", &z, {{"power", array({7.5, 12.})}}},
  };
}

/// Whole numbers of either sign, and numbers that are certain.
std::vector<DistributionCase> signed_cases() {
  const Family& k = Skellam::family;
  const Family& d = Deterministic::family;
  return {
      {"SkellamRates", &k, {{"rate1", scalar(1.3)}, {"rate2", scalar(2.)}}},
      {"SkellamRatesBatch", &k, {{"rate1", array({0.5, 9.})}, {"rate2", array({{60.}, {0.3}})}}},
      {"SkellamLogRates", &k, {{"log_rate1", scalar(0.7)}, {"log_rate2", scalar(-0.4)}}},
      {"SkellamLogRatesBatch",
       &k,
       {{"log_rate1", array({-2., 3.})}, {"log_rate2", array({{1.}, {-1.}})}}},
      {"DeterministicScalar",
       &d,
       {{"loc", scalar(2.)}, {"atol", scalar(0.)}, {"rtol", scalar(0.)}},
       true},
      {"DeterministicBatch",
       &d,
       {{"loc", array({-3., 0., 7.})},
        {"atol", array({{0.}, {0.25}})},
        {"rtol", array({0., 1e-3, 0.})}},
       true},
  };
}

std::vector<DistributionCase> discrete_cases() {
  const Family& b = Bernoulli::family;
  const Family& p = Poisson::family;
  const Family& i = ProbitBernoulli::family;
  return {
      {"BernoulliProbs", &b, {{"probs", scalar(0.3)}}},
      {"BernoulliProbsBatch", &b, {{"probs", array({{0.1, 0.5, 0.9}, {0.2, 0.7, 0.95}})}}},
      {"ProbitBernoulliProbs", &i, {{"probs", scalar(0.3)}}},
      {"ProbitBernoulliProbsBatch", &i, {{"probs", array({0.1, 0.5, 0.9})}}},
      {"ProbitBernoulliProbits", &i, {{"probits", scalar(0.25)}}},
      {"ProbitBernoulliProbitsBatch", &i, {{"probits", array({-3., 0., 2.})}}},
      {"BernoulliCertain", &b, {{"probs", array({0., 1., 1e-300})}}, true},
      {"BernoulliLogits", &b, {{"logits", scalar(0.25)}}},
      {"BernoulliLogitsBatch", &b, {{"logits", array({-4., 0., 2.})}}},
      {"BernoulliFarLogits", &b, {{"logits", array({-800., -40., 40., 800.})}}, true},
      {"PoissonRate", &p, {{"rate", scalar(1.3)}}},
      {"PoissonRateBatch", &p, {{"rate", array({0.5, 9.99, 10., 60.})}}},
      {"PoissonSmall", &p, {{"rate", array({0., 1e-300, 1e-3})}}, true},
      {"PoissonLogRate", &p, {{"log_rate", scalar(0.7)}}},
      {"PoissonLogRateBatch", &p, {{"log_rate", array({-2., 0., 3.})}}},
  };
}

}  // namespace

bool is_of_numbers(const Family& family) {
  return family.event_rank == 0 &&
         std::all_of(family.parameters.begin(), family.parameters.end(),
                     [](const Parameter& p) { return p.event_rank == 0; });
}

const Parameter& DistributionCase::declared(std::size_t i) const {
  return *std::find_if(family->parameters.begin(), family->parameters.end(),
                       [&](const Parameter& p) { return p.name == parameters[i].name; });
}

std::vector<std::size_t> DistributionCase::numeric() const {
  std::vector<std::size_t> positions;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!declared(i).is_structural()) positions.push_back(i);
  }
  return positions;
}

Arrays DistributionCase::values() const {
  Arrays values;
  for (const std::size_t i : numeric()) values.push_back(parameters[i].value);
  return values;
}

Distribution DistributionCase::make(const Arrays& values) const {
  std::vector<NamedArray> replaced = parameters;
  std::size_t next = 0;
  for (const std::size_t i : numeric()) replaced[i].value = values[next++];
  return make_distribution(*family, replaced);
}

std::vector<DistributionCase> distribution_cases() {
  std::vector<DistributionCase> cases = continuous_cases();
  for (const auto& more :
       {location_scale_cases(), positive_cases(), other_cases(), interval_cases(), tail_cases(),
        heavy_cases(), skewed_cases(), bounded_cases(), unit_cases(), signed_cases(),
        discrete_cases(), count_cases(), waiting_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

}  // namespace aleator::battery
