// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/kumaraswamy_cdf.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/bijectors/constraint.h"
#include "aleator/bijectors/real_numbers.h"
#include "aleator/math/special.h"

namespace aleator::bijectors {
namespace {

struct KumaraswamyCDFRules final : BijectorRules {
  explicit KumaraswamyCDFRules(const KumaraswamyCDFOptions& o)
      : a(real_parameter("KumaraswamyCDF", "concentration1", o.concentration1)),
        b(real_parameter("KumaraswamyCDF", "concentration0", o.concentration0)) {
    check_constraint("KumaraswamyCDF", "concentration1", a, kPositive);
    check_constraint("KumaraswamyCDF", "concentration0", b, kPositive);
  }
  const Array a, b;

  /// log(1 - x^a), by x^a itself where that is small.
  Array log_rest(const Array& x) const {
    const Array is_small = a * log(x) < -1.;
    const Array small = where(is_small, x, 0.), large = a * log(where(is_small, 0.5, x));
    return where(is_small, log1p(-power(small, a)), log1mexp(large));
  }

  std::string_view name() const override { return "KumaraswamyCDF"; }
  Array forward(const Array& x) const override { return -expm1(b * log_rest(x)); }
  Array inverse(const Array& y) const override { return power(-expm1(log1p(-y) / b), 1. / a); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return log(a) + log(b) + xlogy(a - 1., x) + (b - 1.) * log_rest(x);
  }
  Arrays parameters() const override { return {a, b}; }
};

}  // namespace

KumaraswamyCDF::KumaraswamyCDF(const KumaraswamyCDFOptions& options)
    : Bijector(make_ref<KumaraswamyCDFRules>(options)) {}

}  // namespace aleator::bijectors
