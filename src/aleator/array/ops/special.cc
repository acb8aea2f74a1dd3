// SPDX-License-Identifier: Apache-2.0
#include "aleator/array/ops/special.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/match.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/special.h"

namespace aleator {
namespace {

Array unary(const Primitive& primitive, const Array& x) {
  check_holds(primitive.name, x);
  return apply(primitive, {as_floating(x)});
}

Array binary(const Primitive& primitive, const Array& x, const Array& y) {
  const Arrays operands = match(primitive.name, x, y);
  return apply(primitive, {as_floating(operands[0]), as_floating(operands[1])});
}

/// Of two concentrations and a point, at their common shape and dtype.
Array ternary(const Primitive& primitive, const Array& a, const Array& b, const Array& x) {
  PromotedDtype joined{boolean, true};
  Arrays operands{as_floating(a), as_floating(b), as_floating(x)};
  for (const Array& operand : {a, b, x}) {
    check_holds(primitive.name, operand);
    joined =
        promote(joined.dtype, joined.is_weak, operand.dtype(), operand.is_weak(), primitive.name);
  }
  const Dtype dtype = is_floating(joined.dtype) ? joined.dtype : float64;
  for (Array& operand : operands) {
    if (operand.dtype() != dtype || !joined.is_weak) operand = astype(operand, dtype);
  }
  return apply(primitive, broadcast_arrays(operands));
}

Array quaternary(const char* name, const Primitive& primitive, Arrays inputs) {
  for (Array& input : inputs) input = as_floating(input);
  // A weak operand takes its dtype from each it meets: after the second pass all agree.
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      for (std::size_t j = 0; j < i; ++j) {
        const Arrays pair = match(name, inputs[i], inputs[j]);
        inputs[i] = pair[0];
        inputs[j] = pair[1];
      }
    }
  }
  return apply(primitive, inputs);
}

}  // namespace

Array lgamma(const Array& x) { return unary(kLgamma, x); }
Array digamma(const Array& x) { return unary(kDigamma, x); }
Array polygamma(std::int64_t n, const Array& x) {
  if (n < 0 || n > 255) throw ValueError(text("polygamma: the order n must be 0..255, got ", n));
  check_holds("polygamma", x);
  return n == 0 ? digamma(x) : apply(kPolygamma, {as_floating(x)}, attributes(Polygamma{n}));
}
Array zeta(const Array& s, const Array& q) { return binary(kZeta, s, q); }
Array zeta_gradient_s(const Array& s, const Array& q) { return binary(kZetaGradientS, s, q); }
Array digamma_difference(const Array& a, const Array& b) {
  return binary(kDigammaDifference, a, b);
}

Array igamma(const Array& a, const Array& x) { return binary(kIgamma, a, x); }
Array igammac(const Array& a, const Array& x) { return binary(kIgammac, a, x); }
Array log_igamma(const Array& a, const Array& x) { return binary(kLogIgamma, a, x); }
Array log_igammac(const Array& a, const Array& x) { return binary(kLogIgammac, a, x); }
Array igamma_gradient_a(const Array& a, const Array& x) { return binary(kIgammaGradientA, a, x); }
Array gamma_implicit_gradient(const Array& a, const Array& x) {
  return binary(kGammaImplicitGradient, a, x);
}
Array igammainv(const Array& a, const Array& p) { return binary(kIgammainv, a, p); }
Array igammacinv(const Array& a, const Array& q) { return binary(kIgammacinv, a, q); }

Array lbeta(const Array& a, const Array& b) { return binary(kLbeta, a, b); }
#define ALEATOR_BETA_FUNCTION(name, primitive) \
  Array name(const Array& a, const Array& b, const Array& x) { return ternary(primitive, a, b, x); }
ALEATOR_BETA_FUNCTION(betainc, kBetainc)
ALEATOR_BETA_FUNCTION(betaincc, kBetaincc)
ALEATOR_BETA_FUNCTION(log_betainc, kLogBetainc)
ALEATOR_BETA_FUNCTION(log_betaincc, kLogBetaincc)
ALEATOR_BETA_FUNCTION(betainc_gradient_a, kBetaincGradientA)
ALEATOR_BETA_FUNCTION(betainc_gradient_b, kBetaincGradientB)
ALEATOR_BETA_FUNCTION(beta_implicit_gradient_a, kBetaImplicitGradientA)
ALEATOR_BETA_FUNCTION(beta_implicit_gradient_b, kBetaImplicitGradientB)
ALEATOR_BETA_FUNCTION(betaincinv, kBetaincinv)
ALEATOR_BETA_FUNCTION(betainccinv, kBetainccinv)
#undef ALEATOR_BETA_FUNCTION

