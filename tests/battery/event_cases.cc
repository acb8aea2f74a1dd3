// SPDX-License-Identifier: Apache-2.0
// Defines the members of families over vectors, matrices and classes that the battery runs over.
#include "aleator/aleator.h"

#include "tests/battery/distribution_cases.h"

namespace aleator::battery {
namespace {

using namespace distributions;

const Array kFactor = array({{1.5, 0.}, {-0.5, 0.8}});
const Array kFactors = stack({kFactor, array({{0.7, 0.}, {0.25, 1.1}})});
/// No triangular matrix.
const Array kRoot = array({{1.5, 0.25}, {-0.5, 0.8}});
const Array kRoots = stack({kRoot, array({{0.7, -0.5}, {0.25, 1.1}})});
const Array kLoc = array({1., -2.});
/// Along another axis than that of the scales.
const Array kLocs = stack({array({{1., -2.}}), array({{0.5, 0.25}})});
const Array kProbs = array({0.2, 0.5, 0.3});
const Array kManyProbs = array({{0.2, 0.5, 0.3}, {0.1, 0.1, 0.8}});
const Array kLogits = array({0.3, -0.5, 1.});
const Array kManyLogits = array({{0.3, -0.5, 1.}, {-1., 0., 2.}});

Array scalar(double value) { return strong_scalar(value); }
Array matrix_of(const Array& factor) { return matmul(factor, swap_axes(factor, -1, -2)); }

using Cases = std::vector<DistributionCase>;

void add(Cases& cases, const Family& family, const char* what, const std::vector<NamedArray>& p) {
  cases.push_back({std::string(family.name) + what, &family, p});
}

Cases normal_cases() {
  Cases cases;
  const auto both = [&](const Family& f, const char* scale, const Array& one, const Array& many) {
    add(cases, f, "Scalar", {{"loc", kLoc}, {scale, one}});
    add(cases, f, "Batch", {{"loc", kLocs}, {scale, many}});
  };
  both(MultivariateNormalDiag::family, "scale_diag", array({1.3, 0.4}),
       array({{1.3, 0.4}, {0.5, 2.}}));
  both(MultivariateNormalTriL::family, "scale_tril", kFactor, kFactors);
  both(MultivariateNormalFullCovariance::family, "covariance_matrix", matrix_of(kFactor),
       matrix_of(kFactors));
  both(MultivariateNormalLinearOperator::family, "scale", kRoot, kRoots);
  both(MultivariateNormalPrecisionFactorLinearOperator::family, "precision_factor", kRoot, kRoots);
  const Family& d = MultivariateNormalDiagPlusLowRank::family;
  const Array column = array({{0.5}, {-1.}});
  add(cases, d, "Scalar",
      {{"loc", kLoc},
       {"scale_diag", array({1.3, 0.4})},
       {"scale_perturb_factor", column},
       {"scale_perturb_diag", array({0.7})}});
  add(cases, d, "Batch",
      {{"loc", kLocs},
       {"scale_diag", array({{1.3, 0.4}, {0.5, 2.}})},
       {"scale_perturb_factor", column},
       {"scale_perturb_diag", array({{0.7}, {1.5}})}});
  const Family& c = MultivariateNormalDiagPlusLowRankCovariance::family;
  add(cases, c, "Scalar",
      {{"loc", kLoc}, {"cov_diag_factor", array({1.3, 0.4})}, {"cov_perturb_factor", column}});
  add(cases, c, "Batch",
      {{"loc", kLocs},
       {"cov_diag_factor", array({{1.3, 0.4}, {0.5, 2.}})},
       {"cov_perturb_factor", column}});
  return cases;
}

Cases student_t_cases() {
  Cases cases;
  const auto both = [&](const Family& f, const char* scale, const Array& one, const Array& many) {
    add(cases, f, "Scalar", {{"df", scalar(9.5)}, {"loc", kLoc}, {scale, one}});
    add(cases, f, "Batch", {{"df", array({{12.}, {20.}})}, {"loc", kLocs}, {scale, many}});
  };
  both(MultivariateStudentTTriL::family, "scale_tril", kFactor, kFactors);
  both(MultivariateStudentTLinearOperator::family, "scale", kRoot, kRoots);
  return cases;
}

Cases matrix_cases() {
  Cases cases;
  const Array loc = array({{1., -2.}, {0.5, 0.25}, {0., 3.}});
  const Array rows = array({{1., 0.5, 0.}, {0., 0.8, -0.5}, {0.25, 0., 1.2}});
  std::vector<NamedArray> one{{"loc", loc}, {"scale_row", rows}, {"scale_column", kRoot}};
  std::vector<NamedArray> many{
      {"loc", stack({loc, 2. * loc})}, {"scale_row", rows}, {"scale_column", kRoots}};
  add(cases, MatrixNormalLinearOperator::family, "Scalar", one);
  add(cases, MatrixNormalLinearOperator::family, "Batch", many);
  one.insert(one.begin(), {"df", scalar(9.5)});
  many.insert(many.begin(), {"df", array({12., 20.})});
  add(cases, MatrixTLinearOperator::family, "Scalar", one);
  add(cases, MatrixTLinearOperator::family, "Batch", many);
  add(cases, WishartTriL::family, "Scalar", {{"df", scalar(3.5)}, {"scale_tril", kFactor}});
  add(cases, WishartTriL::family, "Batch",
      {{"df", array({{3.5}, {9.}})}, {"scale_tril", kFactors}});
  add(cases, WishartLinearOperator::family, "Scalar", {{"df", scalar(3.5)}, {"scale", kRoot}});
  add(cases, WishartLinearOperator::family, "Batch",
      {{"df", array({{3.5}, {9.}})}, {"scale", kRoots}});
  for (const Family* f : {&LKJ::family, &CholeskyLKJ::family}) {
    add(cases, *f, "Scalar", {{"dimension", 3}, {"concentration", scalar(1.5)}});
    add(cases, *f, "Batch", {{"dimension", 3}, {"concentration", array({1., 2.5})}});
  }
  return cases;
}

Cases direction_cases() {
  Cases cases;
  const Array up = array({0.6, 0., -0.8}), ups = array({{0.6, 0., -0.8}, {0., 1., 0.}});
  for (const Family* f : {&VonMisesFisher::family, &PowerSpherical::family}) {
    add(cases, *f, "Scalar", {{"mean_direction", up}, {"concentration", scalar(2.5)}});
    add(cases, *f, "Batch", {{"mean_direction", ups}, {"concentration", array({{0.5}, {4.}})}});
  }
  const Family& s = SphericalUniform::family;
  add(cases, s, "Scalar", {{"dimension", 3}, {"batch_shape", array(Dims{})}});
  add(cases, s, "Batch", {{"dimension", 3}, {"batch_shape", array({2, 1})}});
  return cases;
}

Cases simplex_cases() {
  Cases cases;
  add(cases, Dirichlet::family, "Scalar", {{"concentration", array({1.5, 2., 3.5})}});
  add(cases, Dirichlet::family, "Batch",
      {{"concentration", array({{1.5, 2., 3.5}, {4., 1.25, 2.}})}});
  for (const Family* r :
       {&RelaxedOneHotCategorical::family, &ExpRelaxedOneHotCategorical::family}) {
    for (const bool has_probs : {false, true}) {
      const char* name = has_probs ? "probs" : "logits";
      add(cases, *r, has_probs ? "Probs" : "Logits",
          {{"temperature", scalar(1.3)}, {name, has_probs ? kProbs : kLogits}});
      add(cases, *r, has_probs ? "ProbsBatch" : "LogitsBatch",
          {{"temperature", array({{0.9}, {2.}})}, {name, has_probs ? kManyProbs : kManyLogits}});
    }
  }
  return cases;
}

Cases ordered_cases() {
  Cases cases;
  const Family& o = OrderedLogistic::family;
  add(cases, o, "Scalar", {{"cutpoints", array({-1., 0.5, 2.})}, {"loc", scalar(0.25)}});
  add(cases, o, "Batch",
      {{"cutpoints", array({{-1., 0.5, 2.}, {-2., 0., 0.5}})}, {"loc", array({{0.25}, {-1.}})}});
  const Family& s = StoppingRatioLogistic::family;
  add(cases, s, "Scalar", {{"cutpoints", array({-1., 2., 0.5})}, {"loc", scalar(0.25)}});
  add(cases, s, "Batch",
      {{"cutpoints", array({{-1., 0.5, 2.}, {1., 0., 0.5}})}, {"loc", array({{0.25}, {-1.}})}});
  const Family& l = PlackettLuce::family;
  add(cases, l, "Scalar", {{"scores", array({1.5, 0.5, 2., 0.75})}});
  add(cases, l, "Batch", {{"scores", array({{1.5, 0.5, 2.}, {0.25, 1., 3.}})}});
  return cases;
}

Cases class_cases() {
  Cases cases;
  for (const bool has_probs : {false, true}) {
    const char* name = has_probs ? "probs" : "logits";
    const Array one = has_probs ? kProbs : kLogits, many = has_probs ? kManyProbs : kManyLogits;
    const char *scalar_case = has_probs ? "Probs" : "Logits",
               *batch_case = has_probs ? "ProbsBatch" : "LogitsBatch";
    for (const Family* f : {&Categorical::family, &OneHotCategorical::family}) {
      add(cases, *f, scalar_case, {{name, one}});
      add(cases, *f, batch_case, {{name, many}});
    }
    add(cases, Multinomial::family, scalar_case, {{"total_count", scalar(6.)}, {name, one}});
    add(cases, Multinomial::family, batch_case,
        {{"total_count", array({{3.}, {8.}})}, {name, many}});
    const Array outcomes = array({-1., 0.5, 2.}), none = scalar(0.);
    add(cases, FiniteDiscrete::family, scalar_case,
        {{"outcomes", outcomes}, {name, one}, {"rtol", none}, {"atol", none}});
    add(cases, FiniteDiscrete::family, batch_case,
        {{"outcomes", outcomes},
         {name, many},
         {"rtol", array({0., 1e-3})},
         {"atol", array({0., 1e-3})}});
  }
  const Family& m = DirichletMultinomial::family;
  add(cases, m, "Scalar", {{"total_count", scalar(6.)}, {"concentration", array({1.5, 2., 3.5})}});
  add(cases, m, "Batch",
      {{"total_count", array({{3.}, {8.}})},
       {"concentration", array({{1.5, 2., 3.5}, {4., 1.25, 2.}})}});
  const Family& p = DeterminantalPointProcess::family;
  const Array turn = array({{0.6, -0.8}, {0.8, 0.6}});
  add(cases, p, "Scalar", {{"eigenvalues", array({1.5, 0.25})}, {"eigenvectors", turn}});
  add(cases, p, "Batch",
      {{"eigenvalues", array({{1.5, 0.25}, {3., 0.5}})}, {"eigenvectors", turn}});
  const Family& v = VectorDeterministic::family;
  add(cases, v, "Scalar", {{"loc", kLoc}, {"atol", scalar(0.)}, {"rtol", scalar(0.)}});
  add(cases, v, "Batch",
      {{"loc", kLocs}, {"atol", array({0., 0.25})}, {"rtol", array({1e-3, 0.})}});
  return cases;
}

}  // namespace

std::vector<DistributionCase> event_cases() {
  Cases cases;
  for (const Cases& more : {normal_cases(), student_t_cases(), matrix_cases(), direction_cases(),
                            simplex_cases(), class_cases(), ordered_cases()})
    cases.insert(cases.end(), more.begin(), more.end());
  return cases;
}

std::vector<DistributionCase> scalar_cases() {
  std::vector<DistributionCase> scalars, all = distribution_cases();
  for (const DistributionCase& c : event_cases()) all.push_back(c);
  for (const DistributionCase& c : all) {
    if (!c.is_extreme && c.make().batch_shape().rank() == 0) scalars.push_back(c);
  }
  return scalars;
}

}  // namespace aleator::battery
