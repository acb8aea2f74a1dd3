// SPDX-License-Identifier: Apache-2.0
#include "aleator/distributions/families.h"

#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/distributions/every_family.h"

#include <algorithm>

namespace aleator {
namespace {

using namespace distributions;

constexpr const Family* kFamilies[] = {&Bates::family,
                                       &Bernoulli::family,
                                       &Beta::family,
                                       &BetaBinomial::family,
                                       &Binomial::family,
                                       &Categorical::family,
                                       &Cauchy::family,
                                       &Chi::family,
                                       &Chi2::family,
                                       &CholeskyLKJ::family,
                                       &ContinuousBernoulli::family,
                                       &DeterminantalPointProcess::family,
                                       &Deterministic::family,
                                       &Dirichlet::family,
                                       &DirichletMultinomial::family,
                                       &DoublesidedMaxwell::family,
                                       &ExpGamma::family,
                                       &ExpInverseGamma::family,
                                       &Exponential::family,
                                       &ExponentiallyModifiedGaussian::family,
                                       &ExpRelaxedOneHotCategorical::family,
                                       &FiniteDiscrete::family,
                                       &Gamma::family,
                                       &GammaGamma::family,
                                       &GeneralizedExtremeValue::family,
                                       &GeneralizedNormal::family,
                                       &GeneralizedPareto::family,
                                       &Geometric::family,
                                       &Gumbel::family,
                                       &HalfCauchy::family,
                                       &HalfNormal::family,
                                       &HalfStudentT::family,
                                       &Horseshoe::family,
                                       &InverseGamma::family,
                                       &InverseGaussian::family,
                                       &JohnsonSU::family,
                                       &Kumaraswamy::family,
                                       &LambertWNormal::family,
                                       &Laplace::family,
                                       &LKJ::family,
                                       &Logistic::family,
                                       &LogitNormal::family,
                                       &LogLogistic::family,
                                       &LogNormal::family,
                                       &MatrixNormalLinearOperator::family,
                                       &MatrixTLinearOperator::family,
                                       &Moyal::family,
                                       &Multinomial::family,
                                       &MultivariateNormalDiag::family,
                                       &MultivariateNormalDiagPlusLowRank::family,
                                       &MultivariateNormalDiagPlusLowRankCovariance::family,
                                       &MultivariateNormalFullCovariance::family,
                                       &MultivariateNormalLinearOperator::family,
                                       &MultivariateNormalPrecisionFactorLinearOperator::family,
                                       &MultivariateNormalTriL::family,
                                       &MultivariateStudentTLinearOperator::family,
                                       &MultivariateStudentTTriL::family,
                                       &NegativeBinomial::family,
                                       &NoncentralChi2::family,
                                       &Normal::family,
                                       &NormalInverseGaussian::family,
                                       &OneHotCategorical::family,
                                       &OrderedLogistic::family,
                                       &Pareto::family,
                                       &PERT::family,
                                       &PlackettLuce::family,
                                       &Poisson::family,
                                       &PowerSpherical::family,
                                       &ProbitBernoulli::family,
                                       &RelaxedBernoulli::family,
                                       &RelaxedOneHotCategorical::family,
                                       &SigmoidBeta::family,
                                       &SinhArcsinh::family,
                                       &Skellam::family,
                                       &SphericalUniform::family,
                                       &StoppingRatioLogistic::family,
                                       &StudentT::family,
                                       &Triangular::family,
                                       &TruncatedCauchy::family,
                                       &TruncatedNormal::family,
                                       &TwoPieceNormal::family,
                                       &TwoPieceStudentT::family,
                                       &Uniform::family,
                                       &VectorDeterministic::family,
                                       &VonMises::family,
                                       &VonMisesFisher::family,
                                       &Weibull::family,
                                       &WishartLinearOperator::family,
                                       &WishartTriL::family,
                                       &Zipf::family};

void check_names(const Family& family, const std::vector<NamedArray>& given) {
  std::vector<std::string> known;
  for (const Parameter& p : family.parameters) {
    if (!p.name.empty()) known.emplace_back(p.name);
  }
  for (const NamedArray& g : given) {
    if (std::find(known.begin(), known.end(), g.name) != known.end()) continue;
    throw ValueError(
        text(family.name, ": no parameter '", g.name, "'; it has ", join_words(known)));
  }
}

}  // namespace

std::span<const Family* const> families() { return kFamilies; }

Distribution make_distribution(const Family& family, const std::vector<NamedArray>& parameters) {
  check_names(family, parameters);
  std::vector<NamedArray> ordered;
  for (const Parameter& p : family.parameters) {
    for (const NamedArray& g : parameters) {
      if (g.name == p.name) ordered.push_back(g);
    }
  }
  check_given(family, ordered);
  return family.make(ordered);
}

}  // namespace aleator
