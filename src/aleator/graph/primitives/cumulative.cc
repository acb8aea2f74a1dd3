// SPDX-License-Identifier: Apache-2.0
// Defines running sums, products, maxima and minima along an axis.
#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/reduce.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/graph/primitives.h"
#include "aleator/graph/primitives/elementwise.h"
#include "aleator/graph/primitives/reduce.h"

namespace aleator {
namespace {

ArrayTypes infer_cumulative(const InferContext& c) {
  if (!contains(c.primitive.dtypes, c.inputs[0].dtype)) {
    throw DtypeError(text(c.primitive.name, ": not defined for ", c.inputs[0].dtype));
  }
  normalize_axis(c.attributes_as<AlongAxis>().axis, c.inputs[0].shape.rank(), c.primitive.name);
  return {{.dtype = c.inputs[0].dtype, .shape = c.inputs[0].shape}};
}

Arrays batch_cumulative(const BatchContext& c) {
  AlongAxis a = c.attributes_as<AlongAxis>();
  ++a.axis;
  return {apply(c.primitive, c.inputs, attributes(a))};
}

template <class T, class Fold>
void accumulate(const EvaluateContext& c, Fold fold) {
  const auto& a = c.attributes_as<AlongAxis>();
  const T* x = c.input<T>(0);
  T* out = c.output<T>();
  const Shape& shape = c.types[0].shape;
  const std::int64_t n = shape[a.axis], inner = shape.strides()[static_cast<std::size_t>(a.axis)];
  const std::int64_t first = a.is_reverse ? n - 1 : 0, step = a.is_reverse ? -1 : 1;
  for (std::int64_t block = 0; block * n * inner < shape.size(); ++block) {
    for (std::int64_t i = 0; i < inner; ++i) {
      const std::int64_t start = block * n * inner + i;
      for (std::int64_t k = 0; k < n; ++k) {
        const std::int64_t at = start + (first + step * k) * inner;
        out[at] = k == 0 ? x[at] : fold(out[at - step * inner], x[at]);
      }
    }
  }
}

template <Dtypes kDtypes, class F>
consteval EvaluateRule cumulative(F) {
  return [](const EvaluateContext& c) {
    visit_dtype(c.inputs[0].dtype(), [&](auto zero) {
      using T = decltype(zero);
      if constexpr (contains(kDtypes, dtype_of<T>())) accumulate<T>(c, F{});
    });
  };
}

/// One element later along the axis (towards the end of the run), `fill` entering.
Array delayed(const Array& x, const AlongAxis& a, const Array& fill) {
  const std::int64_t n = x.dim(a.axis);
  const Array edge = full(slice_axis(x, a.axis, 0, 1).shape(), astype(fill, x.dtype()));
  return a.is_reverse ? concatenate({slice_axis(x, a.axis, 1, n), edge}, a.axis)
                      : concatenate({edge, slice_axis(x, a.axis, 0, n - 1)}, a.axis);
}

/// With y[k] = x[k] y[k-1]: the cotangent of x[k] is y[k-1] a[k], where a[k] = cotangent[k] +
/// x[k+1] a[k+1]. A recurrence instead of a quotient, so that zeros are harmless.
Arrays vjp_product(const VjpContext& c) {
  const auto& a = c.attributes_as<AlongAxis>();
  const Array& x = c.inputs[0];
  if (x.dim(a.axis) == 0) return {zeros_like(x)};
  const Array next = delayed(x, {a.axis, !a.is_reverse}, 0.);
  const auto step = [](const Array& carry, const Arrays& row) {
    const Array total = row[0] + row[1] * carry;
    return std::pair(total, total);
  };
  const Array start = zeros_like(squeeze(slice_axis(x, a.axis, 0, 1), a.axis));
  const Array totals =
      scan(step, start, Arrays{move_axis(c.cotangents[0], a.axis, 0), move_axis(next, a.axis, 0)},
           {.is_reverse = !a.is_reverse})
          .second;
  return {delayed(c.outputs[0], a, 1.) * move_axis(totals, 0, a.axis)};
}

/// The cotangent of y[k] goes to the position of the extremum so far: the last place where y
/// changed.
Arrays vjp_extremum(const VjpContext& c) {
  const auto& a = c.attributes_as<AlongAxis>();
  const Array& x = c.inputs[0];
  if (x.dim(a.axis) == 0) return {zeros_like(x)};
  // Runs of equal outputs: a[k] = cotangent[k] + (y[k+1] == y[k]) a[k+1], kept where a run starts.
  const Array& y = c.outputs[0];
  const Array is_first = iota(x.shape(), a.axis) == (a.is_reverse ? x.dim(a.axis) - 1 : 0);
  const Array is_start = logical_or(is_first, y != delayed(y, a, 0.));
  const Array continues =
      delayed(astype(logical_not(is_start), x.dtype()), {a.axis, !a.is_reverse}, 0.);
  const auto step = [](const Array& carry, const Arrays& row) {
    const Array total = row[0] + row[1] * carry;
    return std::pair(total, total);
  };
  const Array start = zeros_like(squeeze(slice_axis(x, a.axis, 0, 1), a.axis));
  const Array totals =
      scan(step, start,
           Arrays{move_axis(c.cotangents[0], a.axis, 0), move_axis(continues, a.axis, 0)},
           {.is_reverse = !a.is_reverse})
          .second;
  return {where(is_start, move_axis(totals, 0, a.axis), 0.)};
}

}  // namespace

constinit const Primitive kCumulativeSum{
    .name = "cumulative_sum",
    .file = "cumulative.cc",
    .dtypes = Dtypes::numeric,
    .is_linear = true,
    .keeps_weak = true,
    .combine = &kAdd,
    .infer = infer_cumulative,
    .vjp =
        [](const VjpContext& c) {
          const auto& a = c.attributes_as<AlongAxis>();
          return Arrays{cumulative_sum(c.cotangents[0], a.axis, !a.is_reverse)};
        },
    .batch = batch_cumulative,
    .evaluate = cumulative<Dtypes::numeric>(
        [](auto a, decltype(a) b) { return wrapping(a, b, [](auto x, auto y) { return x + y; }); }),
};

constinit const Primitive kCumulativeProduct{
    .name = "cumulative_product",
    .file = "cumulative.cc",
    .dtypes = Dtypes::numeric,
    .keeps_weak = true,
    .combine = &kMultiply,
    .infer = infer_cumulative,
    .vjp = vjp_product,
    .batch = batch_cumulative,
    .evaluate = cumulative<Dtypes::numeric>(
        [](auto a, decltype(a) b) { return wrapping(a, b, [](auto x, auto y) { return x * y; }); }),
};

constinit const Primitive kCumulativeMax{
    .name = "cumulative_max",
    .file = "cumulative.cc",
    .keeps_weak = true,
    .combine = &kMaximum,
    .infer = infer_cumulative,
    .vjp = vjp_extremum,
    .batch = batch_cumulative,
    .evaluate =
        cumulative<Dtypes::any>([](auto a, decltype(a) b) { return a != a || a > b ? a : b; }),
};

constinit const Primitive kCumulativeMin{
    .name = "cumulative_min",
    .file = "cumulative.cc",
    .keeps_weak = true,
    .combine = &kMinimum,
    .infer = infer_cumulative,
    .vjp = vjp_extremum,
    .batch = batch_cumulative,
    .evaluate =
        cumulative<Dtypes::any>([](auto a, decltype(a) b) { return a != a || a < b ? a : b; }),
};

}  // namespace aleator
