// SPDX-License-Identifier: Apache-2.0
// Lists programs for special functions that have not all derivatives.
#include "tests/battery/cases.h"

namespace aleator::battery {
namespace {

using In = const Arrays&;

const Operand kPositive{{3}, {}, 0.5, 4}, kProbability{{3}, {}, 0.2, 0.8};

/// In its second argument every function has derivatives of all orders.
template <Array (*kFunction)(const Array&, const Array&)>
Entry in_second(const Primitive& primitive, const Operand& operand) {
  return {&primitive,
          "in the second argument",
          [](In x) { return Arrays{kFunction(1.75, x[0])}; },
          {operand}};
}

/// In its first.
template <Array (*kFunction)(const Array&, const Array&)>
Entry in_first(const Primitive& primitive) {
  return {&primitive,
          "in the first argument",
          [](In x) { return Arrays{kFunction(x[0], 1.75)}; },
          {{{3}, {}, -3, 3}}};
}

/// In its third.
template <Array (*kFunction)(const Array&, const Array&, const Array&)>
Entry in_third(const Primitive& primitive) {
  return {&primitive,
          "in the third argument",
          [](In x) { return Arrays{kFunction(1.75, 2.5, x[0])}; },
          {kProbability}};
}

std::vector<Entry> integral_entries() {
  return {
      in_second<bessel_jv>(kBesselJv, kPositive),
      in_second<zeta_gradient_s>(kZetaGradientS, kPositive),
      in_first<von_mises_cdf>(kVonMisesCdf),
      in_first<von_mises_cdf_gradient_concentration>(kVonMisesCdfGradientConcentration),
      in_first<von_mises_implicit_gradient>(kVonMisesImplicitGradient),
      {&kHyp2f1,
       "in the argument",
       [](In x) { return Arrays{hyp2f1(1.75, -0.6, 2.25, x[0])}; },
       {kProbability}},
      {&kHyp2f1GradientA,
       "in the argument",
       [](In x) { return Arrays{hyp2f1_gradient_a(1.75, -0.6, 2.25, x[0])}; },
       {kProbability}},
      {&kHyp2f1GradientC,
       "in the argument",
       [](In x) { return Arrays{hyp2f1_gradient_c(1.75, -0.6, 2.25, x[0])}; },
       {kProbability}},
      in_second<bessel_ive>(kBesselIve, kPositive),
      in_second<log_bessel_ive>(kLogBesselIve, kPositive),
      in_second<log_bessel_ive_gradient_v>(kLogBesselIveGradientV, kPositive),
      in_second<log_bessel_ive_gradient_z>(kLogBesselIveGradientZ, kPositive),
      in_second<bessel_iv_ratio>(kBesselIvRatio, kPositive),
      in_second<bessel_kve>(kBesselKve, kPositive),
      in_second<log_bessel_kve>(kLogBesselKve, kPositive),
      in_second<log_bessel_kve_gradient_v>(kLogBesselKveGradientV, kPositive),
      in_second<log_bessel_kve_gradient_z>(kLogBesselKveGradientZ, kPositive),
  };
}

}  // namespace

std::vector<Entry> special_entries() {
  std::vector<Entry> entries = {
      in_second<zeta>(kZeta, kPositive),
      {&kPolygamma, "order 2", [](In x) { return Arrays{polygamma(2, x[0])}; }, {kPositive}},
      in_second<igamma>(kIgamma, kPositive),
      in_second<igammac>(kIgammac, kPositive),
      in_second<log_igamma>(kLogIgamma, kPositive),
      in_second<log_igammac>(kLogIgammac, kPositive),
      in_second<igamma_gradient_a>(kIgammaGradientA, kPositive),
      in_second<gamma_implicit_gradient>(kGammaImplicitGradient, kPositive),
      in_second<igammainv>(kIgammainv, kProbability),
      in_second<igammacinv>(kIgammacinv, kProbability),
      in_third<betainc>(kBetainc),
      in_third<betaincc>(kBetaincc),
      in_third<log_betainc>(kLogBetainc),
      in_third<log_betaincc>(kLogBetaincc),
      in_third<betainc_gradient_a>(kBetaincGradientA),
      in_third<betainc_gradient_b>(kBetaincGradientB),
      in_third<beta_implicit_gradient_a>(kBetaImplicitGradientA),
      in_third<beta_implicit_gradient_b>(kBetaImplicitGradientB),
      in_third<betaincinv>(kBetaincinv),
      in_third<betainccinv>(kBetainccinv),
  };
  for (const Entry& entry : integral_entries()) entries.push_back(entry);
  return entries;
}

}  // namespace aleator::battery