#define ALEATOR_BESSEL_FUNCTION(name, primitive) \
  Array name(const Array& v, const Array& z) { return binary(primitive, v, z); }
ALEATOR_BESSEL_FUNCTION(bessel_ive, kBesselIve)
ALEATOR_BESSEL_FUNCTION(log_bessel_ive, kLogBesselIve)
ALEATOR_BESSEL_FUNCTION(log_bessel_ive_gradient_v, kLogBesselIveGradientV)
ALEATOR_BESSEL_FUNCTION(log_bessel_ive_gradient_z, kLogBesselIveGradientZ)
ALEATOR_BESSEL_FUNCTION(bessel_iv_ratio, kBesselIvRatio)
ALEATOR_BESSEL_FUNCTION(bessel_kve, kBesselKve)
ALEATOR_BESSEL_FUNCTION(log_bessel_kve, kLogBesselKve)
ALEATOR_BESSEL_FUNCTION(log_bessel_kve_gradient_v, kLogBesselKveGradientV)
ALEATOR_BESSEL_FUNCTION(log_bessel_kve_gradient_z, kLogBesselKveGradientZ)
ALEATOR_BESSEL_FUNCTION(bessel_jv, kBesselJv)
#undef ALEATOR_BESSEL_FUNCTION

Array owens_t(const Array& h, const Array& a) { return binary(kOwensT, h, a); }
Array lambertw(const Array& x) { return unary(kLambertw, x); }
Array dawsn(const Array& x) { return unary(kDawsn, x); }
Array expint(const Array& x) { return unary(kExpint, x); }
Array exponential_integral_e1(const Array& x) { return unary(kExponentialIntegralE1, x); }
Array hyp2f1(const Array& a, const Array& b, const Array& c, const Array& z) {
  return quaternary("hyp2f1", kHyp2f1, {a, b, c, z});
}
Array hyp2f1_gradient_a(const Array& a, const Array& b, const Array& c, const Array& z) {
  return quaternary("hyp2f1_gradient_a", kHyp2f1GradientA, {a, b, c, z});
}
Array hyp2f1_gradient_c(const Array& a, const Array& b, const Array& c, const Array& z) {
  return quaternary("hyp2f1_gradient_c", kHyp2f1GradientC, {a, b, c, z});
}

Array von_mises_cdf(const Array& x, const Array& concentration) {
  return binary(kVonMisesCdf, x, concentration);
}
Array von_mises_cdf_gradient_concentration(const Array& x, const Array& concentration) {
  return binary(kVonMisesCdfGradientConcentration, x, concentration);
}
Array von_mises_implicit_gradient(const Array& x, const Array& concentration) {
  return binary(kVonMisesImplicitGradient, x, concentration);
}

Array erf(const Array& x) { return unary(kErf, x); }
Array erfc(const Array& x) { return unary(kErfc, x); }
Array erfcx(const Array& x) { return unary(kErfcx, x); }
Array erfinv(const Array& x) { return unary(kErfinv, x); }
Array erfcinv(const Array& x) { return unary(kErfcinv, x); }
Array ndtr(const Array& x) { return unary(kNdtr, x); }
Array log_ndtr(const Array& x) { return unary(kLogNdtr, x); }
Array ndtri(const Array& p) { return unary(kNdtri, p); }
Array ndtri_exp(const Array& log_p) { return unary(kNdtriExp, log_p); }

Array log1mexp(const Array& x) { return unary(kLog1mexp, x); }
Array log_add_exp(const Array& x, const Array& y) { return binary(kLogAddExp, x, y); }
Array softplus(const Array& x) { return unary(kSoftplus, x); }
Array softplus_inverse(const Array& x) { return unary(kSoftplusInverse, x); }
Array log_sigmoid(const Array& x) { return unary(kLogSigmoid, x); }
Array logit(const Array& p) { return unary(kLogit, p); }
Array xlogy(const Array& x, const Array& y) { return binary(kXlogy, x, y); }
Array xlog1py(const Array& x, const Array& y) { return binary(kXlog1py, x, y); }

}  // namespace aleator
