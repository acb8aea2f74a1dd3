// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/log.h"

#include "aleator/array/ops/elementwise.h"

namespace aleator::bijectors {
namespace {

struct LogRules final : BijectorRules {
  std::string_view name() const override { return "Log"; }
  Array forward(const Array& x) const override { return log(x); }
  Array inverse(const Array& y) const override { return exp(y); }
  Array forward_log_det_jacobian(const Array& x) const override { return -log(x); }
  Array inverse_log_det_jacobian(const Array& y) const override { return y; }
};

}  // namespace

Log::Log() : Bijector(make_ref<LogRules>()) {}

}  // namespace aleator::bijectors
