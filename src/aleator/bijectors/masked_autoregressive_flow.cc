// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/masked_autoregressive_flow.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct MaskedAutoregressiveFlowRules final : BijectorRules {
  explicit MaskedAutoregressiveFlowRules(const MaskedAutoregressiveFlowOptions& o)
      : shift_and_log_scale_fn(o.shift_and_log_scale_fn),
        bijector_fn(o.bijector_fn),
        event_ndims(o.event_ndims) {
    check_one_function("MaskedAutoregressiveFlow", static_cast<bool>(shift_and_log_scale_fn),
                       static_cast<bool>(bijector_fn));
    if (event_ndims < 1)
      throw ValueError(
          text("MaskedAutoregressiveFlow: event_ndims must be at least 1, got ", event_ndims));
  }
  const ShiftAndLogScaleFn<const Array&> shift_and_log_scale_fn;
  const Callable<Bijector(const Array&)> bijector_fn;
  const int event_ndims;

  Bijector of_numbers(const Array& y) const {
    return bijector_fn ? bijector_fn(y) : shift_and_scale(shift_and_log_scale_fn(y));
  }

  std::string_view name() const override { return "MaskedAutoregressiveFlow"; }
  /// A network that can makes the elements one by one; else after i passes the first i elements are
  /// those of y.
  Array forward(const Array& x) const override {
    if (event_ndims == 1 && shift_and_log_scale_fn.has_solve()) {
      return shift_and_log_scale_fn.solve(x, [](const Array& x_i, const Array& params_i) {
        return shift_and_scale(separated(params_i)).forward(x_i);
      });
    }
    const std::int64_t size = x.shape().slice(x.rank() - event_ndims, x.rank()).size();
    // The function may compute in another dtype than that of x: the loop starts with the result's.
    const Dtype dtype = of_numbers(x).forward(x).dtype();
    return fori_loop(
        0, size, [&](const Array&, const Array& y) { return of_numbers(y).forward(x); },
        zeros(x.shape(), dtype));
  }
  Array inverse(const Array& y) const override { return of_numbers(y).inverse(y); }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return of_numbers(y).inverse_log_det_jacobian(y, event_ndims);
  }
  int forward_min_event_ndims() const override { return event_ndims; }
  int inverse_min_event_ndims() const override { return event_ndims; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return shift_and_log_scale_fn.leaves(); }
};

}  // namespace

MaskedAutoregressiveFlow::MaskedAutoregressiveFlow(const MaskedAutoregressiveFlowOptions& options)
    : Bijector(make_ref<MaskedAutoregressiveFlowRules>(options)) {}

}  // namespace aleator::bijectors
