// SPDX-License-Identifier: Apache-2.0
#include "aleator/bijectors/chain.h"

#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"

#include <algorithm>

namespace aleator::bijectors {
namespace {

/// Smallest event that fits a sequence of maps, each given by its event ranks on the near and the
/// far side: walking from the far end, what the next map needs on its far side it needs, plus its
/// own change of rank, on its near side.
template <class Iterator, class Near, class Far>
int minimal_event(Iterator first, Iterator last, Near near, Far far) {
  int needed = 0;
  while (last != first) {
    --last;
    needed = near(*last) + std::max(0, needed - far(*last));
  }
  return needed;
}

struct ChainRules final : BijectorRules {
  explicit ChainRules(const Bijectors& bijectors) : outermost_first(bijectors) {}
  const Bijectors outermost_first;

  static int in(const Bijector& b) { return b.forward_min_event_ndims(); }
  static int out(const Bijector& b) { return b.inverse_min_event_ndims(); }

  std::string_view name() const override { return "Chain"; }
  Array forward(const Array& x) const override {
    Array y = x;
    for (auto b = outermost_first.rbegin(); b != outermost_first.rend(); ++b) y = b->forward(y);
    return y;
  }
  Array inverse(const Array& y) const override {
    Array x = y;
    for (const Bijector& b : outermost_first) x = b.inverse(x);
    return x;
  }
  Array forward_log_det_jacobian(const Array& x) const override {
    Array y = x, total = 0.;
    int event_ndims = forward_min_event_ndims();
    for (auto b = outermost_first.rbegin(); b != outermost_first.rend(); ++b) {
      total = total + b->forward_log_det_jacobian(y, event_ndims);
      y = b->forward(y);
      event_ndims += out(*b) - in(*b);
    }
    return total;
  }
  Array inverse_log_det_jacobian(const Array& y) const override {
    Array x = y, total = 0.;
    int event_ndims = inverse_min_event_ndims();
    for (const Bijector& b : outermost_first) {
      total = total + b.inverse_log_det_jacobian(x, event_ndims);
      x = b.inverse(x);
      event_ndims += in(b)-out(b);
    }
    return total;
  }
  bool is_injective() const override {
    return std::all_of(outermost_first.begin(), outermost_first.end(),
                       [](const Bijector& b) { return b.is_injective(); });
  }
  Arrays inverse_branches(const Array& y) const override { return branches(y).values; }
  Arrays inverse_log_det_jacobian_branches(const Array& y) const override {
    return branches(y).log_dets;
  }
  struct Branches {
    Arrays values, log_dets;
  };
  /// Each map's branches of each branch so far.
  Branches branches(const Array& y) const {
    Branches all{{y}, {Array(0.)}};
    int event_ndims = inverse_min_event_ndims();
    for (const Bijector& b : outermost_first) {
      Branches next;
      for (std::size_t i = 0; i < all.values.size(); ++i) {
        const Arrays values = b.inverse_branches(all.values[i]);
        const Arrays log_dets = b.inverse_log_det_jacobian_branches(all.values[i], event_ndims);
        next.values.insert(next.values.end(), values.begin(), values.end());
        for (const Array& log_det : log_dets) next.log_dets.push_back(all.log_dets[i] + log_det);
      }
      all = next;
      event_ndims += in(b)-out(b);
    }
    return all;
  }
  int forward_min_event_ndims() const override {
    return minimal_event(outermost_first.rbegin(), outermost_first.rend(), in, out);
  }
  int inverse_min_event_ndims() const override {
    return minimal_event(outermost_first.begin(), outermost_first.end(), out, in);
  }
  Shape forward_event_shape(const Shape& shape) const override {
    Shape result = shape;
    for (auto b = outermost_first.rbegin(); b != outermost_first.rend(); ++b)
      result = b->forward_event_shape(result);
    return result;
  }
  Shape inverse_event_shape(const Shape& shape) const override {
    Shape result = shape;
    for (const Bijector& b : outermost_first) result = b.inverse_event_shape(result);
    return result;
  }
  bool is_constant_jacobian() const override {
    return std::all_of(outermost_first.begin(), outermost_first.end(),
                       [](const Bijector& b) { return b.rules().is_constant_jacobian(); });
  }
  std::optional<bool> is_increasing() const override {
    bool result = true;
    for (const Bijector& b : outermost_first) {
      const std::optional<bool> one = b.rules().is_increasing();
      if (!one) return std::nullopt;
      result = result == *one;
    }
    return result;
  }
  Arrays parameters() const override {
    Arrays all;
    for (const Bijector& b : outermost_first) {
      const Arrays own = b.rules().parameters();
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }
};

}  // namespace

Chain::Chain(const Bijectors& bijectors) : Bijector(make_ref<ChainRules>(bijectors)) {}

}  // namespace aleator::bijectors
