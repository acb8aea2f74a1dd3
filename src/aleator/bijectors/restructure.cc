// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/restructure.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/text.h"

#include <algorithm>
#include <numeric>

namespace aleator::bijectors {
namespace {

/// For each part of y, which part of x it is.
std::vector<std::size_t> sources_of(const RestructureOptions& o) {
  Dims inputs = o.input_structure;
  if (inputs.empty()) {
    inputs.resize(o.output_structure.size());
    std::iota(inputs.begin(), inputs.end(), 0);
  }
  Dims sorted_in = inputs, sorted_out = o.output_structure;
  std::sort(sorted_in.begin(), sorted_in.end());
  std::sort(sorted_out.begin(), sorted_out.end());
  const bool has_repeats =
      std::adjacent_find(sorted_in.begin(), sorted_in.end()) != sorted_in.end();
  if (has_repeats || sorted_in != sorted_out)
    throw ValueError(
        text("Restructure: output_structure must hold each number of "
             "input_structure once, got ",
             Shape(o.output_structure), " and ", Shape(inputs)));
  std::vector<std::size_t> sources;
  for (const std::int64_t part : o.output_structure)
    sources.push_back(
        static_cast<std::size_t>(std::find(inputs.begin(), inputs.end(), part) - inputs.begin()));
  return sources;
}

struct RestructureRules final : MultipartBijectorRules {
  explicit RestructureRules(const RestructureOptions& o) : sources(sources_of(o)) {}
  const std::vector<std::size_t> sources;

  template <class T>
  std::vector<T> there(const std::vector<T>& x) const {
    std::vector<T> y;
    for (const std::size_t source : sources) y.push_back(x[source]);
    return y;
  }
  template <class T>
  std::vector<T> back(const std::vector<T>& y) const {
    std::vector<T> x = y;
    for (std::size_t i = 0; i < y.size(); ++i) x[sources[i]] = y[i];
    return x;
  }
  EventRanks numbers() const { return EventRanks(sources.size(), 0); }
  /// With the common batch shape of the parts.
  static Array zero(const Arrays& parts, const EventRanks& event_ndims) {
    Array total = 0.;
    for (std::size_t i = 0; i < parts.size(); ++i)
      total = total +
              zeros(parts[i].shape().slice(0, parts[i].rank() - event_ndims[i]), parts[i].dtype());
    return total;
  }

  std::string_view name() const override { return "Restructure"; }
  Arrays forward(const Arrays& x) const override { return there(x); }
  Arrays inverse(const Arrays& y) const override { return back(y); }
  Array forward_log_det_jacobian(const Arrays& x, const EventRanks& event_ndims) const override {
    return zero(x, event_ndims);
  }
  Array inverse_log_det_jacobian(const Arrays& y, const EventRanks& event_ndims) const override {
    return zero(y, event_ndims);
  }
  EventRanks forward_min_event_ndims() const override { return numbers(); }
  EventRanks inverse_min_event_ndims() const override { return numbers(); }
  EventRanks forward_event_ndims(const EventRanks& event_ndims) const override {
    return there(event_ndims);
  }
  EventRanks inverse_event_ndims(const EventRanks& event_ndims) const override {
    return back(event_ndims);
  }
  Shapes forward_event_shape(const Shapes& shapes) const override { return there(shapes); }
  Shapes inverse_event_shape(const Shapes& shapes) const override { return back(shapes); }
  bool is_constant_jacobian() const override { return true; }
};

}  // namespace

Restructure::Restructure(const RestructureOptions& options)
    : MultipartBijector(make_ref<RestructureRules>(options)) {}

}  // namespace aleator::bijectors
