// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/invert.h"

namespace aleator::bijectors {
namespace {

struct InvertRules final : BijectorRules {
  explicit InvertRules(const Bijector& bijector) : inner(bijector) {}
  const Bijector inner;

  std::string_view name() const override { return "Invert"; }
  Array forward(const Array& x) const override { return inner.rules().inverse(x); }
  Array inverse(const Array& y) const override { return inner.rules().forward(y); }
  Array forward_log_det_jacobian(const Array& x) const override {
    return inner.rules().inverse_log_det_jacobian(x);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    return inner.rules().forward_log_det_jacobian(y);
  }
  int forward_min_event_ndims() const override { return inner.inverse_min_event_ndims(); }
  int inverse_min_event_ndims() const override { return inner.forward_min_event_ndims(); }
  Shape forward_event_shape(const Shape& shape) const override {
    return inner.inverse_event_shape(shape);
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    return inner.forward_event_shape(shape);
  }
  bool is_constant_jacobian() const override { return inner.rules().is_constant_jacobian(); }
  std::optional<bool> is_increasing() const override { return inner.rules().is_increasing(); }
  Arrays parameters() const override { return inner.rules().parameters(); }
};

}  // namespace

Bijector Invert(const Bijector& bijector) { return Bijector(make_ref<InvertRules>(bijector)); }

}  // namespace aleator::bijectors
