// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/real_nvp.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

#include <cmath>
#include <cstdlib>

namespace aleator::bijectors {
namespace {

struct RealNVPRules final : BijectorRules {
  explicit RealNVPRules(const RealNVPOptions& options) : o(options) {
    check_one_function("RealNVP", static_cast<bool>(o.shift_and_log_scale_fn),
                       static_cast<bool>(o.bijector_fn));
    if (o.num_masked.has_value() == o.fraction_masked.has_value())
      throw ValueError("RealNVP: give exactly one of num_masked and fraction_masked");
    if (o.fraction_masked && !(std::abs(*o.fraction_masked) <= 1))
      throw ValueError(
          text("RealNVP: fraction_masked must be from -1 to 1, got ", *o.fraction_masked));
  }
  const RealNVPOptions o;

  bool has_masked_end() const {
    return o.num_masked ? *o.num_masked < 0 : std::signbit(*o.fraction_masked);
  }
  std::int64_t num_masked(const Array& x) const {
    const std::int64_t n = x.dim(-1);
    const std::int64_t masked =
        o.num_masked ? std::abs(*o.num_masked)
                     : std::llround(std::abs(*o.fraction_masked) * static_cast<double>(n));
    if (masked <= n) return masked;
    throw ShapeError(text("RealNVP: num_masked must be at most the length of the last axis, ", n,
                          ", got ", masked));
  }
  /// The elements that stay, and the others.
  struct Halves {
    Array masked, rest;
  };
  Halves halves(const Array& x) const {
    const std::int64_t n = x.dim(-1), masked = num_masked(x);
    if (has_masked_end())
      return {slice_axis(x, -1, n - masked, n), slice_axis(x, -1, 0, n - masked)};
    return {slice_axis(x, -1, 0, masked), slice_axis(x, -1, masked, n)};
  }
  Array joined(const Array& masked, const Array& rest) const {
    return has_masked_end() ? concatenate({rest, masked}, -1) : concatenate({masked, rest}, -1);
  }
  Bijector of_numbers(const Halves& h) const {
    const std::int64_t num_rest = h.rest.dim(-1);
    return o.bijector_fn ? o.bijector_fn(h.masked, num_rest)
                         : shift_and_scale(o.shift_and_log_scale_fn(h.masked, num_rest));
  }

  std::string_view name() const override { return "RealNVP"; }
  Array forward(const Array& x) const override {
    const Halves h = halves(x);
    return joined(h.masked, of_numbers(h).forward(h.rest));
  }
  Array inverse(const Array& y) const override {
    const Halves h = halves(y);
    return joined(h.masked, of_numbers(h).inverse(h.rest));
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    const Halves h = halves(x);
    return of_numbers(h).forward_log_det_jacobian(h.rest, 1);
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    const Halves h = halves(y);
    return of_numbers(h).inverse_log_det_jacobian(h.rest, 1);
  }
  int forward_min_event_ndims() const override { return 1; }
  int inverse_min_event_ndims() const override { return 1; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
  Arrays parameters() const override { return o.shift_and_log_scale_fn.leaves(); }
};

}  // namespace

RealNVP::RealNVP(const RealNVPOptions& options) : Bijector(make_ref<RealNVPRules>(options)) {}

}  // namespace aleator::bijectors
