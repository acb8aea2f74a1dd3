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

struct InvertPartsRules final : MultipartBijectorRules {
  explicit InvertPartsRules(const MultipartBijector& bijector) : inner(bijector) {}
  const MultipartBijector inner;

  std::string_view name() const override { return "Invert"; }
  Arrays forward(const Arrays& x) const override { return inner.inverse(x); }
  Arrays inverse(const Arrays& y) const override { return inner.forward(y); }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    return inner.inverse_log_det_jacobian(x, event_ndims);
  }
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const override {
    return inner.forward_log_det_jacobian(y, event_ndims);
  }
  EventRanks forward_min_event_ndims() const override { return inner.inverse_min_event_ndims(); }
  EventRanks inverse_min_event_ndims() const override { return inner.forward_min_event_ndims(); }
  EventRanks forward_event_ndims(const EventRanks& event_ndims) const override {
    return inner.inverse_event_ndims(event_ndims);
  }
  EventRanks inverse_event_ndims(const EventRanks& event_ndims) const override {
    return inner.forward_event_ndims(event_ndims);
  }
  Shapes forward_event_shape(const Shapes& shapes) const override {
    return inner.inverse_event_shape(shapes);
  }
  Shapes inverse_event_shape(const Shapes& shapes) const override {
    return inner.forward_event_shape(shapes);
  }
  bool is_constant_jacobian() const override { return inner.rules().is_constant_jacobian(); }
  Arrays parameters() const override { return inner.rules().parameters(); }
};

}  // namespace

Bijector Invert(const Bijector& bijector) { return Bijector(make_ref<InvertRules>(bijector)); }
MultipartBijector Invert(const MultipartBijector& bijector) {
  return MultipartBijector(make_ref<InvertPartsRules>(bijector));
}

}  // namespace aleator::bijectors
