// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/inline.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::bijectors {
namespace {

struct InlineRules final : BijectorRules {
  explicit InlineRules(const InlineOptions& options) : o(options) {}
  const InlineOptions o;

  template <class Function>
  const Function& given(const Function& function, const char* field) const {
    if (!function) throw NotImplemented(text(o.name, ": option '", field, "' was not given"));
    return function;
  }
  template <class Function>
  const Function& either(const Function& function) const {
    return given(function, "forward_log_det_jacobian_fn' or 'inverse_log_det_jacobian_fn");
  }

  std::string_view name() const override { return o.name; }
  Array forward(const Array& x) const override { return given(o.forward_fn, "forward_fn")(x); }
  Array inverse(const Array& y) const override { return given(o.inverse_fn, "inverse_fn")(y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    if (o.forward_log_det_jacobian_fn) return o.forward_log_det_jacobian_fn(x);
    return -either(o.inverse_log_det_jacobian_fn)(forward(x));
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    if (o.inverse_log_det_jacobian_fn) return o.inverse_log_det_jacobian_fn(y);
    return -either(o.forward_log_det_jacobian_fn)(inverse(y));
  }
  int forward_min_event_ndims() const override { return o.forward_min_event_ndims; }
  int inverse_min_event_ndims() const override {
    return o.inverse_min_event_ndims.value_or(o.forward_min_event_ndims);
  }

  Shape forward_event_shape(const Shape& shape) const override {
    return o.forward_event_shape_fn ? o.forward_event_shape_fn(shape) : shape;
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    return o.inverse_event_shape_fn ? o.inverse_event_shape_fn(shape) : shape;
  }
  bool is_constant_jacobian() const override { return o.is_constant_jacobian; }
  std::optional<bool> is_increasing() const override { return o.is_increasing; }
};

}  // namespace

Inline::Inline(const InlineOptions& options) : Bijector(make_ref<InlineRules>(options)) {}

}  // namespace aleator::bijectors
