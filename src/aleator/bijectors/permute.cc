// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/permute.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/index.h"
#include "aleator/array/ops/shape.h"
#include "aleator/array/ops/sort.h"
#include "aleator/base/text.h"

#include <algorithm>

namespace aleator::bijectors {
namespace {

struct PermuteRules final : BijectorRules {
  explicit PermuteRules(const PermuteOptions& o) : axis(o.axis), order(array(o.permutation)) {
    if (axis >= 0) throw ValueError(text("Permute: axis must be negative, got ", axis));
    Dims sorted = o.permutation;
    std::sort(sorted.begin(), sorted.end());
    for (std::size_t i = 0; i < sorted.size(); ++i) {
      if (sorted[i] == static_cast<std::int64_t>(i)) continue;
      throw ValueError(text("Permute: permutation must hold each of 0 to ", sorted.size() - 1,
                            " once, got ", order));
    }
  }
  const std::int64_t axis;
  const Array order;

  std::string_view name() const override { return "Permute"; }
  Array forward(const Array& x) const override { return take(x, order, x.rank() + axis); }
  Array inverse(const Array& y) const override { return take(y, argsort(order), y.rank() + axis); }
  Array forward_log_det_jacobian(const Array&) const override { return 0.; }
  Array inverse_log_det_jacobian(const Array&) const override { return 0.; }
  int forward_min_event_ndims() const override { return static_cast<int>(-axis); }
  int inverse_min_event_ndims() const override { return static_cast<int>(-axis); }
  bool is_constant_jacobian() const override { return true; }
  std::optional<bool> is_increasing() const override { return std::nullopt; }
};

}  // namespace

Permute::Permute(const PermuteOptions& options) : Bijector(make_ref<PermuteRules>(options)) {}

}  // namespace aleator::bijectors
