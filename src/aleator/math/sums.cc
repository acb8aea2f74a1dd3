// SPDX-License-Identifier: Apache-2.0
#include "aleator/math/sums.h"

#include "aleator/array/ops/control.h"
#include "aleator/array/ops/elementwise.h"
#include "aleator/array/ops/shape.h"
#include "aleator/base/error.h"
#include "aleator/base/text.h"

namespace aleator::math {
namespace {

std::int64_t checked_length(const Arrays& elements, std::int64_t axis) {
  if (elements.empty()) throw ValueError("scan_associative: needs at least one array, got none");
  for (const Array& x : elements) {
    const std::int64_t own = normalize_axis(axis, x.rank(), "scan_associative");
    const std::int64_t first = normalize_axis(axis, elements[0].rank(), "scan_associative");
    if (x.dim(own) != elements[0].dim(first))
      throw ShapeError(text("scan_associative: arrays must have as many entries along axis ", axis,
                            ", got shapes ", elements[0].shape(), " and ", x.shape()));
  }
  return elements[0].dim(normalize_axis(axis, elements[0].rank(), "scan_associative"));
}

Arrays every_second(const Arrays& all, std::int64_t axis, std::int64_t start, std::int64_t stop) {
  Arrays some;
  for (const Array& x : all) some.push_back(slice_axis(x, axis, start, stop, 2));
  return some;
}

/// even[0], odd[0], even[1], ...; there is one more of the even ones, or none.
Array interleaved(const Array& even, const Array& odd, std::int64_t axis) {
  const std::int64_t at = normalize_axis(axis, even.rank(), "scan_associative");
  const std::int64_t pairs = odd.dim(at);
  const Array both = concatenate(
      {expand_dims(slice_axis(even, at, 0, pairs), at + 1), expand_dims(odd, at + 1)}, at + 1);
  Dims dims(even.shape().begin(), even.shape().end());
  dims[static_cast<std::size_t>(at)] = 2 * pairs;
  const Array joined = reshape(both, Shape(dims));
  if (even.dim(at) == pairs) return joined;
  return concatenate({joined, slice_axis(even, at, pairs, pairs + 1)}, at);
}

Arrays scanned(const AssociativeFunction& f, const Arrays& x, std::int64_t axis, std::int64_t n) {
  if (n < 2) return x;
  const std::int64_t num_pairs = n / 2;
  // Every second result is a scan of pairs, the others are one application further.
  const Arrays pairs =
      f(every_second(x, axis, 0, 2 * num_pairs), every_second(x, axis, 1, 2 * num_pairs));
  const Arrays odd = scanned(f, pairs, axis, num_pairs);
  Arrays even = every_second(x, axis, 0, 1);
  if (n > 2) {
    Arrays before;
    for (const Array& o : odd) before.push_back(slice_axis(o, axis, 0, (n - 1) / 2));
    const Arrays later = f(before, every_second(x, axis, 2, n));
    for (std::size_t i = 0; i < even.size(); ++i)
      even[i] = concatenate({even[i], later[i]},
                            normalize_axis(axis, even[i].rank(), "scan_associative"));
  }
  Arrays all;
  for (std::size_t i = 0; i < x.size(); ++i) all.push_back(interleaved(even[i], odd[i], axis));
  return all;
}

}  // namespace

KahanSum reduce_kahan_sum(const Array& x, std::int64_t axis) {
  const Array terms =
      move_axis(as_floating(x), normalize_axis(axis, x.rank(), "reduce_kahan_sum"), 0);
  const Array zero = zeros(terms.shape().slice(1, terms.rank()), terms.dtype());
  const auto step = [](const std::pair<Array, Array>& sums, const Array& term) {
    const auto& [total, correction] = sums;
    const Array next = total + term;
    const Array lost = where(abs(total) >= abs(term), (total - next) + term, (term - next) + total);
    return std::pair(std::pair(next, correction + lost), Arrays{});
  };
  const auto [total, correction] = scan(step, std::pair(zero, zero), terms).first;
  // Infinite and undefined sums stay what they are.
  const Array known = where(is_finite(correction), correction, 0.), sum = total + known;
  return {sum, (total - sum) + known};
}

Arrays scan_associative(const AssociativeFunction& f, const Arrays& elements, std::int64_t axis) {
  const std::int64_t n = checked_length(elements, axis);
  return scanned(f, elements, axis, n);
}

}  // namespace aleator::math
