// SPDX-License-Identifier: Apache-2.0
// Lists every operation that StableHLO 1.0 lacks with the function that rewrites it, and which of
// the function's outputs it is, for whoever includes it with ALEATOR_DECOMPOSITION(primitive,
// function, output) defined (so it has no include guard). What several operations have in common is
// there once, where they have the same operands.
#ifdef ALEATOR_DECOMPOSITION
// decompositions.cc
ALEATOR_DECOMPOSITION(kGather, decompose_gather, 0)
ALEATOR_DECOMPOSITION(kScatter, decompose_scatter, 0)
ALEATOR_DECOMPOSITION(kScatterAdd, decompose_scatter, 0)
ALEATOR_DECOMPOSITION(kScatterMultiply, decompose_scatter, 0)
ALEATOR_DECOMPOSITION(kScatterMax, decompose_scatter, 0)
ALEATOR_DECOMPOSITION(kScatterMin, decompose_scatter, 0)
ALEATOR_DECOMPOSITION(kArgmax, decompose_position, 0)
ALEATOR_DECOMPOSITION(kArgmin, decompose_position, 0)
ALEATOR_DECOMPOSITION(kCumulativeSum, decompose_cumulative, 0)
ALEATOR_DECOMPOSITION(kCumulativeProduct, decompose_cumulative, 0)
ALEATOR_DECOMPOSITION(kCumulativeMax, decompose_cumulative, 0)
ALEATOR_DECOMPOSITION(kCumulativeMin, decompose_cumulative, 0)
ALEATOR_DECOMPOSITION(kMap, decompose_map, 0)
// matrix_decompositions.cc
ALEATOR_DECOMPOSITION(kCholeskyPullback, decompose_cholesky_pullback, 0)
ALEATOR_DECOMPOSITION(kStaircaseProduct, decompose_staircase_product, 0)
ALEATOR_DECOMPOSITION(kLu, decompose_lu, 0)
ALEATOR_DECOMPOSITION(kQr, decompose_qr, 0)
ALEATOR_DECOMPOSITION(kEigh, decompose_eigh, 0)
ALEATOR_DECOMPOSITION(kSvd, decompose_svd, 0)
// special_decompositions.cc
ALEATOR_DECOMPOSITION(kLbeta, decompose_lbeta, 0)
ALEATOR_DECOMPOSITION(kDigammaDifference, decompose_digamma_difference, 0)
ALEATOR_DECOMPOSITION(kZeta, decompose_zeta, 0)
ALEATOR_DECOMPOSITION(kZetaGradientS, decompose_zeta_gradient, 0)
ALEATOR_DECOMPOSITION(kDawsn, decompose_dawson, 0)
ALEATOR_DECOMPOSITION(kLambertw, decompose_lambertw, 0)
// probability_decompositions.cc
ALEATOR_DECOMPOSITION(kIgamma, decompose_gamma_probability, 0)
ALEATOR_DECOMPOSITION(kIgammac, decompose_gamma_probability, 1)
ALEATOR_DECOMPOSITION(kLogIgamma, decompose_gamma_probability, 2)
ALEATOR_DECOMPOSITION(kLogIgammac, decompose_gamma_probability, 3)
ALEATOR_DECOMPOSITION(kIgammaGradientA, decompose_igamma_gradient, 0)
ALEATOR_DECOMPOSITION(kGammaImplicitGradient, decompose_gamma_implicit_gradient, 0)
ALEATOR_DECOMPOSITION(kIgammainv, decompose_igammainv, 0)
ALEATOR_DECOMPOSITION(kIgammacinv, decompose_igammacinv, 0)
ALEATOR_DECOMPOSITION(kBetainc, decompose_beta_probability, 0)
ALEATOR_DECOMPOSITION(kBetaincc, decompose_beta_probability, 1)
ALEATOR_DECOMPOSITION(kLogBetainc, decompose_beta_probability, 2)
ALEATOR_DECOMPOSITION(kLogBetaincc, decompose_beta_probability, 3)
ALEATOR_DECOMPOSITION(kBetaincGradientA, decompose_betainc_gradient_a, 0)
ALEATOR_DECOMPOSITION(kBetaincGradientB, decompose_betainc_gradient_b, 0)
ALEATOR_DECOMPOSITION(kBetaImplicitGradientA, decompose_beta_implicit_gradient_a, 0)
ALEATOR_DECOMPOSITION(kBetaImplicitGradientB, decompose_beta_implicit_gradient_b, 0)
ALEATOR_DECOMPOSITION(kBetaincinv, decompose_betaincinv, 0)
ALEATOR_DECOMPOSITION(kBetainccinv, decompose_betainccinv, 0)
// integral_decompositions.cc
ALEATOR_DECOMPOSITION(kExponentialIntegralE1, decompose_e1, 0)
ALEATOR_DECOMPOSITION(kExpint, decompose_expint, 0)
ALEATOR_DECOMPOSITION(kOwensT, decompose_owens_t, 0)
ALEATOR_DECOMPOSITION(kVonMisesCdf, decompose_von_mises_cdf, 0)
ALEATOR_DECOMPOSITION(kVonMisesCdfGradientConcentration, decompose_von_mises_cdf_gradient, 0)
ALEATOR_DECOMPOSITION(kVonMisesImplicitGradient, decompose_von_mises_implicit_gradient, 0)
// bessel_k_decompositions.cc
ALEATOR_DECOMPOSITION(kBesselKve, decompose_bessel_kve, 0)
ALEATOR_DECOMPOSITION(kLogBesselKve, decompose_log_bessel_kve, 0)
ALEATOR_DECOMPOSITION(kLogBesselKveGradientV, decompose_log_bessel_kve_gradient_v, 0)
ALEATOR_DECOMPOSITION(kLogBesselKveGradientZ, decompose_log_bessel_kve_gradient_z, 0)
// bessel_i_decompositions.cc
ALEATOR_DECOMPOSITION(kBesselIve, decompose_bessel_ive, 0)
ALEATOR_DECOMPOSITION(kLogBesselIve, decompose_log_bessel_ive, 0)
ALEATOR_DECOMPOSITION(kLogBesselIveGradientV, decompose_log_bessel_ive_gradient_v, 0)
ALEATOR_DECOMPOSITION(kLogBesselIveGradientZ, decompose_log_bessel_ive_gradient_z, 0)
ALEATOR_DECOMPOSITION(kBesselIvRatio, decompose_bessel_iv_ratio, 0)
// bessel_j_decompositions.cc
ALEATOR_DECOMPOSITION(kBesselJv, decompose_bessel_jv, 0)
// hypergeometric_decompositions.cc
ALEATOR_DECOMPOSITION(kHyp2f1, decompose_hyp2f1, 0)
ALEATOR_DECOMPOSITION(kHyp2f1GradientA, decompose_hyp2f1_gradient_a, 0)
ALEATOR_DECOMPOSITION(kHyp2f1GradientC, decompose_hyp2f1_gradient_c, 0)
#endif
